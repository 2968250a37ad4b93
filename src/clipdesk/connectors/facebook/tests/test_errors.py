"""What Facebook says, and what it means: a dead permission is told from a bad moment, and a bad moment from a refusal."""

from __future__ import annotations

import pytest

from clipdesk.connectors.contract import AccountTrouble, ConnectorError, NotTaken, Refused
from clipdesk.connectors.facebook import errors
from clipdesk.connectors.http import NoAnswer


@pytest.mark.parametrize(
    ("status", "code", "subcode", "meaning"),
    [
        (400, 190, 0, errors.SignInNeeded),
        *[(400, 190, subcode, errors.SignInNeeded) for subcode in (458, 459, 460, 463, 464, 467, 492)],
        (400, 102, 0, errors.SignInNeeded),
        (401, 0, 0, errors.SignInNeeded),
        (403, 10, 0, errors.RightsMissing),
        (403, 200, 0, errors.RightsMissing),
        (403, 299, 0, errors.RightsMissing),
        (400, 101, 0, errors.AppRefused),
        (500, 1, 0, NoAnswer),
        (500, 2, 0, NoAnswer),
        (400, 2, 0, NoAnswer),
        (403, 4, 0, errors.Busy),
        (403, 17, 0, errors.Busy),
        (403, 32, 0, errors.Busy),
        (400, 341, 0, errors.Busy),
        (403, 613, 0, errors.Busy),
        (403, 80001, 0, errors.Busy),
        (429, 0, 0, errors.Busy),
        (400, 368, 0, errors.Blocked),
        (400, 506, 0, errors.Duplicate),
        (400, 100, 33, errors.VideoGone),
        (404, 803, 0, errors.VideoGone),
        (400, 100, 0, Refused),
        (400, 352, 0, errors.Unprocessable),
        (400, 6000, 0, errors.Unprocessable),
        (400, 6001, 1363041, errors.UploadOver),
        (400, 99999, 0, Refused),
        (503, 0, 0, NoAnswer),
        (302, 0, 0, NoAnswer),
    ],
)
def test_what_facebook_says_and_what_it_means(
    status: int, code: int, subcode: int, meaning: type[ConnectorError]
) -> None:
    said = {"error": {"message": "Words.", "code": code, "error_subcode": subcode}} if code else None
    error = errors.error_of(status, said)
    assert type(error) is meaning
    assert "{" not in str(error)  # every place of the sentence is filled


def test_what_facebook_calls_passing_is_never_final() -> None:
    error = errors.error_of(400, {"error": {"message": "Try later.", "code": 99999, "is_transient": True}})
    assert not error.permanent


def test_only_what_is_wrong_with_the_account_is_told_to_its_operators() -> None:
    ours = {code for code, meaning in errors.CODES.items() if issubclass(meaning, AccountTrouble)}
    assert ours == {10, 101, 102, 190, *range(200, 300)}


def test_a_refusal_is_told_in_facebooks_words_for_people() -> None:
    said = {"error": {"message": "(#100) x", "error_user_msg": "Video đã hỏng.", "code": 100}}
    assert errors.error_of(400, said).params == {"reason": "Video đã hỏng."}


@pytest.mark.parametrize("said", [None, [], {"error": "invalid"}, {"error": {"code": "x"}}, {"error": {}}])
def test_an_answer_of_another_shape_is_refused_all_the_same(said: object) -> None:
    assert type(errors.error_of(400, said)) is Refused


@pytest.mark.parametrize(
    ("usage", "seconds"),
    [
        ({"9": [{"estimated_time_to_regain_access": 2}, {"estimated_time_to_regain_access": 5}]}, 300),
        ({"9": [{"estimated_time_to_regain_access": 900}]}, 3600),
        ({"9": [{}]}, 0),
        ({"9": "x"}, 0),
        (None, 0),
    ],
)
def test_how_long_to_wait_is_what_facebook_asks_for_up_to_an_hour(usage: object, seconds: int) -> None:
    assert errors.pause_in(usage) == seconds
    wait = errors.error_of(403, {"error": {"code": 4}}, wait=seconds)
    assert isinstance(wait, NotTaken)
    assert wait.wait == (seconds or errors.PAUSE)
