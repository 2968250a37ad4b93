"""Addresses of this room."""

from django.urls import path

from clipdesk.publishing.views import (
    by_hand,
    declaration,
    holds,
    publications,
    second_look,
    sending,
    settling,
    unattended,
)

app_name = "publishing"
_ROOM = "s/<slug:station>/publishing/"
_ONE = f"{_ROOM}<uuid:publication_id>/"
_CLIP = "s/<slug:station>/clips/<uuid:clip_id>/"
urlpatterns = [
    path(_ROOM, publications.publications, name="list"),
    path(f"{_ROOM}hold/", holds.hold, name="hold"),
    path(f"{_ROOM}holds/<uuid:hold_id>/lift/", holds.lift, name="lift"),
    path(f"{_ROOM}declaration/", declaration.declaration, name="declaration"),
    path(f"{_ROOM}unattended/", unattended.list_unattended, name="unattended"),
    path(f"{_ROOM}packages/<uuid:package_id>/again/", sending.again, name="send_again"),
    path(_ONE, publications.show, name="show"),
    path(f"{_ONE}state/", publications.state, name="state"),
    path(f"{_ONE}settle/", settling.settle, name="settle"),
    path(f"{_ONE}by-hand/", by_hand.make_link, name="make_hand_link"),
    path(f"{_ONE}look/", second_look.say, name="say"),
    path("by-hand/<str:token>/", by_hand.hand_link, name="hand_link"),
    path("by-hand/at-work/<str:token>/", by_hand.hand_work, name="hand_work"),
    path(f"{_CLIP}publications/", publications.of_clip, name="of_clip"),
    path(f"{_CLIP}send/", sending.send, name="send"),
    path(f"{_CLIP}take-back/", sending.take_back, name="take_back"),
    path(f"{_CLIP}withdraw/", sending.withdraw, name="withdraw"),
]
