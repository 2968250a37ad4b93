"""The page of all components, rendered through the real templates, context processor and form renderer."""

import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.utils import translation

from clipdesk.ui import gallery, navigation, views
from clipdesk.ui.states import STATES, TONES
from clipdesk.ui.testing import Outline

pytestmark = [pytest.mark.usefixtures("plain_static_files"), pytest.mark.urls("clipdesk.ui.tests.addresses")]


STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


@pytest.fixture
def plain_static_files() -> Iterator[None]:
    """Static addresses without the manifest of a release."""
    with override_settings(STORAGES=STORAGES):
        yield


def page(language: str, query: str = "") -> str:
    with translation.override(language):
        return views.gallery(RequestFactory().get(f"/design/{query}")).content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", ['<html lang="vi"', "Hệ thống thiết kế", "Đang duyệt", "Đến thẳng nội dung", "1.234.567,5"]),
        ("en", ['<html lang="en"', "Design system", "In review", "Skip to the content", "1,234,567.5"]),
    ],
)
def test_it_speaks_both_languages(language: str, words: list[str]) -> None:
    html = page(language)
    assert [word for word in words if word not in html] == []


@pytest.mark.parametrize("query", ["", "?errors=1&practice=1"])
def test_nothing_inline_and_every_reference_resolves(query: str) -> None:
    outline = Outline(page("vi", query))
    assert [
        attrs for _, attrs in outline.tags if "style" in attrs or any(name.startswith("on") for name in attrs)
    ] == []
    assert all(script.get("src") for script in outline.all("script"))
    assert outline.all("style") == []
    ids = outline.ids()
    assert len(ids) == len(set(ids))
    pointed = [
        word
        for _, attrs in outline.tags
        for name in ("aria-describedby", "aria-labelledby", "for")
        for word in (attrs.get(name) or "").split()
    ]
    assert pointed
    assert set(pointed) <= set(ids)
    assert len(outline.all("h1")) == 1


def test_errors_stand_beside_their_field() -> None:
    fields = {a["name"]: a for a in Outline(page("en", "?errors=1")).all("input") if a.get("name")}
    assert fields["title"]["aria-invalid"] == "true"
    assert fields["title"]["aria-describedby"] == "id_title_helptext id_title_error"


def test_the_practice_word_stands_only_on_practice_pages() -> None:
    assert "THỰC HÀNH / PRACTICE" in page("en", "?practice=1")
    assert "THỰC HÀNH" not in page("vi")


def test_every_state_has_a_word_a_known_tone_and_an_icon_of_the_sprite() -> None:
    html = page("en")
    with translation.override("en"):
        labels = {name: str(state.label) for name, state in STATES.items()}
    for name, state in STATES.items():
        drawn = rf'tone-{state.tone}"><svg[^>]*><use href="[^"]*#{state.icon}"></use></svg>{labels[name]}<'
        assert state.tone in TONES
        assert re.search(drawn, html), name


def test_navigation_shows_only_what_the_person_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    doors: dict[str, navigation.Door] = {}
    monkeypatch.setattr(navigation, "_station", doors)  # the rooms' own doors come back after the test
    navigation.register(30, "Clips", "clip", "room-clips", count=lambda _request: 7)
    navigation.register(20, "Review", "review", "room-review", ability="sign")
    navigation.register(10, "Home", "home", "room-home")
    request = RequestFactory().get("/s/song-hong/clips/5/")
    assert navigation.station_items(request) == []
    vars(request)["member"] = SimpleNamespace(station=SimpleNamespace(slug="song-hong"), may=lambda ability: False)
    assert navigation.station_items(request) == [
        {"url": "/s/song-hong/", "label": "Home", "icon": "home", "current": "", "count": 0},
        {"url": "/s/song-hong/clips/", "label": "Clips", "icon": "clip", "current": "true", "count": 7},
    ]
    request.path = "/s/song-hong/"
    assert [item["current"] for item in navigation.station_items(request)] == ["page", ""]


def test_gallery_form_offers_every_kind_of_field() -> None:
    assert gallery.SampleForm({"title": "x"}).is_valid() is False


@pytest.mark.parametrize("name", ["403.html", "404.html", "500.html", "403_csrf.html"])
def test_error_pages_need_nothing_from_the_request(name: str) -> None:
    with translation.override("vi"):
        html = render_to_string(name)
    assert len(Outline(html).all("h1")) == 1
    assert Outline(html).all("a")[-1]["href"] == "/"
