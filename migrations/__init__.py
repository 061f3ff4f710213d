"""The schema: Alembic revisions over one SQL file an object."""
