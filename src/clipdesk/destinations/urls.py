"""Addresses of this room."""

from django.urls import path

from clipdesk.destinations.views import accounts, destinations

app_name = "destinations"
_ROOM = "s/<slug:station>/destinations/"
_ONE = f"{_ROOM}accounts/<uuid:account_id>/"
urlpatterns = [
    path(_ROOM, destinations.destinations, name="list"),
    path(f"{_ROOM}accounts/", accounts.accounts, name="accounts"),
    path(f"{_ROOM}accounts/new/", accounts.register_account, name="register_account"),
    path(_ONE, accounts.account, name="account"),
    path(f"{_ONE}end/", accounts.end_account, name="end_account"),
]
