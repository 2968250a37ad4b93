"""Addresses of destinations."""

from django.urls import URLPattern, path

from clipdesk.destinations.views import accounts, by_hand, connections, destinations, receivers, signing_in

app_name = "destinations"
_ROOM = "s/<slug:station>/destinations/"
_ONE = f"{_ROOM}accounts/<uuid:account_id>/"
_PLACE = f"{_ROOM}<uuid:destination_id>/"


def _signing_in(kind: str) -> list[URLPattern]:
    """Return the addresses at which accounts of one platform are signed in to."""
    here, named = f"{_ROOM}{kind}/", {"kind": kind}
    return [
        path(here, signing_in.connect, named, name=f"connect_{kind}"),
        path(f"{here}begin/", signing_in.begin, named, name=f"begin_{kind}"),
        path(f"{here}back/", signing_in.back, named, name=f"{kind}_back"),
    ]


urlpatterns = [
    path(_ROOM, destinations.destinations, name="list"),
    path(f"{_ROOM}accounts/", accounts.accounts, name="accounts"),
    path(f"{_ROOM}accounts/new/", accounts.register_account, name="register_account"),
    path(_ONE, accounts.account, name="account"),
    path(f"{_ONE}end/", accounts.end_account, name="end_account"),
    path(f"{_ROOM}telegram/", connections.connect_telegram, name="connect_telegram"),
    path(f"{_ROOM}system/", receivers.connect_receiver, name="connect_receiver"),
    path(f"{_ROOM}by-hand/", by_hand.serve_by_hand, name="serve_by_hand"),
    *_signing_in("youtube"),
    *_signing_in("facebook"),
    *_signing_in("zalo"),
    path(f"{_ROOM}proposed/<uuid:proposed_id>/", signing_in.proposed, name="proposed"),
    path(f"{_ROOM}proposed/<uuid:proposed_id>/confirm/", signing_in.confirm_proposed, name="confirm_proposed"),
    path(f"{_ROOM}proposed/<uuid:proposed_id>/decline/", signing_in.decline_proposed, name="decline_proposed"),
    path(_PLACE, connections.manage, name="manage"),
    path(f"{_PLACE}again/", signing_in.again, name="sign_in_again"),
    path(f"{_PLACE}token/", connections.renew_token, name="renew_token"),
    path(f"{_PLACE}secret/", receivers.renew_secret, name="renew_secret"),
    path(f"{_PLACE}shape/", connections.choose_shape, name="choose_shape"),
    path(f"{_PLACE}loudness/", connections.choose_loudness, name="choose_loudness"),
    path(f"{_PLACE}check/", connections.check, name="check"),
    path(f"{_PLACE}disconnect/", connections.disconnect, name="disconnect"),
    path(f"{_PLACE}end/", by_hand.end_by_hand, name="end_by_hand"),
]
