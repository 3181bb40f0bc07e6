# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django's settings, made from restante.toml; importing them touches no disk but to read."""

import os
import secrets
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from restante.config import CONFIG_NAME, Config, find_home, load


def _read_config() -> Config:
    home = find_home()
    return load(home) if "RESTANTE_HOME" in os.environ and (home / CONFIG_NAME).exists() else Config(home=home)


def _read_secret() -> str:
    path = RESTANTE.desk_dir / "secret.key"
    return path.read_text("ascii") if path.exists() else secrets.token_urlsafe(48)


def _database(url: str | None) -> dict[str, Any]:
    if url is None or url.startswith("sqlite:///"):
        path = RESTANTE.desk_dir / "desk.sqlite3" if url is None else unquote(url.removeprefix("sqlite:///"))
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(path),
            "OPTIONS": {
                # IMMEDIATE: two volunteers' writes wait for each other instead of failing half-way.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
            },
        }
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))  # sslmode and the like, as libpq names them; host may be a socket's folder
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


RESTANTE: Final = _read_config()

DEBUG = False
SECRET_KEY = _read_secret()
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *RESTANTE.desk_hosts]
ROOT_URLCONF = "restante.desk.urls"
WSGI_APPLICATION = "restante.desk.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "access.Volunteer"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "restante.desk.ui",
    "restante.desk.ledger",
    "restante.desk.access",
    "restante.desk.people",
    "restante.desk.cases",
    "restante.desk.lists",
    "restante.desk.library",
    "restante.desk.letters",
    "restante.desk.intake",
    "restante.desk.mailroom",
    "restante.desk.replies",
    "restante.desk.publishing",
]
DATABASES = {"default": _database(RESTANTE.database_url)}

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("ru", "Русский"), ("en", "English")]

MIDDLEWARE = [
    "restante.desk.ui.headers.HeadersMiddleware",
    "restante.desk.ui.hosts.HostMiddleware",
    "restante.desk.ui.cookies.HostCookieMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "restante.desk.access.middleware.LanguageMiddleware",
    "restante.desk.access.middleware.DoorMiddleware",
    "restante.desk.access.middleware.RefusalMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "restante.desk.ui.context.desk",
            ],
            "builtins": ["restante.desk.ui.templatetags.desk"],
        },
    }
]

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "restante"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 30 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_ABSOLUTE_SECONDS = 12 * 3600
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "restante.desk.ui.views.forged"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGIN_URL = "access:sign-in"
PASSWORD_HASHERS = ["restante.desk.access.passwords.DeskArgon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "restante.desk.access.passwords.LengthValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "display_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
STATIC_URL = "static/"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"short": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "filters": {"discreet": {"()": "restante.desk.ui.logs.Discreet"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "short", "filters": ["discreet"]}},
    # Django's own handler for a console would say the paths
    "loggers": {"django": {"handlers": [], "level": "WARNING"}, "django.server": {"handlers": [], "propagate": False}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
