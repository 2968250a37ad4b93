"""Signing in, and saying why it cannot work at the wrong address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.views import LoginView
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.conf import settings


class SignIn(LoginView):  # type: ignore[misc]  # allauth has no types
    """allauth's sign-in, with the one origin explained where somebody came by another name."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether this page was opened by another name than the desk's own."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["wrong_host"] = self.request.get_host() != urlsplit(settings.ORIGIN).netloc
        context["origin"] = settings.ORIGIN
        return context


sign_in = SignIn.as_view()
set_up = totp.activate_totp
remove = totp.deactivate_totp
codes = recovery.view_recovery_codes
new_codes = recovery.generate_recovery_codes
