"""What the business does, one module a subject. Knows nothing of HTTP, conversations or the job runner."""
