"""Sets the variables that the settings read, before Django does (`-p tests.environment`).

They are set, not defaulted: a developer's own shell must not change what a test means. Only the
database may be chosen from outside.
"""

import os
from pathlib import Path

# Each process has its own folder, since they run at the same time.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
DATA_DIR = Path(__file__).resolve().parent.parent / "var" / "test" / WORKER
DATA_DIR.mkdir(parents=True, exist_ok=True)

os.environ.update(
    SECRET_KEY="only-for-tests-" * 4,
    ALLOWED_HOSTS="localhost,127.0.0.1,testserver",
    SITE_URL="https://events.example.org",
    TLS="false",  # Or every test would be about redirects to https.
    TRUST_PROXY="false",
    DEBUG="false",
    LOG_FORMAT="line",
    CHECK_LINKS="false",  # No test asks a stranger.
    DATA_DIR=str(DATA_DIR),
    HYPOTHESIS_STORAGE_DIRECTORY=str(DATA_DIR / "hypothesis"),
    # Playwright's synchronous API runs an event loop in our thread, and Django would refuse the
    # database there. None of our code is asynchronous.
    DJANGO_ALLOW_ASYNC_UNSAFE="true",
)
os.environ.setdefault("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
