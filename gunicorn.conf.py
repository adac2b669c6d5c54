"""How gunicorn serves the site. What differs between machines is a variable."""

import logging
import os
import re

os.umask(0o077)  # Database and pictures are the owner's alone.

SENT = re.compile(r"b?['\"].*", re.DOTALL)  # as gunicorn quotes it
# Django refuses other values, and names the variable.
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
level = os.environ.get("LOG_LEVEL", "").upper()
is_line = os.environ.get("LOG_FORMAT", "").lower() == "line"


def positive(name: str, value: str) -> int:
    """Return the value of a variable as a number. If it is none, end with a line that says so.

    gunicorn itself reads WEB_CONCURRENCY earlier, and ends with a traceback if it is no number.
    """
    if not re.fullmatch("[1-9][0-9]{,3}", value):
        raise SystemExit(f"Set {name} to a whole number from 1 to 9999.")
    return int(value)


bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = positive("WEB_CONCURRENCY", os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = positive("THREADS", os.environ.get("THREADS", "4"))

timeout = 30
graceful_timeout = 20
keepalive = 5  # Seconds; a proxy in front reuses its connections.
max_requests = 100_000  # A worker starts afresh before a leak could matter,
max_requests_jitter = 10_000  # and never all of them at once.

# Heartbeats are file times; on a disk that is slow for a moment a healthy worker would be killed.
worker_tmp_dir = os.environ.get("WORKER_TMP_DIR") or None


class WithoutAddress(logging.Filter):
    """Leaves out the address of a request that failed here, and who sent it.

    The address may be a secret one; both, and all else that was sent, is quoted.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Accept every record."""
        message = str(record.msg)
        if message.startswith("Error handling request"):
            record.msg, record.args = "Error handling request", ()
        elif message.startswith("Invalid request from ip="):
            reason = message.partition(": ")[2]
            record.msg = f"Invalid request: {re.sub(SENT, '…', reason)}"
        return True


# The access log would hold addresses of visitors: personal data that nobody has asked for. The
# site notes each answer itself, without them.
accesslog = None
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"address": {"()": WithoutAddress}},
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
            "formatter": "line" if is_line else "json",
            "filters": ["address"],
        }
    },
    "root": {"handlers": [], "level": "INFO"},
    "loggers": {
        "gunicorn.error": {
            "handlers": ["stdout"],
            "level": level if level in LEVELS else "INFO",
            "propagate": False,
        }
    },
}

# It would be a socket in the home directory, and nobody here controls a server through it.
control_socket_disable = True

# Whether a proxy is believed is said in one place, the variable TRUST_PROXY that Django reads.
secure_scheme_headers: dict[str, str] = {}
forwarder_headers = ""
