"""Django's settings. Everything an operator may set comes from the environment; see docs/operators.md."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from patchwork.config.secrets import from_environment_or_file

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("PATCHWORK_HOME") or Path.cwd() / "var")

PATCHWORK_DEMO = os.environ.get("PATCHWORK_DEMO") == "1"
PATCHWORK_TESTING = os.environ.get("PATCHWORK_TESTING") == "1"
LOCAL = PATCHWORK_DEMO or PATCHWORK_TESTING
"""Runs on one machine with invented people only: plain http is allowed and secrets are made on the spot."""

SECRET_KEY = from_environment_or_file("PATCHWORK_SECRET_KEY", HOME / "secret-key", may_make=LOCAL)
PATCHWORK_KEYS = from_environment_or_file("PATCHWORK_KEYS", HOME / "keys", may_make=LOCAL, key_ring=True)

DEBUG = False
ALLOWED_HOSTS = ["*"] if LOCAL else [h for h in os.environ.get("PATCHWORK_HOSTS", "").split(",") if h]
PATCHWORK_URL = os.environ.get("PATCHWORK_URL", "http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [PATCHWORK_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "patchwork.kit",
    "patchwork.audit",
    "patchwork.notifications",
    "patchwork.accounts",
    "patchwork.directory",
    "patchwork.access",
    "patchwork.entrance",
    "patchwork.activity",
    "patchwork.people",
    "patchwork.agreements",
    "patchwork.involvement",
    "patchwork.conversation",
    "patchwork.pages",
    "patchwork.imports",
    "patchwork.oversight",
    "patchwork.impact",
    "patchwork.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",  # before the next, so that styles and scripts carry it too
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # with random padding; tokens are masked anew each time (BREACH)
    "patchwork.config.middleware.Headers",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "patchwork.access.middleware.OneTransaction",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "patchwork.accounts.middleware.Gate",
    "patchwork.entrance.middleware.PostNeeded",
    "patchwork.impact.middleware.TimeToNumber",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "patchwork.config.urls"
WSGI_APPLICATION = "patchwork.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "patchwork.pages.frame.context",
            ],
            "builtins": ["patchwork.kit.templatetags.kit", "patchwork.kit.templatetags.govuk"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"


def _database(url: str, **more: Any) -> dict[str, Any]:
    parts = conninfo_to_dict(url)
    own = {"dbname", "user", "password", "host", "port"}
    options: dict[str, Any] = {key: value for key, value in parts.items() if key not in own}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", ""),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        **more,
    }


DATABASES: dict[str, dict[str, Any]] = {
    "default": _database(os.environ.get("DATABASE_URL", "postgresql://patchwork_app@/patchwork"), CONN_MAX_AGE=600)
}
PATCHWORK_PREPARED_STATEMENTS = os.environ.get("PATCHWORK_PREPARED_STATEMENTS") != "0"
"""The database keeps the plans of frequent statements. Off for a pooler that cannot carry them (old PgBouncers)."""
PLANNER = {
    "plan_cache_mode": "force_generic_plan",  # only statements that we prepare are kept, and their plans fit any value
    "random_page_cost": "1.1",  # the default is a disk's of 1990; with it lists read whole tables at 100,000 persons
    "max_parallel_workers_per_gather": "0",
    "enable_hashjoin": "off",  # every page looks up few rows by index; joins of whole tables only cost planning
    "enable_mergejoin": "off",
}
PATCHWORK_STATEMENT_TIMEOUT = os.environ.get("PATCHWORK_STATEMENT_TIMEOUT", "")
"""After how long the database gives a statement up. Set for the web server (`wsgi`, `asgi`) only."""


def _asked_of_each(timeout: str) -> str:
    """What every connection asks of the database, as its `options`."""
    asked = {**PLANNER, **({"statement_timeout": timeout} if timeout else {})}
    return " ".join(f"-c {name}={value}" for name, value in asked.items())


if PATCHWORK_PREPARED_STATEMENTS:
    DATABASES["default"]["OPTIONS"].setdefault("options", _asked_of_each(PATCHWORK_STATEMENT_TIMEOUT))
if owner_url := os.environ.get("OWNER_DATABASE_URL"):
    # Migrations only: web and workers sign in as the application role, which row security binds.
    DATABASES["owner"] = _database(owner_url)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- sign-in
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "patchwork.config.passwords.NotTheExpectedWords"},
]
if PATCHWORK_TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # hashing is slow on purpose: not in tests
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "patchwork.accounts.adapters.InvitedOnly"
ACCOUNT_FORMS = {
    "login": "patchwork.accounts.forms.SignInForm",
    "reset_password": "patchwork.accounts.forms.ForgottenForm",
    "reset_password_from_key": "patchwork.accounts.forms.NewPasswordForm",
    "change_password": "patchwork.accounts.forms.ChangePasswordForm",
    "set_password": "patchwork.accounts.forms.SetPasswordForm",
    "reauthenticate": "patchwork.accounts.forms.PasswordAgainForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proven by its invitation, which was mailed to it
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # the other sessions end: their hash no longer fits
ACCOUNT_RATE_LIMITS = {
    # By account. An office shares one address, so what counts addresses only stops floods.
    "login": "300/m/ip",
    "login_failed": "5/5m/key",
    "reset_password": "300/m/ip,5/h/key",
    "reset_password_from_key": "300/m/ip",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_ALLOW_UNVERIFIED_EMAIL = True  # see ACCOUNT_EMAIL_VERIFICATION
MFA_TOTP_ISSUER = "Patchwork"
MFA_TOTP_TOLERANCE = 0  # a code lives for its 30 seconds; phones set their clocks by themselves
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
MFA_ADAPTER = "patchwork.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "patchwork.accounts.forms.CodeForm",
    "reauthenticate": "patchwork.accounts.forms.CodeAgainForm",
    "activate_totp": "patchwork.accounts.forms.FirstCodeForm",
    "add_webauthn": "patchwork.accounts.forms.AddPasskeyForm",
    "authenticate_webauthn": "patchwork.accounts.forms.PasskeyForm",
    "login_webauthn": "patchwork.accounts.forms.PasskeySignInForm",
    "reauthenticate_webauthn": "patchwork.accounts.forms.PasskeyAgainForm",
}
PATCHWORK_LOCK_AFTER_MINUTES = int(os.environ.get("PATCHWORK_LOCK_AFTER_MINUTES", "15"))
"""How long a phone with a passkey may lie idle before it asks for the fingerprint again."""
CACHES = {  # in the database: every process of every machine counts the same tries
    "default": {"BACKEND": "patchwork.accounts.tries.Tries", "LOCATION": "accounts_cache"}
}

SESSION_ENGINE = "patchwork.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_NAME = "patchwork" if LOCAL else "__Host-patchwork"
CSRF_COOKIE_SECURE = not LOCAL
CSRF_COOKIE_NAME = "csrf" if LOCAL else "__Host-csrf"
CSRF_COOKIE_HTTPONLY = False
SESSION_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "patchwork.kit.flashes.SealedInSession"  # a cookie would leave words on a phone

# -- on the wire
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SECURE_HSTS_SECONDS = 0 if LOCAL else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = not LOCAL
SECURE_SSL_REDIRECT = not LOCAL
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
if os.environ.get("PATCHWORK_BEHIND_PROXY") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
"""No upload ever lies on a disk in the clear; a larger one is not taken."""
FILE_UPLOAD_MAX_MEMORY_SIZE = 21 * 1024 * 1024

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PATCHWORK_TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = PATCHWORK_TESTING

# -- language and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("en-au", _("English (Australia)"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# -- mail, logs, jobs
MAIL_FOLDER = HOME / "mail"
MAILERS: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "patchwork.demo.mail.KeptInFolder"}
    if PATCHWORK_DEMO
    else {
        "BACKEND": os.environ.get("PATCHWORK_MAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend"),
        "OPTIONS": {
            "host": os.environ.get("PATCHWORK_SMTP_HOST", "localhost"),
            "port": int(os.environ.get("PATCHWORK_SMTP_PORT", "25")),
            "username": os.environ.get("PATCHWORK_SMTP_USER", ""),
            "password": os.environ.get("PATCHWORK_SMTP_PASSWORD", ""),
            "use_tls": os.environ.get("PATCHWORK_SMTP_TLS") == "1",
            "timeout": 20,
        },
    }
}
DEFAULT_FROM_EMAIL = os.environ.get("PATCHWORK_MAIL_FROM", "Patchwork <no-reply@patchwork.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

PATCHWORK_FEEDS_FOLDER = os.environ.get("PATCHWORK_FEEDS_FOLDER", "")
"""A folder that is watched for nightly lists; empty: none is."""

PROCRASTINATE_ON_APP_READY = "patchwork.config.jobs.on_app_ready"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {"concurrency": 2, "delete_jobs": "successful"}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"one_line": {"()": "patchwork.config.logs.one_line"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "one_line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "patchwork": {"level": "INFO"},
        "procrastinate": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # the browsers' preload list is for whoever owns the domain to join
