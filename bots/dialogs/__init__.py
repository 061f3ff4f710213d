"""What the bot can talk about, one module a subject: functions that take the turn, change its state, say something."""
