"""A stand-in for Messenger: a strict Graph API, signed webhooks, a control API and a chat page."""
