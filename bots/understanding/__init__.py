"""The place of free text: reading a whole order out of what a customer writes.

What belongs here turns a cleaned message text and a catalogue into a draft of an order, and knows neither Messenger nor
the database. The guided conversation calls it where its own words (`bots.choices`) did not understand a text: see
`bots.dialogs.fallback`. Until that exists, such a text is looked up in the catalogue by name.
"""
