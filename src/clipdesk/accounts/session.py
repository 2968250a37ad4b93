"""Who is signed in, for what is answered beside Django."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from clipdesk.accounts.models import Person


def person_of_session(session_key: str) -> Person | None:
    """Return who is signed in with this session: still active, and with the password it was opened with."""
    if not session_key:
        return None
    asking = HttpRequest()
    asking.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user = get_user(asking)
    return user if isinstance(user, Person) else None
