"""The commands of `./quicksell`, their help, and how faults are told."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from deploy.local import processes, progress
from deploy.local.errors import SetupError


@dataclass(frozen=True)
class Command:
    """One command: what it says about itself, and the function that does it, which returns the exit code."""

    usage: str
    summary: str
    details: str
    examples: tuple[str, ...]
    run: Callable[[list[str]], int]


def _demo(arguments: list[str]) -> int:
    from deploy.local import demo

    once = _only_flags(arguments, {"--once"})
    return demo.once() if once else demo.run()


def _test(arguments: list[str]) -> int:
    from deploy.local import throwaway

    return throwaway.test(arguments)


def _check(arguments: list[str]) -> int:
    from deploy.local import checks

    _only_flags(arguments, set())
    return checks.run()


def _bench(arguments: list[str]) -> int:
    from deploy.local import throwaway

    return throwaway.bench(arguments)


def _up(arguments: list[str]) -> int:
    from deploy.local import demo

    _only_flags(arguments, set())
    return demo.up()


def _down(arguments: list[str]) -> int:
    from deploy.local import stack

    _only_flags(arguments, set())
    return stack.down()


def _logs(arguments: list[str]) -> int:
    from deploy.local import logs

    follow = "-f" in arguments or "--follow" in arguments
    return logs.show([name for name in arguments if name not in {"-f", "--follow"}], follow=follow)


def _exec(arguments: list[str]) -> int:
    from deploy.local import setup

    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        raise SetupError("say what to run, such as: ./quicksell exec flask --app wsgi routes")
    setup.execute(command)


COMMANDS = {
    "demo": Command(
        "demo [--once]",
        "set up and run everything, with a chat page to try it",
        "Sets up what is missing, starts web, workers, scheduler and a stand-in for Messenger, and prints the\n"
        "addresses. Ctrl-C stops all it started. With --once it plays one conversation up to a delivered order,\n"
        "prints it, and ends.",
        ("./quicksell demo", "./quicksell demo --once", "PORT=8080 ./quicksell demo"),
        _demo,
    ),
    "up": Command(
        "up",
        "start the same processes in the background",
        "Returns when everything answers. Harmless when it is up already; starts again what has died. Addresses,\n"
        "keys and process ids are in .quicksell/run.json.",
        ("./quicksell up", "DATABASE_URL=mysql+pymysql://me:secret@db.example/shop ./quicksell up"),
        _up,
    ),
    "down": Command("down", "stop them, MariaDB and Redis too", "Data stays.", ("./quicksell down",), _down),
    "logs": Command(
        "logs [NAME] [-f]",
        "show what the processes say",
        "NAME is one of web, worker, scheduler, sandbox, mariadb, redis; without it, all. -f goes on showing.",
        ("./quicksell logs", "./quicksell logs worker -f"),
        _logs,
    ),
    "exec": Command(
        "exec CMD ...",
        "run a command in the project's environment",
        "Sets up first if need be. The addresses of the stores are in the command's environment: the private\n"
        "ones, or DATABASE_URL and REDIS_URL where they are set. A SQL client such as mariadb finds the database, too.",
        (
            "./quicksell exec flask --app wsgi load-catalogue shop.json",
            "./quicksell exec python -m bots.understanding shop.json",
            "./quicksell exec mariadb",
        ),
        _exec,
    ),
    "test": Command(
        "test [pytest arguments]",
        "run the tests on throw-away stores",
        "Everything it starts and writes is gone afterwards. Long campaigns run with -m campaign.",
        ("./quicksell test", "./quicksell test tests/unit -q", "./quicksell test -k stock -x"),
        _test,
    ),
    "check": Command(
        "check",
        "lint, format, types, SQL, dead code, architecture",
        "One line a check; what a failing one says comes below it.",
        ("./quicksell check",),
        _check,
    ),
    "bench": Command(
        "bench [arguments]",
        "measure, on throw-away stores",
        "Prints ratios against a bare baseline measured in the same run, and writes a JSON file.",
        ("./quicksell bench", "./quicksell bench --help"),
        _bench,
    ),
}


def main(arguments: Sequence[str]) -> int:
    """Do what the command line says; returns the exit code. Faults are one line on standard error."""
    name, rest = (arguments[0], list(arguments[1:])) if arguments else ("--help", [])
    if name in {"-h", "--help", "help"}:
        print(_help(rest[0]) if rest and rest[0] in COMMANDS else _overview())
        return 0
    command = COMMANDS.get(name)
    if command is None:
        progress.warn(f"there is no command {name!r}; try one of: {', '.join(COMMANDS)}")
        return 2
    # The tools behind these have a help of their own, shown after ours would hide it.
    if rest[:1] in (["-h"], ["--help"]) and name != "bench":
        print(_help(name))
        return 0
    try:
        processes.raise_on_signals()
        return command.run(rest)
    except SetupError as error:
        progress.warn(str(error))
        return 1
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
    except processes.Terminated as request:
        return 128 + request.number
    except BrokenPipeError:
        # Whoever read our output has gone; nothing is left to be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        progress.warn(f"{name} failed: {error}")
        return 1


def _only_flags(arguments: list[str], known: set[str]) -> set[str]:
    unknown = [argument for argument in arguments if argument not in known]
    if unknown:
        raise SetupError(f"{unknown[0]!r} is not understood here; try --help")
    return set(arguments)


def _overview() -> str:
    width = max(len(command.usage) for command in COMMANDS.values())
    lines = [f"  ./quicksell {command.usage:<{width}}  {command.summary}" for command in COMMANDS.values()]
    return "\n".join(
        [
            "QuickSell takes orders in Messenger. Start with: ./quicksell demo",
            "",
            *lines,
            "",
            "Every command has --help with examples. Settings are environment variables; .env.example lists them.",
        ]
    )


def _help(name: str) -> str:
    command = COMMANDS[name]
    examples = "\n".join(f"  {example}" for example in command.examples)
    return f"usage: ./quicksell {command.usage}\n\n{command.details}\n\nExamples:\n{examples}"
