"""All that knows conversation: an event and a saved conversation in, what changes and what to say out. Sends nothing."""
