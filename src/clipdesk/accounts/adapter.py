"""How allauth behaves here: nobody signs up by themselves, and links in mails come from the one origin."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """People come by invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of a password mail, built from the configured origin, never from the request's host."""
        from_request: str = super().get_reset_password_from_key_url(key)
        return settings.ORIGIN + "/" + from_request.split("/", 3)[3]
