"""Five wrong tries in five minutes close an account's door, whoever tries; other accounts stay open."""

from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.test import Client

from clipdesk.accounts.models import Person
from clipdesk.accounts.tests.conftest import browser, sign_in, text, with_password


def _try(client: Client, person: Person, times: int) -> Any:
    for _ in range(times):
        answer = sign_in(client, person, "wrong")
    return answer


def test_the_fifth_wrong_try_closes_the_door(newsroom: Any) -> None:
    lan = with_password(newsroom.lan.person)
    fourth = _try(browser("en"), lan, 4)
    assert fourth.status_code == 200
    fifth = _try(browser("en"), lan, 1)
    assert fifth.status_code == 429
    assert "closed for five minutes" in text(fifth)
    client = browser("vi")
    right = sign_in(client, lan)
    assert "năm phút" in text(right)
    assert "_auth_user_id" not in client.session


def test_it_counts_per_account_not_per_browser(newsroom: Any) -> None:
    lan, binh = with_password(newsroom.lan.person), with_password(newsroom.binh.person)
    for number in range(5):
        _try(browser("en", **{"user-agent": f"browser {number}"}), lan, 1)
    assert sign_in(browser(), lan).status_code != 302
    assert sign_in(browser(), binh).status_code == 302


def test_capitals_are_no_way_around(newsroom: Any) -> None:
    lan = with_password(newsroom.lan.person)
    for login in (lan.email.upper(), lan.email, f" {lan.email}", lan.email.title(), lan.email):
        browser().post("/sign-in/", {"login": login, "password": "wrong"})
    assert sign_in(browser(), lan).status_code != 302


def test_after_five_minutes_it_opens_again(newsroom: Any) -> None:
    lan = with_password(newsroom.lan.person)
    _try(browser(), lan, 5)
    for attempt in AccessAttempt.objects.all():
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=attempt.attempt_time - timedelta(minutes=5))
    assert sign_in(browser(), lan).status_code == 302


def test_signing_in_forgets_the_wrong_tries(newsroom: Any) -> None:
    lan = with_password(newsroom.lan.person)
    _try(browser(), lan, 4)
    assert sign_in(browser(), lan).status_code == 302
    assert _try(browser(), lan, 4).status_code == 200


def test_no_password_is_kept_of_a_wrong_try(newsroom: Any) -> None:
    sign_in(browser(), with_password(newsroom.lan.person), "almost-right-password")
    kept = AccessAttempt.objects.get()
    assert "almost-right-password" not in f"{kept.post_data} {kept.get_data}"
