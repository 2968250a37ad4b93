"""Every cookie is bound to this host: its name begins with `__Host-`, which browsers accept only with Secure and Path=/."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.test import Client

from clipdesk.config.testing_cast import PASSWORD, Newsroom


def set_by(answer: HttpResponseBase) -> list[str]:
    """The cookies of an answer, as they stand in its headers."""
    return [morsel.OutputString() for morsel in answer.cookies.values()]


def test_signing_in_and_a_message_set_no_other_cookie(newsroom: Newsroom) -> None:
    client = Client(headers={"host": "localhost:8080"})
    asked = client.get("/sign-in/")
    signed_in = client.post("/sign-in/", {"login": newsroom.oanh.person.email, "password": PASSWORD})
    said = client.post(newsroom.path("station/desks/"), {"name": "Giải trí"})
    shown = client.get(said["Location"])
    cookies = [cookie for answer in (asked, signed_in, said, shown) for cookie in set_by(answer)]
    assert (signed_in.status_code, said.status_code, shown.status_code) == (302, 302, 200)
    assert 'class="messages"' in shown.content.decode()
    assert len(cookies) >= 3
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
