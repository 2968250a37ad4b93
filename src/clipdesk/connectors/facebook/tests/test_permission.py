"""Asking for a permission at Facebook: bound step to step, exchanged once, checked, and its secrets shown nowhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from clipdesk.connectors.contract import ConnectorError, NotTaken
from clipdesk.connectors.facebook import errors
from clipdesk.connectors.facebook.api import Places
from clipdesk.connectors.facebook.connecting import Page, check
from clipdesk.connectors.facebook.connector import FacebookPage
from clipdesk.connectors.facebook.permission import RIGHTS, App, Question, api_of, exchange, inspect, question
from clipdesk.connectors.facebook.practice.emulator import APP, OTHER, PAGE, TOKEN, Facebook
from clipdesk.connectors.facebook.tests.practice import app_at
from clipdesk.connectors.facebook.tests.server import Server
from clipdesk.connectors.secret import Secret
from clipdesk.kernel.clock import now


@pytest.fixture
def app(server: Server) -> App:
    """The station's app."""
    return app_at(server)


def allowed(facebook: Facebook, asked: Question) -> dict[str, str]:
    """Go to Facebook's page, press Continue; return what comes back."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(asked.address).query).items()}
    back = facebook.consent(query)
    assert back.startswith(query["redirect_uri"])
    return {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}


def test_a_code_becomes_tokens_of_the_pages_once_and_only_with_the_proof(app: App, facebook: Facebook) -> None:
    facebook.chosen = [PAGE, OTHER]
    asked = question(app)
    came = allowed(facebook, asked)
    assert came["state"] == asked.state
    assert asked.proof not in asked.address
    with pytest.raises(errors.SignInNeeded):
        exchange(app, came["code"], "another proof")
    asked = question(app)
    came = allowed(facebook, asked)
    first, second = exchange(app, came["code"], asked.proof)
    assert (first.id, first.name, first.username, second.id) == (PAGE, "Sông Hồng TV", "songhong", OTHER)
    assert facebook.tokens[first.token.reveal()] == PAGE  # one that lasts: got by way of a lasting one
    assert check(api_of(app, first), app) == Page(PAGE, "Sông Hồng TV", "songhong")
    with pytest.raises(errors.SignInNeeded):
        exchange(app, came["code"], asked.proof)


def test_no_more_is_asked_for_than_is_needed(app: App) -> None:
    query = parse_qs(urlsplit(question(app).address).query)
    assert query["scope"] == ["pages_show_list,pages_read_engagement,pages_manage_posts,read_insights"]
    assert question(app).state != question(app).state


def test_a_page_on_which_the_person_may_not_post_is_none(app: App, facebook: Facebook) -> None:
    facebook.tasks = ["ANALYZE"]
    asked = question(app)
    with pytest.raises(errors.NoPage):
        exchange(app, allowed(facebook, asked)["code"], asked.proof)


def test_a_whole_shelf_of_pages_is_not_taken(app: App, facebook: Facebook) -> None:
    facebook.pages |= {str(one): f"Trang {one}" for one in range(11)}
    facebook.chosen = [str(one) for one in range(11)]
    asked = question(app)
    with pytest.raises(errors.TooManyPages, match="11 Facebook Pages"):
        exchange(app, allowed(facebook, asked)["code"], asked.proof)


@pytest.mark.parametrize("right", RIGHTS)
def test_a_switch_that_was_turned_off_is_said(app: App, facebook: Facebook, right: str) -> None:
    facebook.granted = ",".join(one for one in RIGHTS if one != right)
    asked = question(app)
    with pytest.raises(errors.RightsMissing):
        exchange(app, allowed(facebook, asked)["code"], asked.proof)
    with pytest.raises(errors.RightsMissing):
        inspect(app, Secret(TOKEN))  # taken back later


def test_when_a_person_has_to_sign_in_again_is_known(app: App, facebook: Facebook) -> None:
    assert inspect(app, Secret(TOKEN)) is None
    facebook.days_of_access = 90
    ends = inspect(app, Secret(TOKEN))
    assert ends is not None
    assert timedelta(days=89) < ends - now() <= timedelta(days=90)


@pytest.mark.parametrize("fault", ["503", "reset", "reset before the end", "429"])
def test_what_is_only_out_of_reach_is_told_from_what_is_dead(app: App, facebook: Facebook, fault: str) -> None:
    facebook.faults.add("debug_token", fault)
    with pytest.raises(NotTaken):
        inspect(app, Secret(TOKEN))
    facebook.tokens.clear()
    with pytest.raises(errors.SignInNeeded):
        inspect(app, Secret(TOKEN))


@pytest.mark.parametrize(("number", "secret"), [(APP, "wrong"), ("1", "wrong")])
def test_a_wrong_app_is_not_taken_for_a_dead_permission(
    server: Server, app: App, facebook: Facebook, number: str, secret: str
) -> None:
    asked = question(app)
    code = allowed(facebook, asked)["code"]
    wrong = App(number, Secret(secret), app.back, Places.at(server.url))
    with pytest.raises(errors.AppRefused):
        exchange(wrong, code, asked.proof)


def test_another_page_than_was_connected_is_refused(page: FacebookPage, app: App, facebook: Facebook) -> None:
    facebook.tokens[TOKEN] = OTHER
    with pytest.raises(ConnectorError):
        check(page.api, app)


def test_a_token_alone_is_worth_nothing_without_the_apps_secret(page: FacebookPage, app: App) -> None:
    with pytest.raises(ConnectorError, match="appsecret_proof"):
        check(replace(page.api, app_secret=Secret("guessed")), app)


def test_nothing_that_is_secret_shows_itself(app: App, facebook: Facebook, page: FacebookPage) -> None:
    asked = question(app)
    given = exchange(app, allowed(facebook, asked)["code"], asked.proof)
    assert "CANARY" not in repr(given) + repr(app) + repr(page.api)


@pytest.mark.parametrize(
    ("link", "video"),
    [
        ("https://www.facebook.com/reel/1234567890", "1234567890"),
        ("https://www.facebook.com/songhong/videos/1234567890/", "1234567890"),
        ("https://www.facebook.com/watch/?v=1234567890", "1234567890"),
        ("https://www.facebook.com/share/r/1AbCdEf/", ""),
        ("https://youtu.be/dQw4w9WgXcQ", ""),
    ],
)
def test_which_video_a_link_leads_to(link: str, video: str) -> None:
    assert Page.remote_id_of(link) == video
    assert Page("1", "x", "songhong").pages == ("https://www.facebook.com/songhong", "https://www.facebook.com/1")
    assert Page("1", "x").url == "https://www.facebook.com/1"
