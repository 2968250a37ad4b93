"""What stands on the other side of a door: a page, a fragment or JSON, with the status that fits."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from clipdesk.accounts.doors import door, public_door
from clipdesk.accounts.roles import CUT, SIGN
from clipdesk.accounts.tests.conftest import browser, headings, signed_in, text, with_password
from clipdesk.history.transition import IllegalTransition
from clipdesk.kernel.errors import ClipdeskError


class Odd(ClipdeskError):
    """Something this test makes go wrong."""

    message = "The clip “{title}” is odd."


@door(CUT, methods=("GET", "POST"))
def odd(request: HttpRequest, station: str) -> HttpResponse:
    """Fail as a view does."""
    raise Odd(title="<b>Lũ</b>")


@door(CUT)
def changed(request: HttpRequest, station: str) -> HttpResponse:
    """Fail as a state machine does."""
    raise IllegalTransition(state="signed")


@door(SIGN)
def signing(request: HttpRequest, station: str) -> HttpResponse:
    """Open to who signs."""
    return HttpResponse("signing")


@public_door(methods=("POST",))
def posted(request: HttpRequest) -> HttpResponse:
    """Open to everybody, for POST."""
    return HttpResponse("posted")


urlpatterns = [
    path("s/<slug:station>/odd/", odd),
    path("s/<slug:station>/changed/", changed),
    path("s/<slug:station>/signing/", signing),
    path("posted/", posted),
    path("", include("clipdesk.config.urls")),
]


@pytest.fixture(autouse=True)
def these_addresses(settings: Any) -> None:
    """Add the doors of this file to the desk's own."""
    settings.ROOT_URLCONF = __name__


HX = {"hx-request": "true", "referer": "http://localhost:8080/s/song-hong/clips/?page=2"}
JSON = {"accept": "application/json"}


def test_an_error_becomes_a_page_with_its_sentence_and_a_way_back(newsroom: Any) -> None:
    client = newsroom.client(newsroom.lan)
    answer = client.post(newsroom.path("odd/"), headers={"referer": HX["referer"]})
    assert answer.status_code == 422
    assert headings(answer) == ["Việc này chưa được thực hiện"]
    assert "The clip “&lt;b&gt;Lũ&lt;/b&gt;” is odd." in text(answer)
    assert 'href="/s/song-hong/clips/?page=2"' in text(answer)


def test_a_foreign_page_is_no_way_back(newsroom: Any) -> None:
    answer = newsroom.client(newsroom.lan).post(
        newsroom.path("odd/"), headers={"referer": "https://evil.example/trap/"}
    )
    assert "trap" not in text(answer)


def test_an_error_becomes_a_fragment_for_a_fragment(newsroom: Any) -> None:
    answer = newsroom.client(newsroom.lan).get(newsroom.path("odd/"), headers=HX)
    assert answer.status_code == 422
    assert "is odd." in text(answer)
    assert "<html" not in text(answer)


def test_an_error_becomes_json_for_a_script(newsroom: Any) -> None:
    answer = newsroom.client(newsroom.lan).get(newsroom.path("odd/"), headers=JSON)
    assert (answer.status_code, answer.json()) == (422, {"error": "The clip “<b>Lũ</b>” is odd.", "code": "Odd"})


def test_what_was_changed_meanwhile_is_a_conflict(newsroom: Any) -> None:
    assert newsroom.client(newsroom.lan).get(newsroom.path("changed/")).status_code == 409


def test_who_may_not_is_told_so(newsroom: Any) -> None:
    client = newsroom.client(newsroom.lan)
    page = client.get(newsroom.path("signing/"))
    assert page.status_code == 403
    assert "Vai trò của bạn không được làm việc này." in text(page)
    assert client.get(newsroom.path("signing/"), headers=JSON).json()["code"] == "NotAllowed"


def test_signed_out_a_page_leads_to_signing_in_and_back(newsroom: Any) -> None:
    wanted = newsroom.path("odd/?a=1")
    assert browser().get(wanted)["Location"] == f"/sign-in/?next={wanted.replace('?', '%3F').replace('=', '%3D')}"


def test_signed_out_a_fragment_leads_the_whole_page_away(newsroom: Any) -> None:
    answer = browser().get(newsroom.path("odd/"), headers=HX)
    assert answer["HX-Redirect"] == "/sign-in/?next=/s/song-hong/clips/%3Fpage%3D2"
    assert text(answer) == ""


def test_signed_out_a_script_is_told_so(newsroom: Any) -> None:
    answer = browser("en").get(newsroom.path("odd/"), headers=JSON)
    assert answer.status_code == 401
    assert answer.json() == {"error": "You are signed out. Sign in again, then go on.", "code": "SignedOut"}


def test_who_is_no_member_learns_nothing(newsroom: Any) -> None:
    client = newsroom.client(newsroom.stranger)
    assert client.get(newsroom.path("odd/")).status_code == 404
    assert client.get("/s/no-such-station/odd/").status_code == 404


def test_other_methods_are_not_answered(newsroom: Any) -> None:
    assert newsroom.client(newsroom.minh).post(newsroom.path("signing/")).status_code == 405
    assert browser().get("/posted/").status_code == 405
    assert newsroom.client(newsroom.minh).head(newsroom.path("signing/")).status_code == 200


def test_a_fragment_that_needs_the_second_factor_leads_the_whole_page_there(real_newsroom: Any) -> None:
    client = signed_in(with_password(real_newsroom.minh.person))
    answer = client.get(real_newsroom.path("signing/"), headers=HX)
    assert answer["HX-Redirect"] == "/me/second-factor/on/?next=%2Fs%2Fsong-hong%2Fclips%2F%3Fpage%3D2"
