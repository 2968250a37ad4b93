"""The first real station of an installation, from the command line: nobody is there yet who could make it on a page."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from clipdesk.accounts.forms import NewStationForm
from clipdesk.accounts.inviting import link_to, open_door
from clipdesk.accounts.roles import OPERATOR
from clipdesk.accounts.stations import make_station
from clipdesk.history.models import CLIPDESK
from clipdesk.kernel.errors import ClipdeskError, gettext_noop


class StationNotMade(ClipdeskError):
    """Something about the new station or its first person is not right."""

    message = gettext_noop("The station was not made: {why}")


def begin_station(name: str, slug: str, email: str, *, language: str = "vi", timezone: str = "Asia/Ho_Chi_Minh") -> str:
    """Make a real station and hold its door open for the first person, as operator; return the invitation's link.

    Args:
        name: what the station is called.
        slug: its short name, which stands in every address and stays.
        email: whom to invite; they then invite everybody else.
        language: `vi` or `en`.
        timezone: for example `Asia/Ho_Chi_Minh`.

    Raises:
        StationNotMade: with the reason; nothing was written.
    """
    form = NewStationForm({"name": name, "slug": slug, "language": language, "timezone": timezone})
    if not form.is_valid():
        said = [f"{form[field].label}: {error}" for field, errors in form.errors.items() for error in errors]
        raise StationNotMade(why=" ".join(said))
    try:
        validate_email(email)
    except ValidationError as error:
        raise StationNotMade(why=" ".join(error.messages)) from error
    station = form.save(commit=False)
    with transaction.atomic():
        make_station(station, by=CLIPDESK)
        token = open_door(station, email, OPERATOR, None, by=CLIPDESK)
    return link_to(token)
