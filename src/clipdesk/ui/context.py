"""What every template may rely on."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language_info

from clipdesk.ui import navigation, preferences


def page(request: HttpRequest) -> dict[str, Any]:
    """Return station, person, navigation, notices, languages and theme; lists are worked out only when a page asks."""
    member = getattr(request, "member", None)
    nonce = getattr(request, "csp_nonce", None)
    return {
        "station": getattr(member, "station", None),
        "person": SimpleLazyObject(lambda: _person(request)),
        "navigation": SimpleLazyObject(lambda: navigation.station_items(request)),
        "personal_navigation": SimpleLazyObject(lambda: navigation.personal_items(request)),
        "notices_door": SimpleLazyObject(lambda: navigation.notices_item(request)),
        "search_url": navigation.search_url(request),
        "languages": [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES],
        "theme": preferences.theme(request),
        "csp_nonce": nonce,
    }


def _person(request: HttpRequest) -> Any:
    """Return who is signed in, at a station or not."""
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None
