"""Numbers for Prometheus, on a port of their own (`METRICS_BIND`), never on the public one."""

from typing import Final

from prometheus_client import Counter, Histogram

REQUESTS: Final = Counter(
    "http_requests", "Answers given.", ("method", "page", "status"), namespace="events"
)
SECONDS: Final = Histogram(
    "http_request_seconds",
    "How long an answer took.",
    ("page",),
    namespace="events",
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
METHODS: Final = {"GET", "HEAD", "POST", "OPTIONS"}


def note(method: str, page: str, status: int, seconds: float) -> None:
    """Count an answer by its page (the name in urls.py), and how many seconds it took."""
    page = page or "none"
    # Methods that a stranger invents must not become rows that never end.
    method = method if method in METHODS else "other"
    REQUESTS.labels(method, page, str(status)).inc()
    SECONDS.labels(page).observe(seconds)
