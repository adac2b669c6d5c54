"""Settings: one file. Every difference between machines is a variable in the table below.

With nothing set it refuses to start: production is the default, and it must be told its
secret key and its host names.
"""

import logging
import re
import zoneinfo
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django_stubs_ext
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

# Django's generic classes take their type arguments at run time too.
django_stubs_ext.monkeypatch()

# The pinned tzdata decides what time it is where, not what this host happens to have.
zoneinfo.reset_tzpath(to=())

env = environ.Env(
    SECRET_KEY=(str, ""),  # At least 50 random characters
    SECRET_KEY_FALLBACKS=(list, []),  # Former ones: what they signed or encrypted is still read
    ALLOWED_HOSTS=(list, []),  # Host names the site answers to, the public one first
    SITE_URL=(str, ""),  # Public origin for absolute links; default https://<first host>
    DATABASE_URL=(str, ""),  # Default: SQLite in DATA_DIR
    CACHE_URL=(str, ""),  # redis://host:6379/0: what is made once is shared by all processes
    DATA_DIR=(Path, BASE_DIR / "var"),  # All that must be kept: database and pictures
    TLS=(bool, True),  # False only on this machine: no redirect to https, no secure cookies
    TRUST_PROXY=(bool, False),  # A proxy in front sets X-Forwarded-*, and nobody else can
    DEBUG=(bool, False),  # Only on this machine
    ADMIN_PATH=(str, "admin"),  # Where the coordinator signs in
    REQUIRE_TWO_FACTOR=(bool, False),  # Nobody works in the admin without a second factor
    SESSION_IDLE=(int, 240),  # Minutes after which whoever does nothing is signed out
    LOG_LEVEL=(str, "INFO"),
    LOG_FORMAT=(str, "json"),  # Or “line”, for people
    METRICS_BIND=(str, ""),  # host:port for Prometheus, which no visitor may reach
    SENTRY_DSN=(str, ""),  # Where errors are reported, besides the log
    DATA_LICENCE=(str, ""),  # Address of the licence of the events' data, named in the feeds
    CALENDAR_PAST_DAYS=(int, 730),  # How long past events stay in calendars that are subscribed to
    CHECK_LINKS=(bool, True),  # Ask the links of an event when it is saved
    SECURITY_CONTACT=(str, ""),  # E-mail or web address in security.txt, which needs it
)

LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "testserver"}

DEBUG: bool = env("DEBUG")
SECRET_KEY: str = env("SECRET_KEY")
SECRET_KEY_FALLBACKS: list[str] = env("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS: list[str] = env("ALLOWED_HOSTS")
TLS: bool = env("TLS")
DATA_DIR: Path = env("DATA_DIR")


def refuse_to_start_insecure() -> None:
    """Raise ImproperlyConfigured, saying what to set, rather than run unsafely."""
    if len(SECRET_KEY) < 50:
        raise ImproperlyConfigured(
            "Set SECRET_KEY to at least 50 random characters. Make one with: "
            'python -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured(
            "Set ALLOWED_HOSTS to the site's host names, for example events.example.org "
            "(“*” is not accepted)."
        )
    if (DEBUG or not TLS) and not LOOPBACK.issuperset(ALLOWED_HOSTS):
        raise ImproperlyConfigured(
            "DEBUG=true and TLS=false are for this machine only: "
            "ALLOWED_HOSTS may then name only localhost, 127.0.0.1 and [::1]."
        )


refuse_to_start_insecure()

SITE_URL: str = (env("SITE_URL") or f"https://{ALLOWED_HOSTS[0].lstrip('.')}").rstrip("/")
if urlsplit(SITE_URL).scheme not in {"http", "https"} or urlsplit(SITE_URL).path:
    raise ImproperlyConfigured(
        "Set SITE_URL to an origin without a path, for example https://events.example.org."
    )

# Where the admin is, from the root of the site and with a slash at its end.
ADMIN_PATH = f"{env('ADMIN_PATH').strip('/')}/"
TAKEN = {"sv", "en", "e", "static", "media", ".well-known"}
if not re.fullmatch(r"([\w-]+/)+", ADMIN_PATH, re.ASCII) or ADMIN_PATH.split("/")[0] in TAKEN:
    raise ImproperlyConfigured(
        "Set ADMIN_PATH to letters, digits and hyphens, for example desk-of-the-centre; "
        "the site's own addresses (sv, en, e, static, media) are taken."
    )

DATA_LICENCE: str = env("DATA_LICENCE")
CALENDAR_KEEPS = timedelta(days=max(env("CALENDAR_PAST_DAYS"), 0))
SECURITY_CONTACT: str = env("SECURITY_CONTACT")
CHECK_LINKS: bool = env("CHECK_LINKS")
VERSION: str = re.findall('^version = "(.+)"', (BASE_DIR / "pyproject.toml").read_text(), re.M)[0]

INSTALLED_APPS = [
    "atmp_events",
    "django.contrib.admin.apps.SimpleAdminConfig",  # loaded by its addresses, in urls.py
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "atmp_events.operations.collecting.Collected",
    "django_prose_editor",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "js_asset",
]

MIDDLEWARE = [
    "atmp_events.operations.health.probes",
    "atmp_events.operations.logs.watched",
    "atmp_events.operations.maintenance.noticed",
    "atmp_events.delivery.caching.whole_answers",
    "atmp_events.delivery.admin_path.addresses",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "atmp_events.delivery.headers.plain_headers",
    "atmp_events.delivery.compression.TextCompression",
    "atmp_events.operations.maintenance.closed_for_maintenance",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "atmp_events.delivery.languages.language_of_the_address",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "atmp_events.delivery.languages.language_of_the_coordinator",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "atmp_events.urls"
PUBLIC_URLCONF = "atmp_events.public_urls"  # all that a visitor needs (delivery/admin_path.py)
WSGI_APPLICATION = "atmp_events.wsgi.application"

# What visitors see is written in Jinja, what the coordinator sees in Django's own language, since
# it goes on from Django's admin (docs/decisions/0013).
PUBLIC_TEMPLATES = "jinja2"  # Named, so that a process of readers need not load the other engine.
COMPILED_TEMPLATES = BASE_DIR / "build" / "templates"
TEMPLATES: list[dict[str, Any]] = [
    {
        "NAME": PUBLIC_TEMPLATES,
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "public"],
        "OPTIONS": {"environment": "atmp_events.public_templates.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Database. SQLite: write-ahead log, a writer waits for its turn, foreign keys are on in Django.
DATABASES = {
    "default": environ.Env.db_url_config(
        env("DATABASE_URL") or f"sqlite:///{(DATA_DIR / 'db.sqlite3').absolute()}"
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # What each thread keeps of the file and of statements is small: the system keeps the file
        # for all of them, and few questions are asked twice by the same thread.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32;"
        ),
        "cached_statements": 4,
    }
    DATABASES["default"]["CONN_MAX_AGE"] = 60  # To open it costs more than most questions.
else:
    DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
# Whole answers (delivery/caching.py) are kept by each process; here they are shared, if anywhere.
CACHE_URL: str = env("CACHE_URL")
CACHES = {"default": environ.Env.cache_url_config(CACHE_URL or "locmemcache://")}
if CACHE_URL.startswith(("redis", "valkey")):
    # A cache that is slow to answer is no help.
    CACHES["default"]["OPTIONS"] = {"socket_connect_timeout": 0.2, "socket_timeout": 0.2}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People who sign in. Messages go through the session: a cookie of theirs would reach public pages.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
AUTH_USER_MODEL = "events.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

# Whoever guesses is slowed down: an account and an address together, so that a stranger cannot
# lock anybody out elsewhere (delivery/throttling.py). In the database, which all processes share.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "atmp_events.delivery.throttling.whence"
AXES_LOCKOUT_CALLABLE = "atmp_events.delivery.throttling.locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "typed", "code", "credential"]
AXES_DISABLE_ACCESS_LOG = True  # The logs have it already, without names (operations/sign_ins.py).
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# The second factor. Of django-allauth only this is used: nobody signs up or resets by e-mail.
REQUIRE_TWO_FACTOR: bool = env("REQUIRE_TWO_FACTOR")
ACCOUNT_ADAPTER = "atmp_events.admin.second_factor.Accounts"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
MFA_ADAPTER = "atmp_events.admin.second_factor.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {"authenticate": "atmp_events.admin.second_factor.SecondStep"}
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # A code may have changed while it was typed.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not TLS

# Two languages. The source strings are English; Swedish when in doubt.
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "atmp_events" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"

# Files
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "build" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# What browsers ask the root for without being told: /favicon.ico, /apple-touch-icon.png.
WHITENOISE_ROOT = BASE_DIR / "public"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# Security
SECURE_SSL_REDIRECT = TLS
TRUST_PROXY: bool = env("TRUST_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = TLS
SECURE_HSTS_PRELOAD = TLS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = f"/{ADMIN_PATH}"  # No other page ever sees a cookie.
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = max(env("SESSION_IDLE"), 1) * 60  # After the last request (admin/kept.py).
CSRF_FAILURE_VIEW = "atmp_events.delivery.refusals.forbidden_form"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000  # Twelve talks with their speakers, in two languages.

# No public page has a script. What the admin is allowed besides stands in delivery/headers.py.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF],
        "manifest-src": [SELF],
        "script-src": [NONE],
        "style-src": [SELF],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": [NONE],
        **({"upgrade-insecure-requests": True} if TLS else {}),
    }
}

# Logging: to stdout, one JSON object a line, errors with their trace. No personal data.
LOG_FORMAT: str = env("LOG_FORMAT")
METRICS_BIND: str = env("METRICS_BIND")
SENTRY_DSN: str = env("SENTRY_DSN")
# No line says in which thread, process or file it was written, so nobody need find out
# (“Optimization” in Python's guide to logging).
logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
logging._srcfile = None
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "atmp_events.operations.logs.WithRequest"}},
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": "{levelname}{name}{message}{request_id}",
            "style": "{",
            "timestamp": "time",  # ISO 8601, in UTC whatever the server's clock
            "rename_fields": {"levelname": "level", "name": "logger"},
        },
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s"},
    },
    "handlers": {
        "stdout": {
            "class": "atmp_events.operations.gathering.GatheringHandler",
            "stream": "ext://sys.stdout",
            "formatter": LOG_FORMAT,
            "filters": ["request"],
        }
    },
    "root": {"handlers": ["stdout"], "level": env("LOG_LEVEL")},
    "loggers": {
        # Anybody may send any Host: that is answered with 400 and needs no trace.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        # They name people and addresses; operations/sign_ins.py says the same without.
        "axes": {"level": "CRITICAL"},
        # Each answer has its line already, without the address of who asked.
        "django.request": {"level": "ERROR"},
        # It warns of each HEAD that Django answers as GET; the body is never sent.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}
