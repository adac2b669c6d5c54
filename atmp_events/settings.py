"""Settings. Each difference between machines is a variable of `environment.py`.

Production is the default: without SECRET_KEY and ALLOWED_HOSTS the site does not start.
"""

import re
import zoneinfo
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django
import django_stubs_ext
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from atmp_events.environment import (
    boolean,
    env,
    folder,
    one_of,
    read_address,
    refuse_to_start_insecure,
    whole_number,
)

BASE_DIR = Path(__file__).resolve().parent.parent

# Django's generic classes take their type arguments at run time too.
django_stubs_ext.monkeypatch()

# Time zones are those of the pinned tzdata package, not of the host.
zoneinfo.reset_tzpath(to=())

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOG_FORMATS = ("json", "line")

DEBUG: bool = boolean("DEBUG")
SECRET_KEY: str = env("SECRET_KEY")
SECRET_KEY_FALLBACKS: list[str] = env("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS: list[str] = env("ALLOWED_HOSTS")
TLS: bool = boolean("TLS")
DATA_DIR = folder("DATA_DIR", BASE_DIR / "var")
refuse_to_start_insecure(SECRET_KEY, ALLOWED_HOSTS, is_local=DEBUG or not TLS)

SITE_URL: str = (env("SITE_URL") or f"https://{ALLOWED_HOSTS[0].lstrip('.')}").rstrip("/")
if not re.fullmatch(r"https?://[^\s/?#]+", SITE_URL):
    raise ImproperlyConfigured(
        "Set SITE_URL to an origin without a path, for example https://events.example.org."
    )

# The path of the admin, without a slash before it and with one after it.
ADMIN_PATH = f"{env('ADMIN_PATH').strip('/')}/"
RESERVED = {"sv", "en", "e", "oembed", "static", "media", "icons"}
if not re.fullmatch(r"([\w-]+/)+", ADMIN_PATH, re.ASCII) or ADMIN_PATH.split("/")[0] in RESERVED:
    raise ImproperlyConfigured(
        "Set ADMIN_PATH to letters, digits and hyphens, for example desk-of-the-centre; "
        "the site's own addresses (sv, en, e, oembed, static, media, icons) are taken."
    )

DATA_LICENCE: str = env("DATA_LICENCE")
CALENDAR_PAST = timedelta(days=whole_number("CALENDAR_PAST_DAYS", least=0))
SECURITY_CONTACT: str = env("SECURITY_CONTACT")
# Sites that may frame the embedded pages (CSP 3, 6.4.2.1); the site itself always may.
EMBED_ANCESTORS: list[str] = [SELF, *env("EMBED_ANCESTORS")]
if not all(re.fullmatch(r"\*|https?://[\w.*:-]+|'self'", it) for it in EMBED_ANCESTORS):
    raise ImproperlyConfigured(
        "Set EMBED_ANCESTORS to origins without a path, separated by commas, for example "
        "https://www.example.org,https://*.example.com; to * for any site; or to nothing for none."
    )
CHECK_LINKS: bool = boolean("CHECK_LINKS")
VERSION: str = re.findall('^version = "(.+)"', (BASE_DIR / "pyproject.toml").read_text(), re.M)[0]

INSTALLED_APPS = [
    "atmp_events",
    "django.contrib.admin.apps.SimpleAdminConfig",  # apps.py loads the admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    # With the short name, pytest-django's live server would bypass WhiteNoise.
    "django.contrib.staticfiles.apps.StaticFilesConfig",
    "django_prose_editor",
    "reversion",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "post_office",
    "js_asset",
]

MIDDLEWARE = [
    "atmp_events.operations.health.probes",
    "atmp_events.operations.logs.log_requests",
    "atmp_events.middleware.no_store_for_errors_and_redirects",
    "atmp_events.middleware.ConditionalGet",
    "atmp_events.middleware.public_cache",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "atmp_events.middleware.security_headers",
    "atmp_events.middleware.limit_bodies",
    "atmp_events.middleware.TextCompression",
    "atmp_events.middleware.Sessions",
    "atmp_events.middleware.language_of_the_address",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "atmp_events.middleware.language_of_the_coordinator",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "atmp_events.urls"
WSGI_APPLICATION = "atmp_events.wsgi.application"

# The context processors are the admin's: public pages are rendered without the request
# (pages/render.py), so that they neither set nor vary by a cookie.
TEMPLATES: list[dict[str, Any]] = [
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

# Database. SQLite: write-ahead log; writers wait for each other up to 20 seconds.
DATABASES = {
    "default": read_address(
        "DATABASE_URL",
        environ.Env.db_url_config,
        env("DATABASE_URL") or f"sqlite:///{(DATA_DIR / 'db.sqlite3').absolute()}",
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = 60  # a new connection costs more than most queries
else:
    DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
# Public pages (middleware.py) have their own cache, so that many readers cannot evict the codes
# and attempts that sign-in counts. Without CACHE_URL each process has caches of its own.
CACHE_URL: str = env("CACHE_URL")
CACHES: dict[str, dict[str, Any]] = {
    name: {
        **read_address(
            "CACHE_URL", environ.Env.cache_url_config, CACHE_URL or f"locmemcache://{name}"
        ),
        "KEY_PREFIX": name,
    }
    for name in ("default", "pages")
}
if CACHE_URL.startswith(("redis", "valkey")):
    for cache in CACHES.values():
        cache["BACKEND"] = "atmp_events.cache.TolerantRedisCache"
        # Seconds: a slow cache is worse than none.
        cache["OPTIONS"] = {"socket_connect_timeout": 0.2, "socket_timeout": 0.2}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Users. Messages are stored in the session: a message cookie would be sent to public pages.
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
    "atmp_events.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

# Failed sign-ins are counted by account and by source, in the database, for all processes.
AXES_HANDLER = "atmp_events.admin.throttling.ThrottlingHandler"
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "atmp_events.admin.sign_in.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# The second factor. Only this part of django-allauth is used: no sign-up, no reset by email.
REQUIRE_TWO_FACTOR: bool = boolean("REQUIRE_TWO_FACTOR")
ACCOUNT_ADAPTER = "atmp_events.admin.allauth_adapters.AccountAdapter"
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False  # a passkey may still replace the second step
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
# Public forms from one source (a whole hospital may have one address, and many register in the same
# minute); letters to one address that strangers cause; new passwords of one account.
ACCOUNT_RATE_LIMITS = {
    "form": "120/m/ip",
    "letter": "10/h/key",
    "reset_password": "20/m/ip,5/h/key",
}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
MFA_ADAPTER = "atmp_events.admin.allauth_adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "ATMP Events"
MFA_TOTP_TOLERANCE = 1  # also the code before and after
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not TLS

# Sign-in with accounts of an OpenID Connect provider; loaded only with OIDC_ISSUER.
# Its tables stay empty (admin/provider_sign_in.py), so that it can be switched off again.
OIDC_ISSUER: str = env("OIDC_ISSUER").rstrip("/")
OIDC_NAME: str = env("OIDC_NAME") or urlsplit(OIDC_ISSUER).netloc
if OIDC_ISSUER:
    if urlsplit(OIDC_ISSUER).scheme != "https" and TLS:
        raise ImproperlyConfigured("Set OIDC_ISSUER to an address that begins with https://.")
    if not (env("OIDC_CLIENT_ID") and env("OIDC_CLIENT_SECRET")):
        raise ImproperlyConfigured("Set OIDC_CLIENT_ID and OIDC_CLIENT_SECRET with OIDC_ISSUER.")
    INSTALLED_APPS += ["allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"]
    SOCIALACCOUNT_ADAPTER = "atmp_events.admin.provider_sign_in.ProviderAdapter"
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APP": {
                "provider_id": "oidc",
                "name": OIDC_NAME,
                "client_id": env("OIDC_CLIENT_ID"),
                "secret": env("OIDC_CLIENT_SECRET"),
                "settings": {
                    "server_url": OIDC_ISSUER,
                    "verified_email": env("OIDC_EMAIL_DOMAINS"),
                },
            },
        }
    }

# Mail. Without EMAIL_URL, the pages that need mail say whom to ask instead.
EMAIL_URL: str = env("EMAIL_URL")
DEFAULT_FROM_EMAIL: str = env("EMAIL_FROM") or f"no-reply@{ALLOWED_HOSTS[0].lstrip('.')}"
if not re.fullmatch(r"([^<>\r\n]*<)?[^\s<>@]+@[^\s<>@]+>?", DEFAULT_FROM_EMAIL):
    raise ImproperlyConfigured("Set EMAIL_FROM to an email address, or to: Name <address>.")
_mail = read_address("EMAIL_URL", environ.Env.email_url_config, EMAIL_URL or "dummymail://")
_mail["EMAIL_TIMEOUT"] = 5
_options: dict[str, Any] = {}
if _mail["EMAIL_BACKEND"].endswith("smtp.EmailBackend"):
    _mail["EMAIL_BACKEND"] = "atmp_events.mail.sending.EmailBackend"
    _options = {
        "host": _mail["EMAIL_HOST"],
        "port": _mail["EMAIL_PORT"],
        "username": _mail["EMAIL_HOST_USER"],
        "password": _mail["EMAIL_HOST_PASSWORD"],
        "use_tls": _mail.get("EMAIL_USE_TLS", False),
        "use_ssl": _mail.get("EMAIL_USE_SSL", False),
        "timeout": _mail["EMAIL_TIMEOUT"],  # seconds
    }
elif _mail["EMAIL_BACKEND"].endswith("filebased.EmailBackend"):
    _options = {"file_path": _mail["EMAIL_FILE_PATH"]}
if django.VERSION < (6, 1):
    vars().update(_mail)
else:
    MAILERS = {"default": {"BACKEND": _mail["EMAIL_BACKEND"], "OPTIONS": _options}}
POST_OFFICE = {
    "BATCH_SIZE": 50,  # letters sent over one connection
    "SENDING_ORDER": ["created", "id"],
}

# Two languages. The source strings are English; the default language is Swedish.
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "atmp_events" / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "atmp_events.formats"
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"

# Files
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "build" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "atmp_events.images.storage.DurableStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Files that browsers request at the root: /favicon.ico, /apple-touch-icon.png.
WHITENOISE_ROOT = BASE_DIR / "public"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# Security
SECURE_SSL_REDIRECT = TLS
TRUST_PROXY: bool = boolean("TRUST_PROXY")
# For throttling: how many of the last addresses in X-Forwarded-For are trusted.
ALLAUTH_TRUSTED_PROXY_COUNT = whole_number("PROXY_COUNT", least=1) if TRUST_PROXY else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = TLS and boolean("HSTS_SUBDOMAINS")
if TLS and not SECURE_HSTS_INCLUDE_SUBDOMAINS:
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # by HSTS_SUBDOMAINS=false
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = f"/{ADMIN_PATH}"  # never sent to public pages
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = whole_number("SESSION_IDLE", least=1) * 60  # seconds after the last request
CSRF_FAILURE_VIEW = "atmp_events.admin.site.refuse_token"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000  # twelve talks with their speakers, in two languages

# No public page has a script. headers.py has the changes for the admin.
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
LOG_LEVEL = one_of("LOG_LEVEL", env("LOG_LEVEL").upper(), LOG_LEVELS)
LOG_FORMAT = one_of("LOG_FORMAT", env("LOG_FORMAT").lower(), LOG_FORMATS)
SENTRY_DSN: str = env("SENTRY_DSN")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "atmp_events.operations.logs.RequestId"}},
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": "{levelname}{name}{message}{request_id}",
            "style": "{",
            "timestamp": "time",  # ISO 8601, always in UTC
            "rename_fields": {"levelname": "level", "name": "logger"},
        },
        "line": {
            "()": "atmp_events.operations.logs.LineFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s",
        },
    },
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": LOG_FORMAT,
            "filters": ["request"],
        }
    },
    "root": {"handlers": ["stdout"], "level": LOG_LEVEL},
    "loggers": {
        # Anybody can send a wrong Host: the answer is 400, and no log is needed.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # It logs names and IP addresses; operations/security_log.py logs the same without them.
        "axes": {"level": "CRITICAL"},
        # It would add a handler of its own, and log replies of mail servers, with addresses.
        "post_office": {"level": "CRITICAL", "handlers": ["stdout"], "propagate": False},
        # operations/logs.py logs each response.
        "django.request": {"level": "ERROR"},
        # It warns about each response to HEAD that has a body, which is not sent.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}
