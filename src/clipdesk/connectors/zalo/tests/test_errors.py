"""What Zalo says, and what it means: a dead permission is told from a bad moment, and a bad moment from a refusal."""

from __future__ import annotations

from typing import Any

import pytest

from clipdesk.connectors.contract import AccountTrouble, ConnectorError, NotReady, NotTaken, Refused
from clipdesk.connectors.http import NoAnswer
from clipdesk.connectors.zalo import errors


@pytest.mark.parametrize(
    ("status", "code", "meaning"),
    [
        (200, -200, errors.MediaRefused),
        (200, -201, errors.WordsRefused),
        (200, -209, errors.AppRefused),
        (200, -212, errors.RightsMissing),
        (200, -214, errors.BeingProcessed),
        (200, -216, errors.SignInNeeded),
        (200, -220, errors.SignInNeeded),
        (200, "-220", errors.SignInNeeded),
        (200, -223, errors.ArticlesUsedUp),
        (200, -999, Refused),
        (400, -999, Refused),
        (200, 0, NoAnswer),
        (200, None, NoAnswer),
        (302, 0, NoAnswer),
        (429, 0, errors.Busy),
        (401, 0, errors.SignInNeeded),
        (403, 0, Refused),
        (500, 0, NoAnswer),
        (503, -201, errors.WordsRefused),
    ],
)
def test_what_zalo_says_and_what_it_means(status: int, code: Any, meaning: type[ConnectorError]) -> None:
    error = errors.error_of(status, {"error": code, "message": "Words."})
    assert type(error) is meaning
    assert "{" not in str(error)  # every place of the sentence is filled


@pytest.mark.parametrize("said", [None, [], "0", {"error": "broken"}])
def test_what_is_none_of_zalos_answers_may_have_been_done(said: Any) -> None:
    assert type(errors.error_of(200, said)) is NoAnswer


def test_what_is_not_known_is_told_in_zalos_own_words_with_its_number() -> None:
    assert str(errors.error_of(200, {"error": -999, "message": "Broken."})).endswith("Broken. (-999)")


def test_a_pause_is_kept() -> None:
    busy, working = errors.error_of(429, None, wait=7), errors.error_of(200, {"error": -214})
    assert isinstance(busy, NotTaken)
    assert isinstance(working, NotReady)
    assert (busy.wait, errors.Busy(wait=errors.PAUSE, limit=1).wait, working.wait) == (7, 60, 5)


def test_only_what_is_wrong_with_the_account_is_told_to_its_operators() -> None:
    about_the_account = {code for code, kind in errors.CODES.items() if issubclass(kind, AccountTrouble)}
    assert about_the_account == {-209, -212, -216, -220}


@pytest.mark.parametrize(
    ("status", "code", "meaning"),
    [
        (200, -14002, errors.AppRefused),
        (200, -14003, errors.LinkRefused),
        (200, -14014, errors.SignInNeeded),
        (400, -14020, errors.SignInNeeded),
        (200, -1, None),
        (200, -15000, None),
        (500, -14014, None),
        (429, -14014, None),
        (200, 0, None),
    ],
)
def test_a_dead_permission_is_told_from_a_bad_moment(
    status: int, code: int, meaning: type[ConnectorError] | None
) -> None:
    error = errors.permission_error_of(status, {"error": code, "error_description": "Words."})
    assert (type(error) if error else None) is meaning
    assert errors.permission_error_of(status, None) is None


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (0, None),
        (1, None),
        ("1", None),
        (2, errors.FilmLocked),
        (3, None),
        (4, errors.FilmUnreadable),
        ("4", errors.FilmUnreadable),
        (5, errors.FilmDeleted),
        (None, None),
    ],
)
def test_what_becomes_of_a_film(status: Any, meaning: type[ConnectorError] | None) -> None:
    trouble = errors.film_trouble({"status": status})
    assert (type(trouble) if trouble else None) is meaning
    assert "{" not in str(trouble)
