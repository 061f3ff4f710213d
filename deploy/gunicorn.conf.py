"""gunicorn's settings. Every one that differs between machines is an environment variable."""

import os

bind = f"{os.environ.get('BIND_HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
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
