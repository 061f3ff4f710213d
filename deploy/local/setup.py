"""Set-up as every command needs it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from typing import NoReturn

from deploy.local import instance, progress, sql_client, venv
from deploy.local.errors import SetupError
from deploy.local.instance import Instance


def execute(command: Sequence[str]) -> NoReturn:
    """Set up if need be, then become the command, in the project's environment.

    Raises SetupError when set-up fails or the command is not there.
    """
    progress.be_quiet()
    with instance.set_up_alone():
        main, _ = prepare(outside_too=False)
        env = main.environment()
        sql_client.write_options(main.sql_folder, env)
    program = shutil.which(command[0], path=env["PATH"])
    if not program:
        raise SetupError(f"there is no command {command[0]!r} in the project's environment")
    os.execve(program, list(command), env)


def prepare(*, outside_too: bool) -> tuple[Instance, list[str]]:
    """Virtual environment, stores and schema of the main instance; returns it and the stores started just now."""
    venv.ensure()
    main = instance.main()
    started = main.start_stores()
    main.migrate(main.environment(), outside_too=outside_too)
    return main, [server.name for server in started]
