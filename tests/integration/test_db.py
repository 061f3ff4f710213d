"""The way to the database: what a broken, busy or refusing server does to a unit of work."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deploy.local.processes import wait_for
from services import db
from services.models import User
from services.resources import Resources


def _connection_id(session: Session) -> int:
    return int(session.execute(text("SELECT CONNECTION_ID()")).scalar_one())


def _names(resources: Resources) -> list[str]:
    with resources.sessions() as session:
        return list(session.execute(text("SELECT messenger_id FROM users ORDER BY id")).scalars())


class TestTransact:
    def test_runs_again_on_a_fresh_connection_when_the_old_one_was_killed(
        self, clean: Resources, admin_engine: Engine
    ) -> None:
        runs = []

        def unit(session: Session) -> None:
            session.add(User(messenger_id="1001"))
            session.flush()
            runs.append(_connection_id(session))
            if len(runs) == 1:
                with admin_engine.connect() as admin:
                    admin.execute(text(f"KILL {runs[0]}"))
            session.execute(text("SELECT 1"))

        db.transact(clean.sessions, unit)

        assert len(set(runs)) == 2
        assert _names(clean) == ["1001"]

    def test_uses_a_connection_again_that_died_while_idle(self, clean: Resources, admin_engine: Engine) -> None:
        with clean.sessions() as session:
            number = _connection_id(session)
        with admin_engine.connect() as admin:
            admin.execute(text(f"KILL {number}"))

        db.transact(clean.sessions, lambda session: session.add(User(messenger_id="1002")))

        assert _names(clean) == ["1002"]

    def test_lets_a_refused_row_through_as_what_it_is(self, clean: Resources) -> None:
        db.transact(clean.sessions, lambda session: session.add(User(messenger_id="1003")))

        with pytest.raises(IntegrityError) as refused:
            db.transact(clean.sessions, lambda session: session.add(User(messenger_id="1003")))

        assert db.is_duplicate(refused.value, "uq_users_messenger_id")
        assert _names(clean) == ["1003"]

    def test_leaves_nothing_open_on_the_connection_it_gives_back(self, clean: Resources) -> None:
        with clean.sessions() as session:
            session.add(User(messenger_id="1004"))
            session.flush()
            session.close()

        assert _names(clean) == []

    @pytest.mark.parametrize("read", ["SELECT * FROM users", "CALL sp_get_order_details(1)"])
    def test_ends_a_transaction_that_only_read(self, clean: Resources, admin_engine: Engine, read: str) -> None:
        # The server would otherwise end the connection with it, in the pool and out of sight.
        opened = text("SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_mysql_thread_id = :id")
        db.transact(clean.sessions, lambda session: session.add(User(messenger_id="1005")))
        with clean.sessions() as session, admin_engine.connect() as admin:
            number = {"id": _connection_id(session)}
            session.execute(text(read)).all()
            assert wait_for(lambda: admin.execute(opened, number).scalar_one() == 1, 2)
            session.close()
            assert wait_for(lambda: admin.execute(opened, number).scalar_one() == 0, 2)

    def test_forgets_who_acted(self, clean: Resources) -> None:
        db.transact(clean.sessions, lambda session: db.act_as(session, "ana", "admin", "why"))

        with clean.sessions() as session:
            assert session.execute(text("SELECT @qs_actor, @qs_actor_type, @qs_reason")).one() == (None, None, None)

    def test_waits_out_a_deadlock_and_keeps_both(self, clean: Resources) -> None:
        for name in ("2001", "2002"):
            db.transact(clean.sessions, lambda session, name=name: session.add(User(messenger_id=name)))  # type: ignore[misc]
        barrier, runs = threading.Barrier(2), []

        def touch(first: str, second: str) -> None:
            def unit(session: Session) -> None:
                runs.append(first)
                update = text("UPDATE users SET total_orders = total_orders + 1 WHERE messenger_id = :name")
                session.execute(update, {"name": first})
                if len(runs) <= 2:
                    barrier.wait(5)
                session.execute(update, {"name": second})

            db.transact(clean.sessions, unit)

        threads = [threading.Thread(target=touch, args=names) for names in (("2001", "2002"), ("2002", "2001"))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)

        with clean.sessions() as session:
            assert session.execute(text("SELECT total_orders FROM users")).scalars().all() == [2, 2]
        assert len(runs) == 3
