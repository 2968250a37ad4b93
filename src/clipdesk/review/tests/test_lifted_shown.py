"""Classes that were taken off a clip stand before whoever signs it: on the page, on the phone, and beside “sign several”."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from clipdesk.accounts.models import Person
from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.review import risks
from clipdesk.review.models import Package, RiskMark

REASON = "Không thấy mặt em <nào>."


@pytest.fixture
def lifted(newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]) -> Package:
    """A package of a clip from which Hương took the minors off."""
    content = editing.content_with(draft.content, {"title": "Học sinh đến trường trở lại"})
    editing.save(draft, content, base=draft.head_number, member=newsroom.lan)
    send(draft)
    risks.lift(RiskMark.objects.get(), REASON, member=newsroom.huong)
    draft.refresh_from_db()
    editing.save(
        draft, editing.content_with(draft.content, {"description": "x"}), base=draft.head_number, member=newsroom.lan
    )
    return send(draft)


def _text(newsroom: Newsroom, rest: str) -> str:
    Person.objects.filter(pk=newsroom.minh.person.pk).update(language="en")
    page: Any = newsroom.client(newsroom.minh).get(newsroom.path(rest))
    assert page.status_code == 200
    return str(page.content.decode())


def _line(text: str) -> str:
    """The line in which it stands: who, when and why."""
    (line,) = [part for part in text.split("<li>") if "Hương" in part and "Không thấy mặt em" in part]
    return line.split("</li>")[0]


def test_the_phone_says_it_exactly_as_the_page_does(newsroom: Newsroom, lifted: Package) -> None:
    on_page = _line(_text(newsroom, f"review/{lifted.pk}/"))
    on_phone = _line(_text(newsroom, f"review/{lifted.pk}/phone/"))
    assert on_phone == on_page
    assert "Không thấy mặt em &lt;nào&gt;." in on_phone
    assert re.search(r"· \d{1,2} [A-Z][a-z]{2} 20\d\d, \d\d:\d\d<", on_phone)


def test_without_any_the_phone_shows_no_empty_card(newsroom: Newsroom, package: Package) -> None:
    assert "Risk classes taken off" not in _text(newsroom, f"review/{package.pk}/phone/")


def test_several_leave_it_out_and_say_so(
    newsroom: Newsroom, lifted: Package, other_draft: Clip, send: Callable[[Clip], Package]
) -> None:
    other = send(other_draft)
    text = _text(newsroom, f"review/together/?package={lifted.pk}&package={other.pk}")
    assert "Not among them" in text
    assert newsroom.path(f"review/{lifted.pk}/") in text
    assert "Không thấy mặt em &lt;nào&gt;." in _line(text)
    assert f'name="tick-{other.pk}"' in text
    assert f'name="tick-{lifted.pk}"' not in text
    alone = _text(newsroom, f"review/together/?package={other.pk}")
    assert "Not among them" not in alone
    assert "is opened and signed by itself" in alone
