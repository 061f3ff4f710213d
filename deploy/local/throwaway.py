"""`test` and `bench`: on stores of their own that end with this process and leave nothing behind."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from deploy.local import environment, instance, paths, processes, system, venv


def test(arguments: Sequence[str]) -> int:
    """Run pytest, on the whole suite unless told otherwise; its exit code is ours."""
    with _environment(browser=True) as env:
        # pytest finds its settings by the folder it is started in.
        command = [str(venv.PYTHON), "-m", "pytest", *(arguments or ["tests"])]
        return processes.run_in_foreground(command, env=env, cwd=paths.ROOT)


def bench(arguments: Sequence[str]) -> int:
    """Run the benchmarks; their exit code is ours."""
    with _environment(browser=False) as env:
        return processes.run_in_foreground([venv.PYTHON, "-m", "bench", *arguments], env=env, cwd=paths.ROOT)


@contextmanager
def _environment(*, browser: bool) -> Iterator[dict[str, str]]:
    with instance.set_up_alone():
        venv.ensure(develop=True)
        system.need_stores(
            mariadb=not environment.users_own().get("DATABASE_URL"), redis=not environment.users_own().get("REDIS_URL")
        )
        if browser:
            system.want_browser()
    # A test that starts processes of its own and crashes must not leave them to the machine.
    processes.adopt_orphans()
    with instance.throw_away_instance() as stores:
        stores.start_stores()
        env = stores.environment()
        stores.migrate(env, outside_too=False)
        yield env | _for_tests(stores, env)


def _for_tests(stores: instance.Instance, env: dict[str, str]) -> dict[str, str]:
    own = environment.users_own()
    servers = paths.private_folder(stores.directory / "servers")
    added = {
        "QUICKSELL_SERVERS_DIR": str(servers),
        # Two runs against one outside server must not share databases.
        "QUICKSELL_TEST_DB_PREFIX": f"quicksell_test_{os.getpid()}",
        "QUICKSELL_TEST_ADMIN_URL": own.get("QUICKSELL_TEST_ADMIN_URL")
        or (stores.mariadb.admin_url if stores.mariadb else env["DATABASE_URL"]),
    }
    if stores.mariadb:
        added["QUICKSELL_TEST_ROOT_SOCKET"] = str(stores.mariadb.socket)
    return added
