"""Which way a mail goes: by the station's server; what concerns practice only goes to files, whatever server is set.

The addresses of a practice station are made up, and everybody operates it: it writes to nobody outside.
"""

from __future__ import annotations

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from clipdesk.accounts.models import Person

_FILES = "django.core.mail.backends.filebased.EmailBackend"


def way(*, practice: bool) -> BaseEmailBackend | None:
    """Return the folder of mails (`<data>/mail`) for what concerns practice; None is the way that the settings name."""
    if practice and settings.EMAIL_HOST:
        return get_connection(_FILES, file_path=settings.EMAIL_FILE_PATH)
    return None


def only_practises(person: Person) -> bool:
    """Tell whether somebody has a role at practice stations, and at no other."""
    rows = person.memberships.values_list("station__is_practice", flat=True)
    return bool(rows) and all(rows)
