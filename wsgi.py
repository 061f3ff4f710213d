"""The web process's way in, and flask's: `gunicorn wsgi:app`, `flask --app wsgi …`."""

from __future__ import annotations

import sys
from typing import NoReturn

import click

from app import create_app
from services import db, schema_version
from services.errors import ServiceError
from services.resources import Resources
from services.settings import SettingsError

# gunicorn takes this status of a worker for "cannot start" and ends, rather than starting it again for ever.
CANNOT_START = 4


def _stop(line: str) -> NoReturn:
    print(f"quicksell: {line}", file=sys.stderr)
    raise SystemExit(CANNOT_START)


def _refuse_old_schema(resources: Resources) -> None:
    """End on another version of the schema, or when our account is refused.

    A database that is away may come back, so we start and wait for it.
    """
    try:
        schema_version.check(resources.engine)
    except schema_version.OldSchema as error:
        _stop(error.message)
    except ServiceError as error:
        line = db.refusal(error) or error.message
        if db.errno(error.__cause__ or error) in db.ACCOUNT_REFUSED:
            _stop(line)
        print(f"quicksell: {line}", file=sys.stderr)


try:
    app = create_app()
except SettingsError as error:
    _stop(str(error))
# Commands say themselves what they need.
if click.get_current_context(silent=True) is None:
    _refuse_old_schema(app.extensions["resources"])
