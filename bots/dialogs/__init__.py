"""What the bot can talk about, one module a subject. Each function takes the turn, changes its state and says something."""
