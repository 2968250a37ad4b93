"""The proof asked for each sign-off: password and one-time code, counted, no recovery code, no code twice."""

from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import connection

from clipdesk.accounts.identity import (
    NoSecondFactor,
    TooManyTries,
    WrongCode,
    WrongPassword,
    confirm_identity,
)
from clipdesk.accounts.tests.conftest import PASSWORD, browser, one_time_code, sign_in, with_key, with_password


def test_password_and_code_confirm(real_newsroom: Any) -> None:
    minh = with_key(real_newsroom.minh.person)
    code = one_time_code()
    given = confirm_identity(minh, real_newsroom.station, PASSWORD, f"{code[:3]} {code[3:]}")
    assert given.method == "password+totp"


def test_a_code_confirms_one_sign_off_only(real_newsroom: Any) -> None:
    minh, code = with_key(real_newsroom.minh.person), one_time_code()
    confirm_identity(minh, real_newsroom.station, PASSWORD, code)
    with pytest.raises(WrongCode):
        confirm_identity(minh, real_newsroom.station, PASSWORD, code)


@pytest.mark.parametrize("periods", [-1, 1])
def test_a_code_typed_at_its_end_or_by_a_clock_that_is_ahead_confirms(real_newsroom: Any, periods: int) -> None:
    minh, code = with_key(real_newsroom.minh.person), one_time_code(periods=periods)
    assert confirm_identity(minh, real_newsroom.station, PASSWORD, code).method == "password+totp"


@pytest.mark.parametrize("periods", [-2, 2])
def test_a_code_of_more_than_a_period_ago_or_ahead_does_not(real_newsroom: Any, periods: int) -> None:
    minh, code = with_key(real_newsroom.minh.person), one_time_code(periods=periods)
    with pytest.raises(WrongCode):
        confirm_identity(minh, real_newsroom.station, PASSWORD, code)


def test_a_used_code_is_refused_for_as_long_as_it_counts(real_newsroom: Any) -> None:
    """A code of the next period counts for ninety seconds from now, less what has gone of this one."""
    minh, code = with_key(real_newsroom.minh.person), one_time_code(periods=1)
    confirm_identity(minh, real_newsroom.station, PASSWORD, code)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cache SET expires = expires - interval '59 seconds'")
    with pytest.raises(WrongCode):
        confirm_identity(minh, real_newsroom.station, PASSWORD, code)


def test_a_code_that_signed_in_confirms_nothing_after(real_newsroom: Any) -> None:
    minh, code = with_key(real_newsroom.minh.person), one_time_code()
    client = browser("en")
    sign_in(client, minh)
    assert client.post("/sign-in/code/", {"code": code}).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cache SET expires = expires - interval '59 seconds'")
    with pytest.raises(WrongCode):
        confirm_identity(minh, real_newsroom.station, PASSWORD, code)
    again = browser("en")
    sign_in(again, minh)
    assert again.post("/sign-in/code/", {"code": code}).status_code == 200


def test_a_recovery_code_never_signs(real_newsroom: Any) -> None:
    minh = with_key(real_newsroom.minh.person)
    code = RecoveryCodes.activate(minh).get_unused_codes()[0]
    with pytest.raises(WrongCode):
        confirm_identity(minh, real_newsroom.station, PASSWORD, code)
    assert RecoveryCodes.activate(minh).get_unused_codes()[0] == code  # and it is not used up by trying


def test_without_a_second_factor_nobody_signs_at_a_real_station(real_newsroom: Any) -> None:
    minh = with_password(real_newsroom.minh.person)
    with pytest.raises(NoSecondFactor):
        confirm_identity(minh, real_newsroom.station, PASSWORD, "")


def test_at_a_practice_station_that_does_without_the_password_is_enough(newsroom: Any) -> None:
    minh = with_password(newsroom.minh.person)
    assert confirm_identity(minh, newsroom.station, PASSWORD, "").method == "password"
    with pytest.raises(WrongPassword):
        confirm_identity(minh, newsroom.station, "wrong", "")


def test_the_sixth_try_within_five_minutes_is_refused_even_if_right(real_newsroom: Any) -> None:
    minh = with_key(real_newsroom.minh.person)
    for _ in range(5):
        with pytest.raises(WrongPassword):
            confirm_identity(minh, real_newsroom.station, "wrong", "")
    with pytest.raises(TooManyTries):
        confirm_identity(minh, real_newsroom.station, PASSWORD, one_time_code())


def test_success_forgets_the_wrong_tries(newsroom: Any) -> None:
    minh = with_password(newsroom.minh.person)
    for _ in range(2):
        for _ in range(4):
            with pytest.raises(WrongPassword):
                confirm_identity(minh, newsroom.station, "wrong", "")
        confirm_identity(minh, newsroom.station, PASSWORD, "")
