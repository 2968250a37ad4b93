"""The web process: files and uploads by Starlette, everything else by Django behind it."""

from __future__ import annotations

import os

import django
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clipdesk.config.settings")
django.setup()

from clipdesk.config.requests import RequestId  # noqa: E402
from clipdesk.config.routes import starlette_app  # noqa: E402  the rooms can be imported only once Django is set up

application = RequestId(starlette_app(get_asgi_application()))  # type: ignore[arg-type]  # the same protocol, typed otherwise
