"""Asking for a permission at Google: bound step to step, exchanged once, renewed, and its secrets shown nowhere."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from clipdesk.connectors.contract import ConnectorError, NotTaken
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.youtube import errors
from clipdesk.connectors.youtube.api import Places
from clipdesk.connectors.youtube.permission import SCOPE, Client, Question, exchange, give_back, question, renew
from clipdesk.connectors.youtube.practice.emulator import CLIENT, REFRESH, YouTube
from clipdesk.connectors.youtube.tests.described import Described, description
from clipdesk.connectors.youtube.tests.practice import client_at
from clipdesk.connectors.youtube.tests.server import Server


@pytest.fixture
def client(server: Server) -> Client:
    """The station's OAuth client."""
    return client_at(server)


def allowed(youtube: YouTube, asked: Question) -> dict[str, str]:
    """Go to Google's page, press Allow; return what comes back."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(asked.address).query).items()}
    back = youtube.consent(query)
    assert back.startswith(query["redirect_uri"])
    return {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}


def test_a_code_becomes_tokens_once_and_only_with_the_proof(client: Client, youtube: YouTube) -> None:
    asked = question(client)
    came = allowed(youtube, asked)
    assert came["state"] == asked.state
    assert asked.proof not in asked.address
    with pytest.raises(errors.SignInNeeded):
        exchange(client, came["code"], "another proof")
    asked = question(client)
    came = allowed(youtube, asked)
    tokens = exchange(client, came["code"], asked.proof)
    assert tokens.keep is not None
    assert youtube.refresh[tokens.keep.reveal()] == youtube.chosen
    with pytest.raises(errors.SignInNeeded):
        exchange(client, came["code"], asked.proof)


def test_two_questions_share_nothing(client: Client) -> None:
    first, second = question(client), question(client)
    assert (first.state != second.state, first.proof != second.proof) == (True, True)


def test_a_box_that_was_unticked_is_said(client: Client, youtube: YouTube) -> None:
    youtube.granted = "https://www.googleapis.com/auth/youtube.readonly"
    asked = question(client)
    with pytest.raises(errors.RightsMissing):
        exchange(client, allowed(youtube, asked)["code"], asked.proof)


def test_a_renewal_brings_no_other_token_to_keep(client: Client, youtube: YouTube) -> None:
    fresh = renew(client, Secret(REFRESH))
    assert fresh.keep is None
    assert fresh.access.reveal() in youtube.access


def test_a_permission_of_a_project_in_testing_says_when_it_ends(client: Client, youtube: YouTube) -> None:
    youtube.days_of_refresh = 7
    asked = question(client)
    tokens = exchange(client, allowed(youtube, asked)["code"], asked.proof)
    assert tokens.keep_until is not None
    assert 6 <= (tokens.keep_until - tokens.until).days <= 7


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [("503", NotTaken), ("reset", NotTaken), ("reset before the end", NotTaken), ("429", NotTaken)],
)
def test_what_is_only_out_of_reach_is_told_from_what_is_dead(
    client: Client, youtube: YouTube, fault: str, meaning: type[ConnectorError]
) -> None:
    youtube.faults.add("token", fault)
    with pytest.raises(meaning):
        renew(client, Secret(REFRESH))
    youtube.refresh.clear()
    with pytest.raises(errors.SignInNeeded):
        renew(client, Secret(REFRESH))


def test_a_wrong_secret_of_the_client_is_not_taken_for_a_dead_permission(server: Server) -> None:
    wrong = Client(CLIENT, Secret("wrong"), "https://desk.example/back/", Places.at(server.url))
    with pytest.raises(errors.ClientRefused):
        renew(wrong, Secret(REFRESH))


def test_a_permission_is_given_back(client: Client, youtube: YouTube) -> None:
    give_back(client, Secret(REFRESH))
    assert REFRESH not in youtube.refresh


def test_the_one_right_we_ask_for_covers_every_call_we_make() -> None:
    document = description()
    if document is None:
        pytest.skip("Google's description is not installed")
    methods = {one["id"]: one.get("scopes", []) for one in Described(document).methods.values()}
    for name in ("channels.list", "videos.insert", "videos.list", "videos.update", "videos.delete", "thumbnails.set"):
        assert SCOPE in methods[f"youtube.{name}"], name
    for name in ("captions.list", "captions.insert", "captions.update"):
        assert SCOPE in methods[f"youtube.{name}"], name


def test_nothing_that_is_secret_shows_itself(client: Client, youtube: YouTube) -> None:
    asked = question(client)
    tokens = exchange(client, allowed(youtube, asked)["code"], asked.proof)
    assert "CANARY" not in repr(tokens) + repr(client)
