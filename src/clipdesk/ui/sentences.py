"""Errors as sentences in the reader's language."""

from django.utils.translation import gettext

from clipdesk.kernel.errors import ClipdeskError
from clipdesk.ui.states import STATES


def sentence(error: ClipdeskError) -> str:
    """Return what happened, where, and what to do, in the current language.

    The message is translated first and filled afterwards, so the catalogue knows it; lazily translated params come out
    in the same language.
    """
    return gettext(error.message).format(**{name: _said(name, value) for name, value in error.params.items()})


def stored_sentence(message: str, params: dict[str, str]) -> str:
    """Return the sentence of an error that a row keeps as message and params, in the current language."""
    return gettext(message).format(**params) if message else ""


def _said(name: str, value: object) -> str:
    """Return a param as people read it: a state by its word."""
    return str(STATES[value].label) if name == "state" and value in STATES else str(value)
