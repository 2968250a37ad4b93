"""Where the station asks for it, the second factor is passed in the session, and a fresh code is asked for each sign-off."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from clipdesk.accounts.models import Station
from clipdesk.accounts.tests.conftest import SECRET, one_time_code
from clipdesk.config.testing_cast import PASSWORD, Newsroom
from clipdesk.review.models import Package, SignOff
from clipdesk.review.tests.conftest import yes_to_all


@pytest.fixture
def real(newsroom: Newsroom, package: Package) -> Newsroom:
    """The station of the package asks for a second factor; Minh has set one up."""
    Station.objects.filter(pk=newsroom.station.pk).update(asks_second_factor=True)
    TOTP.activate(newsroom.minh.person, SECRET)
    return newsroom


def _client(real: Newsroom, *, passed: bool) -> Any:
    client = real.client(real.minh)
    if passed:
        session = client.session
        session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(real.minh.person)
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": time.time()}]
        session.save()
    return client


def _post(real: Newsroom, client: Any, package: Package, code: str) -> Any:
    ticks = yes_to_all(package)
    fields = {"seen": package.sha256, "watched": "on", "password": PASSWORD, "code": code, **ticks}
    return client.post(real.path(f"review/{package.pk}/sign/"), fields)


def test_the_session_passes_the_second_factor_first(real: Newsroom, package: Package) -> None:
    client = _client(real, passed=False)
    page = client.get(real.path(f"review/{package.pk}/"))
    assert page.context["second_factor"].startswith("/")
    assert b'name="password"' not in page.content
    answer = _post(real, client, package, one_time_code())
    assert answer.status_code == 302
    assert "next=" in answer["location"]
    assert not SignOff.objects.exists()


def test_a_fresh_code_signs(real: Newsroom, package: Package) -> None:
    assert _post(real, _client(real, passed=True), package, one_time_code()).status_code == 302
    assert SignOff.objects.get().method == "password+totp"


def test_a_wrong_code_keeps_the_ticks_and_signs_nothing(real: Newsroom, package: Package) -> None:
    answer = _post(real, _client(real, passed=True), package, "000000")
    assert answer.status_code == 422
    assert [line.answer for line in answer.context["lines"]] == ["yes"] * 9
    assert b"000000" not in answer.content
    assert not SignOff.objects.exists()


def test_without_a_second_factor_it_is_set_up_first(real: Newsroom, package: Package) -> None:
    Authenticator.objects.all().delete()
    answer = _post(real, _client(real, passed=True), package, one_time_code())
    assert answer.status_code == 302
    assert not SignOff.objects.exists()
