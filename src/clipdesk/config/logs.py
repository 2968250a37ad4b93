"""Structured logs: one JSON object a line, with one id per request or job, and no line breaks or secrets in values."""

import contextlib
import contextvars
import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from clipdesk.kernel import env

current_id: contextvars.ContextVar[str] = contextvars.ContextVar("current_id", default="-")
#: Parts of addresses that are secrets (see the routes of accounts, of allauth and of `routes.py`).
TOKENS = ("token", "key", "uidb36")
_KEPT_OUT = "(kept out)"


class JsonFormatter(logging.Formatter):
    """Write a record as one JSON line: `at level logger id message`, plus `error` with the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line for `record`; the desk's own secrets never stand in it, whoever wrote it."""
        request = getattr(record, "request", None)  # on Django's own lines
        message = record.getMessage()
        if isinstance(request, HttpRequest):
            message = message.replace(request.path, path_without_tokens(request.path))
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "id": current_id.get(),
            "message": message,
        }
        for key in ("action", "job", "status", "milliseconds", "path", "method"):
            if hasattr(record, key):
                line[key] = getattr(record, key)
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return without_secrets(json.dumps(line, ensure_ascii=False, default=str))


def path_without_tokens(path: str, found: Mapping[str, object] | None = None) -> str:
    """Return the path; what opens a door by itself (an invitation, a new password, a file) is replaced.

    `found` are the parts of an address that Starlette answers; those of Django's addresses are looked up.
    """
    parts = dict(found or {})
    with contextlib.suppress(Resolver404):
        parts |= resolve(path).kwargs
    for name in TOKENS:
        if value := parts.get(name):
            path = path.replace(str(value), "…")
    return path


def without_secrets(text: str) -> str:
    """Return the text with every secret that this process has read replaced."""
    for value in env.HIDDEN:
        text = text.replace(value, _KEPT_OUT)
    return text


def logging_settings() -> dict[str, Any]:
    """Return Django's LOGGING: JSON on standard error."""
    level = env.text("CLIPDESK_LOG_LEVEL", "INFO").upper()
    if level not in logging.getLevelNamesMapping():
        raise env.WrongSetting(f"CLIPDESK_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR, not “{level}”.")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "clipdesk.config.logs.JsonFormatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.server": {"level": "WARNING"},
            "procrastinate": {"level": "WARNING"},
            "axes": {"level": "WARNING"},
        },
    }
