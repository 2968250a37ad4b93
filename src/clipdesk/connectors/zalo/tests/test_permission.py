"""Asking for a permission at Zalo: bound step to step, exchanged once, renewed with a token that is good once, and its secrets
shown nowhere."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from clipdesk.connectors.contract import NotTaken
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.zalo import errors
from clipdesk.connectors.zalo.connecting import check
from clipdesk.connectors.zalo.permission import App, Question, exchange, question, renew
from clipdesk.connectors.zalo.practice.emulator import APP, OA, OTHER, REFRESH, Zalo
from clipdesk.connectors.zalo.practice.server import Server
from clipdesk.connectors.zalo.tests.practice import api_at, app_at
from clipdesk.kernel.clock import now


@pytest.fixture
def app(server: Server) -> App:
    """The station's app."""
    return app_at(server)


def allowed(zalo: Zalo, asked: Question) -> dict[str, str]:
    """Go to Zalo's page, allow it; return what comes back."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(asked.address).query).items()}
    back = zalo.consent(query)
    assert back.startswith(query["redirect_uri"])
    return {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}


def test_a_code_becomes_tokens_once_and_only_with_the_proof(app: App, zalo: Zalo) -> None:
    asked = question(app)
    came = allowed(zalo, asked)
    assert (came["state"], came["oa_id"]) == (asked.state, OA)
    assert asked.proof not in asked.address
    with pytest.raises(errors.SignInNeeded):
        exchange(app, came["code"], "another proof")
    asked = question(app)
    came = allowed(zalo, asked)
    tokens = exchange(app, came["code"], asked.proof)
    assert tokens.keep is not None
    assert zalo.refresh[tokens.keep.reveal()] == OA
    assert timedelta(hours=24) < tokens.until - now() <= timedelta(hours=25)
    assert tokens.keep_until is not None
    assert timedelta(days=89) < tokens.keep_until - now() <= timedelta(days=90)
    with pytest.raises(errors.SignInNeeded):
        exchange(app, came["code"], asked.proof)


def test_two_questions_share_nothing(app: App) -> None:
    first, second = question(app), question(app)
    assert (first.state != second.state, first.proof != second.proof) == (True, True)


def test_a_token_to_keep_is_good_once_and_brings_the_next(app: App, zalo: Zalo) -> None:
    fresh = renew(app, Secret(REFRESH))
    assert fresh.access.reveal() in zalo.access
    assert fresh.keep is not None
    with pytest.raises(errors.SignInNeeded):
        renew(app, Secret(REFRESH))
    assert renew(app, fresh.keep).keep is not None


def test_a_slow_answer_loses_no_token(app: App, zalo: Zalo) -> None:
    zalo.faults.add("token", "slow")
    fresh = renew(app, Secret(REFRESH))
    assert fresh.keep is not None
    assert list(zalo.refresh) == [fresh.keep.reveal()]


def test_a_renewal_that_brings_none_says_so(app: App, zalo: Zalo) -> None:
    zalo.renews_without = True
    fresh = renew(app, Secret(REFRESH))
    assert (fresh.keep, fresh.keep_until) == (None, None)


@pytest.mark.parametrize("fault", ["503", "reset", "reset before the end", "429", "500"])
def test_what_is_only_out_of_reach_is_told_from_what_is_dead(app: App, zalo: Zalo, fault: str) -> None:
    zalo.faults.add("token", fault)
    with pytest.raises(NotTaken):
        renew(app, Secret(REFRESH))
    zalo.refresh.clear()
    with pytest.raises(errors.SignInNeeded):
        renew(app, Secret(REFRESH))


def test_a_wrong_secret_of_the_app_is_not_taken_for_a_dead_permission(app: App, zalo: Zalo) -> None:
    with pytest.raises(errors.AppRefused):
        renew(App(APP, Secret("wrong"), app.back, app.places), Secret(REFRESH))
    assert REFRESH in zalo.refresh


def test_which_account_it_is_is_asked_and_another_is_refused(server: Server, zalo: Zalo) -> None:
    found = check(api_at(server), OA)
    assert (found.id, found.name, found.pages) == (OA, "Sông Hồng TV", (f"https://zalo.me/{OA}",))
    with pytest.raises(errors.OtherAccount, match="Sông Hồng TV"):
        check(api_at(server), OTHER)


def test_nothing_that_is_secret_shows_itself(app: App, zalo: Zalo) -> None:
    asked = question(app)
    tokens = exchange(app, allowed(zalo, asked)["code"], asked.proof)
    assert "CANARY" not in repr(tokens) + repr(app) + asked.address
