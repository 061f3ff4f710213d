"""The way to the database: engine, session factory, transactions that are safe to repeat, procedure calls.

MariaDB 10.11+ and MySQL 8.4 report the same faults under different numbers; this module is the one place that knows.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, cast

import structlog
from sqlalchemy import Connection, CursorResult, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError
from sqlalchemy.orm import Session, sessionmaker

from services.errors import ServiceError
from services.settings import Settings

T = TypeVar("T")
Sessions = sessionmaker[Session]
log = structlog.get_logger(__name__)

DEADLOCK, LOCK_WAIT, SNAPSHOT_CHANGED = 1213, 1205, 1020
RETRYABLE = frozenset({DEADLOCK, LOCK_WAIT, SNAPSHOT_CHANGED})
DOES_NOT_EXIST = 1305
DUPLICATE_KEY = 1062
CHECK_FAILED = frozenset({4025, 3819})  # MariaDB, MySQL
# Too many connections, server going down or read-only, cannot connect: nothing was written.
NOT_REACHED = frozenset({1040, 1053, 1203, 1290, 1836, 2002, 2003, 2005, 1130, 1045, 1049, 1044})
# No such database, wrong password, no such account: waiting does not help.
ACCOUNT_REFUSED = frozenset({1044, 1045, 1049, 1698})
_NOBODY_THERE = frozenset({2002, 2003, 2005, 1130})
MAX_ATTEMPTS = 6
_ACTOR_SET = "quicksell_actor_set"
_RETURNED_AT = "quicksell_returned_at"
_ENDED = "quicksell_transaction_ended"
_TRUSTED_IDLE_SECONDS = 1.0
_ONE_STATEMENT = timedelta(seconds=4)
_FIRST_PAUSE_SECONDS = 0.01


class DatabaseUnavailable(ServiceError):
    """The database cannot be reached or refuses work for now; nothing was changed."""

    code = "database_unavailable"


class OutcomeUnknown(ServiceError):
    """The connection broke during a write: it may or may not have happened. Look it up by its key before repeating."""

    code = "outcome_unknown"


def make_engine(settings: Settings, url: str | None = None, *, autocommit: bool = False) -> Engine:
    """Build an engine at READ COMMITTED whose sessions run in UTC and whose every wait has a limit.

    With `autocommit` each statement is a transaction of its own and costs one round trip.
    """
    lock_wait = max(1, round(settings.db_lock_wait_timeout.total_seconds()))
    # Who sends a webhook waits five seconds and no longer: Meta's limit.
    patience = min(settings.db_read_timeout, _ONE_STATEMENT) if autocommit else settings.db_read_timeout
    engine = create_engine(
        url or settings.database_url,
        isolation_level="AUTOCOMMIT" if autocommit else "READ COMMITTED",
        skip_autocommit_rollback=True,
        pool_size=settings.db_pool_size,
        max_overflow=settings.db_pool_size,
        pool_timeout=settings.db_connect_timeout.total_seconds(),
        # Both are done by _care_for_connections, without the round trips that are not needed.
        pool_pre_ping=False,
        pool_reset_on_return=None,
        pool_recycle=1800,
        connect_args={
            "connect_timeout": max(1, round(settings.db_connect_timeout.total_seconds())),
            "read_timeout": patience.total_seconds(),
            "write_timeout": patience.total_seconds(),
            "charset": "utf8mb4",
            "init_command": (
                "SET SESSION time_zone = '+00:00', innodb_lock_wait_timeout = "
                f"{lock_wait}, sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
                "NO_ENGINE_SUBSTITUTION'"
            ),
        },
    )
    _care_for_connections(engine, settings, autocommit=autocommit)
    return engine


def _care_for_connections(engine: Engine, settings: Settings, *, autocommit: bool) -> None:
    """Have the server end a transaction whose owner froze (MariaDB only), so that its row locks outlive no lease.

    Ask a connection whether it lives only when it has been idle for a while, and roll back on its return only what is
    open: a transaction then costs no more round trips than its statements.
    """
    seconds = max(5, round(settings.lease.total_seconds()))

    @event.listens_for(engine, "connect")
    def _limit(connection: Any, _record: Any) -> None:
        if "MariaDB" in connection.get_server_info():
            with connection.cursor() as cursor:
                cursor.execute(f"SET SESSION idle_transaction_timeout = {seconds}")

    @event.listens_for(engine, "checkout")
    def _ping_if_idle(connection: Any, record: Any, _fairy: Any) -> None:
        now = time.monotonic()
        if now - record.info.get(_RETURNED_AT, now) > _TRUSTED_IDLE_SECONDS:
            try:
                connection.ping(reconnect=False)
            except Exception as error:
                raise DisconnectionError("the connection died while it was idle") from error

    @event.listens_for(engine, "reset")
    def _tidy(connection: Any, record: Any, state: Any) -> None:
        record.info[_RETURNED_AT] = time.monotonic()
        if state.terminate_only:
            return
        if record.info.pop(_ACTOR_SET, False):
            with connection.cursor() as cursor:
                cursor.execute("SET @qs_actor = NULL, @qs_actor_type = NULL, @qs_reason = NULL, @qs_metadata = NULL")
        if not (record.info.pop(_ENDED, False) or state.transaction_was_reset or autocommit):
            connection.rollback()

    @event.listens_for(engine, "begin")
    def _note_begin(connection: Connection) -> None:
        connection.info[_ENDED] = False

    @event.listens_for(engine, "commit")
    def _note_commit(connection: Connection) -> None:
        # A COMMIT that fails ends the transaction too, or the connection with it.
        connection.info[_ENDED] = True


def make_sessions(engine: Engine) -> Sessions:
    """The session factory; objects stay readable after commit."""
    return sessionmaker(engine, expire_on_commit=False)


def errno(error: BaseException) -> int | None:
    """The server's or driver's number of a database error, or None."""
    original = getattr(error, "orig", error)
    first = next(iter(getattr(original, "args", ())), None)
    return first if isinstance(first, int) else None


def refusal(error: BaseException) -> str | None:
    """For the person who started us, why the database of DATABASE_URL cannot be used; None for any other fault."""
    number = errno(error) or errno(error.__cause__ or error)
    if number in ACCOUNT_REFUSED:
        return "the database refuses the account of DATABASE_URL: wrong user, password or database name"
    if number in _NOBODY_THERE:
        return f"the database of DATABASE_URL cannot be reached (error {number}): is it running, and the address right?"
    return None


def error_text(error: BaseException) -> str:
    """The server's own words of a database error, without the statement and its parameters."""
    args: tuple[Any, ...] = getattr(getattr(error, "orig", error), "args", ())
    return str(args[1]) if len(args) > 1 else str(args[0]) if args else ""


def is_duplicate(error: BaseException, key: str = "") -> bool:
    """Whether a unique key (named in the server's message) refused a row."""
    return errno(error) == DUPLICATE_KEY and key in error_text(error)


def is_conflict(error: BaseException) -> bool:
    """Whether the server undid work because of somebody else's, so that the whole unit may simply run again.

    A savepoint that is gone tells of a deadlock that went unseen: the server rolled the whole transaction back.
    """
    number = errno(error)
    return number in RETRYABLE or (number == DOES_NOT_EXIST and "SAVEPOINT" in error_text(error))


def transact(sessions: Sessions, unit: Callable[[Session], T], *, attempts: int = MAX_ATTEMPTS) -> T:
    """Run a unit of work in one transaction; on a deadlock, lock wait or changed snapshot run the whole of it again.

    The unit must do nothing but database work: it may run several times. Raises DatabaseUnavailable when nothing can
    have been written, OutcomeUnknown when the connection broke while something may have been.
    """
    for attempt in range(1, attempts + 1):
        try:
            with sessions() as session:
                result = unit(session)
                # What is still to be written is written here: after this only COMMIT itself can fail.
                session.flush()
                _commit(session)
                return result
        except DBAPIError as error:
            # A connection that broke before COMMIT was sent took everything with it: once more, on a fresh one.
            is_broken = error.connection_invalidated and attempt == 1
            if (is_conflict(error) or is_broken) and attempt < attempts:
                log.info("transaction_repeated", errno=errno(error), attempt=attempt)
                time.sleep(_FIRST_PAUSE_SECONDS * 2 ** (attempt - 1) * (0.5 + random.random()))
                continue
            raise _translated(error) from error
    raise AssertionError("unreachable: the last attempt returns or raises")


def _commit(session: Session) -> None:
    try:
        session.commit()
    except DBAPIError as error:
        if is_conflict(error):
            raise
        raise OutcomeUnknown("the answer to COMMIT was lost") from error


def _translated(error: DBAPIError) -> Exception:
    number = errno(error)
    if number in NOT_REACHED or is_conflict(error):
        return DatabaseUnavailable(f"the database refuses work for now (error {number})")
    if error.connection_invalidated or isinstance(error, InterfaceError) or number in {2006, 2013, 0}:
        # Before COMMIT was sent the server rolls back with the connection: nothing happened.
        return DatabaseUnavailable("the connection to the database broke before the commit")
    return error


def call(session: Session, procedure: str, *args: Any) -> dict[str, Any]:
    """CALL a stored procedure and return the first row it answers, as a dict ({} when it answers none)."""
    names = [f"a{number}" for number in range(len(args))]
    placeholders = ", ".join(f":{name}" for name in names)
    statement = text(f"CALL {procedure}({placeholders})")
    result = cast(CursorResult[Any], session.execute(statement, dict(zip(names, args, strict=True))))
    row = result.mappings().first() if result.returns_rows else None
    return dict(row) if row else {}


def act_as(
    session: Session, actor: str, actor_type: str, reason: str | None = None, metadata: str | None = None
) -> None:
    """Tell the triggers and procedures of this transaction who acts, as what, and why."""
    session.connection().info[_ACTOR_SET] = True
    session.execute(
        text("SET @qs_actor = :actor, @qs_actor_type = :actor_type, @qs_reason = :reason, @qs_metadata = :metadata"),
        {"actor": actor[:100], "actor_type": actor_type, "reason": reason and reason[:500], "metadata": metadata},
    )


def utc_now(session: Session) -> datetime:
    """The database's clock: the only one that decides expiry."""
    value: datetime = session.execute(text("SELECT UTC_TIMESTAMP(6)")).scalar_one()
    return value.replace(tzinfo=UTC)
