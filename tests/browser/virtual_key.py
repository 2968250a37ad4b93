"""Chromium's virtual authenticator (WebAuthn, section 11): it verifies its person, or does not."""

from __future__ import annotations

from playwright.sync_api import CDPSession, Page


def add_virtual_key(page: Page) -> tuple[CDPSession, str]:
    """Give the browser an authenticator that verifies its person; return the way to change that."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def verifies(session: CDPSession, name: str, verified: bool) -> None:
    """Let the authenticator find its person verified from now on, or not."""
    session.send("WebAuthn.setUserVerified", {"authenticatorId": name, "isUserVerified": verified})
