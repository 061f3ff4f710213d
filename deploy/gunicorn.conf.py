"""gunicorn's settings. Every one that differs between machines is an environment variable."""

import errno
import os
import socket
import subprocess
import sys
import time

# A predecessor that is just ending gets this long to give its port back.
PORT_PATIENCE_SECONDS = 5.0


def _whole(name: str, default: int, most: int) -> int:
    value = os.environ.get(name) or str(default)
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= most:
        sys.exit(f"quicksell: wrong settings: {name} must be a whole number from 1 to {most}")
    return int(value)


host = os.environ.get("BIND_HOST") or "127.0.0.1"
port = _whole("PORT", 8000, 65535)
bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
worker_class = "gthread"
workers = _whole("WEB_CONCURRENCY", 2, 256)
threads = _whole("WEB_THREADS", 8, 1024)
backlog = 2048

# On SIGTERM a request has 8 seconds to end, so that all is over within the 10 a process manager gives.
graceful_timeout = 8
timeout = 30
keepalive = 5

# Enough for a proxy's headers and a signature, too little to fill the memory with.
limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190

# The application logs every request itself, as JSON on standard output.
accesslog = None
errorlog = "-"
# A heartbeat file on a busy disk can block a worker; memory cannot.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") and os.access("/dev/shm", os.W_OK) else None
# It would be made in the home directory, which a service account may not have.
control_socket_disable = True


def on_starting(_server: object) -> None:
    """Before anything is forked: end with one line when a worker could not start, or when the port is taken.

    A process of its own looks, so that this one holds no old code when new workers are forked after a HUP.
    """
    looked = subprocess.run([sys.executable, "-c", "import wsgi"], check=False)
    if looked.returncode:
        sys.exit(looked.returncode)
    # Sockets that were handed over are open already.
    if not {"GUNICORN_FD", "LISTEN_FDS"} & os.environ.keys():
        _wait_for_port()


def _wait_for_port() -> None:
    give_up_at = time.monotonic() + PORT_PATIENCE_SECONDS
    while (fault := _binding_fault()) is not None:
        if fault.errno != errno.EADDRINUSE:
            sys.exit(f"quicksell: cannot listen at {bind}: {fault.strerror}; check BIND_HOST and PORT")
        if time.monotonic() >= give_up_at:
            sys.exit(f"quicksell: port {port} is taken; set PORT to a free one")
        time.sleep(0.2)


def _binding_fault() -> OSError | None:
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        return error
    return None
