"""People and doors."""

from django.apps import AppConfig
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clipdesk.ui import navigation, preferences


def _unread(request: HttpRequest) -> int:
    """Count the person's unread notices at this station."""
    member = request.member  # type: ignore[attr-defined]
    return int(member.person.notices.filter(station=member.station, read_at=None).count())


def _remember(request: HttpRequest, what: str, value: str) -> None:
    """Keep a person's choice of language or theme with the person."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        get_user_model().objects.filter(pk=user.pk).update(**{what: value})


class AccountsConfig(AppConfig):
    """Stations, people, desks, roles, sign-in, notices."""

    name = "clipdesk.accounts"

    def ready(self) -> None:
        """Hang up the doors of this room."""
        navigation.register(80, _("People"), "people", "accounts:people", "people")
        navigation.register(90, _("Station"), "station", "accounts:station", "people")
        navigation.register_personal(10, _("My account"), "person", "accounts:me")
        navigation.register_notices(_("Notices"), "accounts:notices", _unread, "accounts:bell")
        preferences.remembered_by(_remember)
