"""What every page stands in: landmarks with names, a way past them, headings in order, a language and a title."""

from html.parser import HTMLParser
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from clipdesk.ui import views
from clipdesk.ui.tests.test_gallery import plain_static_files

__all__ = ["plain_static_files"]
pytestmark = [pytest.mark.usefixtures("plain_static_files"), pytest.mark.urls("clipdesk.ui.tests.addresses")]
FOCUSABLE = {"a", "button", "input", "select", "textarea", "summary"}


class Shell(HTMLParser):
    """The tags in order, and the text of the title."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.title = ""
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag

    def handle_data(self, data: str) -> None:
        if self._inside == "title":
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(params=["vi", "en"])
def shell(request: pytest.FixtureRequest) -> Shell:
    """A page of the desk, in either language."""
    with translation.override(request.param):
        return Shell(views.gallery(RequestFactory().get("/design/?practice=1&errors=1")).content.decode())


def test_there_is_one_main_part_and_the_first_stop_leads_to_it(shell: Shell) -> None:
    (main,) = shell.all("main")
    assert main["id"] == "content"
    first, attrs = next((tag, attrs) for tag, attrs in shell.tags if tag in FOCUSABLE)
    assert (first, attrs["href"]) == ("a", "#content")


def test_each_landmark_of_a_kind_has_its_own_name(shell: Shell) -> None:
    names = [nav.get("aria-label") for nav in shell.all("nav")]
    assert all(names)
    assert len(names) == len(set(names))
    searches = [form for form in shell.all("form") if form.get("role") == "search"]
    assert len(searches) == 1


def test_headings_go_down_one_level_at_a_time(shell: Shell) -> None:
    levels = [int(tag[1]) for tag, _ in shell.tags if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}]
    assert levels.count(1) == 1
    below = levels[levels.index(1) :]
    assert all(level <= before + 1 for before, level in pairwise(below))


def test_every_control_and_picture_has_a_name(shell: Shell) -> None:
    labelled = {label.get("for") for label in shell.all("label")}
    for tag in ("input", "select", "textarea"):
        for control in shell.all(tag):
            if control.get("type") in {"hidden", "submit"}:
                continue
            assert control.get("aria-label") or control.get("id") in labelled, control
    assert all("alt" in image for image in shell.all("img"))
    assert all(drawn.get("aria-hidden") == "true" or drawn.get("aria-label") for drawn in shell.all("svg"))


def test_language_and_title_are_those_of_the_page(shell: Shell) -> None:
    (html,) = shell.all("html")
    page = {"vi": "Hệ thống thiết kế", "en": "Design system"}[str(html["lang"])]
    assert shell.title.startswith(page)
    assert shell.title.endswith("Clipdesk")


def test_a_phone_may_zoom(shell: Shell) -> None:
    content = next(str(meta["content"]) for meta in shell.all("meta") if meta.get("name") == "viewport")
    assert "user-scalable" not in content
    assert "maximum-scale" not in content


@pytest.mark.parametrize("practice", [True, False])
def test_practice_says_so_in_both_languages_before_anything_else(practice: bool) -> None:
    station = {"name": "Đài Sông Hồng", "is_practice": practice}
    html = render_to_string("ui/public.html", {"station": station})
    assert ("THỰC HÀNH / PRACTICE" in html) is practice
    assert ("is-practice" in html) is practice
    if practice:
        assert html.index("THỰC HÀNH") < html.index("Đài Sông Hồng</a>")
