"""All that knows conversation: an event and a saved conversation in, changes and answers out. Sends nothing itself."""
