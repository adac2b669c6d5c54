"""Sets the environment variables of the settings before Django reads them (`-p tests.environment`).

They override the developer's own variables, so that tests mean the same everywhere. Only
DATABASE_URL may be chosen from outside.
"""

import os
from pathlib import Path

# Processes of pytest-xdist run at the same time: each has its own folder.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
DATA_DIR = Path(__file__).resolve().parent.parent / "var" / "test" / WORKER
DATA_DIR.mkdir(parents=True, exist_ok=True)

os.environ.update(
    SECRET_KEY="only-for-tests-" * 4,
    ALLOWED_HOSTS="localhost,127.0.0.1,testserver",
    SITE_URL="https://events.example.org",
    TLS="false",  # Otherwise every request is redirected to https.
    TRUST_PROXY="false",
    DEBUG="false",
    LOG_FORMAT="line",
    CHECK_LINKS="false",  # Tests make no requests to other sites.
    DATA_DIR=str(DATA_DIR),
    HYPOTHESIS_STORAGE_DIRECTORY=str(DATA_DIR / "hypothesis"),
    # Playwright's synchronous API runs an event loop in this thread, where Django would refuse to
    # use the database. None of our code is asynchronous.
    DJANGO_ALLOW_ASYNC_UNSAFE="true",
)
os.environ.setdefault("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
