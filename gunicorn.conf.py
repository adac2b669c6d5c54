"""How gunicorn serves the site. What differs between machines is a variable."""

import ctypes
import gc
import os
import tempfile
from contextlib import suppress
from typing import Any

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = int(os.environ.get("THREADS", "4"))

timeout = 30
graceful_timeout = 20
keepalive = 5  # Seconds; a proxy in front reuses its connections.
max_requests = 10_000  # A worker starts afresh before a leak could matter,
max_requests_jitter = 1_000  # and never all of them at once.

# Each worker loads the site itself: no database connection is shared across a fork, and a
# reload (SIGHUP) takes new code.
preload_app = False

# Heartbeats are file times; on a disk that is slow for a moment a healthy worker would be killed.
worker_tmp_dir = os.environ.get("WORKER_TMP_DIR") or None

# The access log would hold addresses of visitors: personal data that nobody has asked for. The
# site notes each answer itself, without them.
accesslog = None
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": "{levelname}{name}{message}",
            "style": "{",
            "timestamp": "time",  # ISO 8601, in UTC whatever the server's clock
            "rename_fields": {"levelname": "level", "name": "logger"},
        },
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": os.environ.get("LOG_FORMAT", "json"),
        }
    },
    "root": {"handlers": [], "level": "INFO"},
    "loggers": {
        "gunicorn.error": {
            "handlers": ["stdout"],
            "level": os.environ.get("LOG_LEVEL", "INFO").upper(),
            "propagate": False,
        }
    },
}

# It would be a socket in the home directory, and nobody here controls a server through it.
control_socket_disable = True

# Whether a proxy is believed is said in one place, the variable TRUST_PROXY that Django reads.
secure_scheme_headers: dict[str, str] = {}
forwarder_headers = ""

# Each process writes its numbers into a folder, and the arbiter adds them up for Prometheus.
metrics_bind = os.environ.get("METRICS_BIND", "")
if metrics_bind:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="atmp-events-metrics-")


def give_memory_back() -> None:
    """Let the C library hold on to less than it does for many processors.

    Each thread would have a store of its own that grows to the largest answer it has ever made.
    One lock for all costs nothing here, since only one thread at a time runs Python.
    """
    with suppress(OSError, AttributeError):  # It is glibc that has these (mallopt(3)).
        c = ctypes.CDLL(None)
        c.mallopt(M_ARENA_MAX, 1)
        c.mallopt(M_MMAP_THRESHOLD, 64 * 1024)
        c.mallopt(M_TRIM_THRESHOLD, 128 * 1024)


M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
give_memory_back()  # before there is any thread; whatever is forked inherits it


def post_fork(server: Any, worker: Any) -> None:
    """Load the site without looking for what could be thrown away: all of it stays."""
    gc.disable()


def post_worker_init(worker: Any) -> None:
    """Let alone for ever what was loaded, and clear away from here on."""
    gc.freeze()
    # With what stays set aside a whole round costs little: more often than usual, a worker keeps
    # some MB less.
    gc.set_threshold(700, 3, 1)
    gc.enable()


def when_ready(server: Any) -> None:
    """Serve the numbers from the arbiter, on an address that no visitor may reach."""
    if metrics_bind:
        from prometheus_client import CollectorRegistry, start_http_server
        from prometheus_client.multiprocess import MultiProcessCollector

        host, _, port = metrics_bind.rpartition(":")
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
        start_http_server(int(port), addr=host or "127.0.0.1", registry=registry)


def child_exit(server: Any, worker: Any) -> None:
    """Let go of what a worker that ended had open."""
    if metrics_bind:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)
