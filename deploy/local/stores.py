"""Private MariaDB and Redis servers, on free ports of 127.0.0.1, owned by the caller.

Used by the front door, and by tests that want a server of their own to stop and kill.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from deploy.local import paths, processes
from deploy.local.errors import SetupError
from deploy.local.processes import Process

DATABASE = "quicksell_chatbot"
START_SECONDS = 60.0
PORT_SECONDS = 2.0
# Debian keeps servers out of the PATH of ordinary users.
_SERVER_FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/usr/libexec", "/sbin")


def find_program(*names: str) -> str | None:
    """The first of some programs that is installed: on the PATH, or where Debian keeps servers."""
    for name in names:
        if found := shutil.which(name):
            return found
        for folder in _SERVER_FOLDERS:
            if os.access(candidate := f"{folder}/{name}", os.X_OK):
                return candidate
    return None


class Server:
    """One server process with a folder of its own. `start` is harmless when it already runs."""

    name = "server"

    def __init__(self, directory: Path, *, port: int | None = None, dies_with_us: bool = True) -> None:
        self.directory = Path(directory).absolute()
        self.log = self.directory / f"{self.name}.log"
        self.dies_with_us = dies_with_us
        self._state_file = self.directory / f"{self.name}.json"
        saved = paths.read_json(self._state_file)
        self.process: Process | None = Process.read(saved)
        self.port: int = port or int(saved.get("port") or 0)

    @property
    def pid(self) -> int | None:
        """The id of the running process; None when it does not run."""
        return self.process.pid if self.process and self.process.is_alive() else None

    @property
    def is_running(self) -> bool:
        return self.pid is not None

    def start(self) -> None:
        """Start, making the data first if there is none, and return when clients can connect.

        Keeps its port from the last time while nobody else has it. Raises SetupError with the end of the log.
        """
        if self.is_running and processes.wait_for(self._answers, 5):
            return
        self._stop_process()
        paths.private_folder(self.directory)
        self._prepare()
        # Clients know the old port, so a server that is just being buried gets a moment to give it back.
        if self.port:
            processes.wait_for(lambda: processes.is_free(self.port), PORT_SECONDS)
        self.port = processes.free_port(self.port or None)
        self.process = processes.start(
            self._command(), log=self.log, cwd=self.directory, env=self._environment(), dies_with_us=self.dies_with_us
        )
        paths.write_json(self._state_file, {**self.process.record(), "port": self.port})
        if not processes.wait_for(lambda: self._answers() or not self.is_running, START_SECONDS) or not self.is_running:
            self._stop_process()
            raise processes.failed(f"{self.name} did not start", self.log)

    def stop(self) -> None:
        """Shut down cleanly; kill after ten seconds."""
        self._stop_process()

    def kill(self) -> None:
        """End at once, as a crash would (SIGKILL); the data stays."""
        if self.process:
            self.process.signal(signal.SIGKILL)
            processes.wait_for(lambda: not self.is_running, processes.STOP_SECONDS)

    def restart(self) -> None:
        """Stop cleanly and start again on the same port."""
        self.stop()
        self.start()

    def _stop_process(self) -> None:
        if self.process:
            self.process.stop()

    def _environment(self) -> dict[str, str]:
        """The caller's environment without what would change a server's behaviour, and with a folder of its own for
        temporary files: a MariaDB that starts removes what looks like its own from there.
        """
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("MYSQL_", "MARIADB_", "REDIS"))
        }
        return {**kept, "TMPDIR": str(paths.private_folder(self.directory / f"{self.name}-tmp"))}

    def _prepare(self) -> None:
        raise NotImplementedError

    def _command(self) -> list[str]:
        raise NotImplementedError

    def _answers(self) -> bool:
        raise NotImplementedError


class MariaDB(Server):
    """A private MariaDB server with QuickSell's database and accounts.

    `root` is reached through the socket only. With `administrator` there is also an account `quicksell_admin` over
    TCP that may do everything: for throw-away servers, where tests make databases of their own.
    """

    name = "mariadb"

    def __init__(
        self,
        directory: Path,
        *,
        port: int | None = None,
        dies_with_us: bool = True,
        administrator: bool = False,
        buffer_pool: str = "256M",
        options: Sequence[str] = (),
    ) -> None:
        super().__init__(directory, port=port, dies_with_us=dies_with_us)
        self.administrator = administrator
        self.options = [f"--innodb-buffer-pool-size={buffer_pool}", *options]
        self.socket = paths.socket_folder(self.directory) / "mariadb.sock"
        self._passwords_file = self.directory / f"{self.name}-passwords.json"

    @property
    def url(self) -> str:
        """The application's address."""
        return self.url_of("quicksell_app")

    @property
    def admin_url(self) -> str:
        """The administrator's address, without a database; only with `administrator`."""
        return self.url_of("quicksell_admin", database="")

    def url_of(self, account: str, *, database: str = DATABASE) -> str:
        password = quote(self.passwords[account], safe="")
        return f"mysql+pymysql://{account}:{password}@127.0.0.1:{self.port}/{database}?charset=utf8mb4"

    @property
    def passwords(self) -> dict[str, str]:
        """Passwords by account, made once and kept beside the data (0600)."""
        saved = paths.read_json(self._passwords_file)
        if not saved:
            names = ["root", "quicksell_migrator", "quicksell_app", "quicksell_report"]
            names += ["quicksell_admin"] if self.administrator else []
            saved = {name: secrets.token_urlsafe(24) for name in names}
            paths.write_json(self._passwords_file, saved)
        return saved

    @property
    def data(self) -> Path:
        return self.directory / "data"

    def _prepare(self) -> None:
        if self.data.is_dir():
            return
        installer = find_program("mariadb-install-db", "mysql_install_db")
        if not installer or not find_program("mariadbd"):
            raise SetupError("MariaDB is missing; get it with: apt-get install mariadb-server-core mariadb-client-core")
        fresh = self.directory / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        command = [
            installer, "--no-defaults", f"--datadir=./{fresh.name}", "--auth-root-authentication-method=normal",
            "--skip-test-db", "--skip-name-resolve", "--innodb-log-file-size=8M", *_as_root(),
        ]  # fmt: skip
        # A relative path, because the installer does not survive a space in it.
        with self.log.open("ab") as log:
            done = subprocess.run(
                command,
                cwd=self.directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment(),
                check=False,
            )
        if done.returncode:
            raise processes.failed("MariaDB's data folder could not be made", self.log)
        paths.write_private(self._first_statements, "\n".join(self._account_statements()) + "\n")
        # Only a folder that is complete gets the name a later start looks for.
        os.replace(fresh, self.data)

    @property
    def _first_statements(self) -> Path:
        return self.directory / "first-start.sql"

    def _account_statements(self) -> list[str]:
        # Each may be said twice: a crash may fall between the first start and forgetting this file.
        passwords = self.passwords
        where = "'127.0.0.1'"
        statements = [
            # The installer leaves a root without a password, also over TCP.
            "DELETE FROM mysql.global_priv WHERE User = '' OR (User = 'root' AND Host <> 'localhost');",
            "FLUSH PRIVILEGES;",
            f"ALTER USER 'root'@'localhost' IDENTIFIED BY '{passwords['root']}';",
            f"CREATE DATABASE IF NOT EXISTS {DATABASE} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;",
            *(
                f"CREATE USER IF NOT EXISTS '{name}'@{where} IDENTIFIED BY '{password}';"
                for name, password in passwords.items()
                if name != "root"
            ),
            # The grant option lets the migrator open reporting views to the reporter.
            f"GRANT ALL PRIVILEGES ON {DATABASE}.* TO 'quicksell_migrator'@{where} WITH GRANT OPTION;",
            f"GRANT SELECT, INSERT, UPDATE, DELETE, EXECUTE ON {DATABASE}.* TO 'quicksell_app'@{where};",
        ]
        if self.administrator:
            statements.append(f"GRANT ALL PRIVILEGES ON *.* TO 'quicksell_admin'@{where} WITH GRANT OPTION;")
        return statements

    def _command(self) -> list[str]:
        program = find_program("mariadbd")
        if not program:
            raise SetupError("MariaDB is missing; get it with: apt-get install mariadb-server-core mariadb-client-core")
        # Accounts are made before the server takes its first connection, so no open door is ever there.
        first = [f"--init-file={self._first_statements}"] if self._first_statements.exists() else []
        return [
            program, "--no-defaults", f"--datadir={self.data}", f"--socket={self.socket}",
            f"--pid-file={self.socket.with_suffix('.pid')}", f"--port={self.port}", "--bind-address=127.0.0.1",
            "--skip-name-resolve", f"--log-error={self.log}", "--performance-schema=0", "--max-connections=300",
            "--default-time-zone=+00:00", "--character-set-server=utf8mb4", "--collation-server=utf8mb4_unicode_ci",
            "--local-infile=0", "--event-scheduler=OFF", "--innodb-log-file-size=64M",
            *first, *_as_root(), *self.options,
        ]  # fmt: skip

    def start(self) -> None:
        super().start()
        self._first_statements.unlink(missing_ok=True)

    def _answers(self) -> bool:
        """Whether the server greets a client; the greeting comes when it is ready to log somebody in."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
                greeting = connection.recv(64)
        except OSError:
            return False
        # Three bytes of length, a sequence number, then version 10 of the protocol (255 would be an error).
        return len(greeting) > 4 and greeting[4] == 10


class Redis(Server):
    """A private Redis (or Valkey) server with a password and an append-only file."""

    name = "redis"

    def __init__(
        self, directory: Path, *, port: int | None = None, dies_with_us: bool = True, options: Sequence[str] = ()
    ) -> None:
        super().__init__(directory, port=port, dies_with_us=dies_with_us)
        self.options = list(options)
        self._passwords_file = self.directory / f"{self.name}-passwords.json"

    @property
    def password(self) -> str:
        """The password, made once and kept beside the data (0600)."""
        saved = paths.read_json(self._passwords_file)
        if not saved:
            saved = {"default": secrets.token_urlsafe(24)}
            paths.write_json(self._passwords_file, saved)
        return str(saved["default"])

    @property
    def url(self) -> str:
        return f"redis://:{quote(self.password, safe='')}@127.0.0.1:{self.port}/0"

    def _prepare(self) -> None:
        pass

    def _command(self) -> list[str]:
        program = find_program("redis-server", "valkey-server")
        if not program:
            raise SetupError("Redis is missing; get it with: apt-get install redis-server")
        # In a file, because the command line of a process is there for everybody to read.
        settings = self.directory / "redis.conf"
        paths.write_private(
            settings,
            f"bind 127.0.0.1\nport {self.port}\nrequirepass {self.password}\n"
            'appendonly yes\nappendfsync everysec\nsave ""\nmaxmemory-policy noeviction\ndaemonize no\n',
        )
        # The working directory is the data folder, which spares us quoting its path.
        return [program, settings.name, *self.options]

    def _answers(self) -> bool:
        return ping_redis("127.0.0.1", self.port, password=self.password) == "PONG"


def ping_redis(host: str, port: int, *, password: str | None = None, user: str | None = None, ask: str = "PING") -> str:
    """A Redis server's one-line answer to a question, or "" when it could not be reached; errors keep their words."""
    login = f"AUTH {f'{user} ' if user else ''}{password}\r\n" if password else ""
    try:
        with socket.create_connection((host, port), timeout=2) as connection:
            connection.settimeout(2)
            connection.sendall(f"{login}{ask}\r\n".encode())
            with connection.makefile("rb") as answers:
                lines = [answers.readline().decode(errors="replace").strip() for _ in range(2 if login else 1)]
    except OSError:
        return ""
    refused = next((line[1:] for line in lines if line.startswith("-")), None)
    return refused or lines[-1][1:]


def _as_root() -> list[str]:
    # mariadbd refuses to run as root unless told that this is meant.
    return ["--user=root"] if os.geteuid() == 0 else []
