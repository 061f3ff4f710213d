"""The project's virtual environment: made once, brought up to date when the requirements change."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from deploy.local import paths, progress, system
from deploy.local.errors import SetupError

PYTHON = paths.VENV / "bin" / "python"
_STAMP = paths.STATE / "requirements.json"
RUN, DEVELOP = "requirements.txt", "requirements-dev.txt"


def ensure(*, develop: bool = False) -> None:
    """Make sure that the environment holds what is required to run, or to test and check as well.

    Raises SetupError when pip fails; where packages come from is the user's own pip configuration.
    """
    wanted = [paths.ROOT / name for name in ((RUN, DEVELOP) if develop else (RUN,))]
    stamp = paths.read_json(_STAMP)
    # Scripts in the environment name its place, so a project that was moved needs a new one.
    if not PYTHON.exists() or stamp.get("place", str(paths.VENV)) != str(paths.VENV):
        _create()
        stamp = {}
    digests = {file.name: paths.fingerprint(file) for file in wanted}
    if all(stamp.get(name) == digest for name, digest in digests.items()):
        return
    _install(wanted)
    others = {name: digest for name, digest in stamp.items() if name != RUN or name in digests}
    paths.write_json(_STAMP, {**others, **digests, "place": str(paths.VENV)})


def _create() -> None:
    # Not the python of the environment that is being replaced.
    python = getattr(sys, "_base_executable", sys.executable)
    command = [python, "-m", "venv", "--clear", str(paths.VENV)]
    with progress.step("Making the virtual environment"):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode and "ensurepip" in done.stdout + done.stderr:
            package = f"python3.{sys.version_info.minor}-venv"
            system.need_packages("Python's venv module", [package], instead="then start again")
            done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SetupError(f"the virtual environment could not be made:\n{(done.stdout + done.stderr).strip()}")


def _install(files: list[Path]) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar=off"]
    for file in files:
        command += ["-r", str(file)]
    count = sum(1 for line in files[-1].read_text(encoding="utf-8").splitlines() if line[:1].isalnum())
    # pip must not look into the folders that PYTHONPATH names.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    with progress.step(f"Installing {count} Python packages"):
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=env, cwd=paths.STATE, check=False
        )
    if done.returncode:
        end = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise SetupError(f"pip could not install what {files[-1].name} names:\n{end}")
