"""gunicorn's settings: as many workers as the machine bears, each with its own DuckDB and threads."""

import os

from dashboard.access.settings import sign_in_settings

_health = getattr(sign_in_settings(), "health_port", 0)
bind = [os.environ.get("LEDELSE_BIND", "127.0.0.1:8050"), *([f"127.0.0.1:{_health}"] if _health else [])]
# A worker holds its own answers and up to 2 GB of DuckDB: more of them help less than the threads of one.
workers = max(2, min(4, (os.cpu_count() or 2) // 2))
worker_class = "gthread"
threads = 4
control_socket_disable = True
preload_app = False  # DuckDB's threads do not survive a fork
timeout = 60
graceful_timeout = 30
max_requests, max_requests_jitter = 20_000, 2_000
limit_request_line = 4096
limit_request_fields = 60
accesslog = None  # the audit log tells who asked for what; a second list with addresses is not needed
