"""What each destination is told is sealed word by word, shown to whoever signs, and nothing else goes there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation

from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.facebook.practice.emulator import Facebook
from clipdesk.connectors.telegram.practice.emulator import Telegram
from clipdesk.connectors.youtube.practice.emulator import YouTube
from clipdesk.connectors.zalo.practice.emulator import Zalo
from clipdesk.destinations.models import Destination
from clipdesk.publishing import sending
from clipdesk.publishing.fitting import WordsTooLong, excess_of, fits_of
from clipdesk.publishing.handing import handed
from clipdesk.publishing.models import Publication
from clipdesk.publishing.tests.conftest import sealed_otherwise
from clipdesk.publishing.wording import public_title
from clipdesk.review.changes import compared
from clipdesk.review.models import Package, SignOff

Settled = Callable[[Publication], Publication]
Signs = Callable[[Package], SignOff]
Send = Callable[[Clip], Package]
TITLE, DESCRIPTION = "Nước sông Hồng lên nhanh", "Mực nước tại Tứ Liên lúc 6 giờ."
DISCLOSED = "Có phần do AI tạo ra hoặc chỉnh sửa."
FLAGS = {"ai_altered": True, "paid": False, "made_for_children": False}
AS_ONE = f"{TITLE}\n\n{DESCRIPTION}\n\n{DISCLOSED}"


@pytest.fixture
def altered(newsroom: Newsroom, draft: Clip, send: Send) -> Callable[[], Package]:
    """Lan's clip, part of it made with AI, is sent; returns the package."""

    def sent() -> Package:
        changes = {"description": DESCRIPTION, "flags": FLAGS}
        editing.save(draft, editing.content_with(draft.content, changes), base=draft.head_number, member=newsroom.lan)
        return send(draft)

    return sent


def _sealed(package: Package) -> tuple[list[list[str]], list[str]]:
    (post,) = package.content["posts"]
    return post["words"], post["marks"]


def test_the_own_site(altered: Callable[[], Package]) -> None:
    assert _sealed(altered()) == ([["title", TITLE], ["description", DESCRIPTION]], ["ai_altered"])


def test_telegram_gets_what_was_sealed(
    telegram: Telegram, altered: Callable[[], Package], minh_signs: Signs, settled: Settled
) -> None:
    package = altered()
    assert _sealed(package) == ([["text", AS_ONE]], [])
    minh_signs(package)
    assert settled(Publication.objects.get()).state == "live"
    assert telegram.posts[101]["caption"] == AS_ONE


def test_youtube(youtube: YouTube, altered: Callable[[], Package]) -> None:
    assert _sealed(altered()) == ([["title", TITLE], ["description", DESCRIPTION]], ["ai_altered"])


def test_facebook(facebook: Facebook, altered: Callable[[], Package]) -> None:
    assert _sealed(altered()) == ([["title", TITLE], ["text", AS_ONE]], ["ai_altered"])


def test_zalo(zalo: Zalo, altered: Callable[[], Package]) -> None:
    assert _sealed(altered()) == ([["title", TITLE], ["description", f"{DESCRIPTION}\n\n{DISCLOSED}"]], [])


def test_whoever_posts_by_hand_reads_the_sealed_words(
    tiktok: Destination, altered: Callable[[], Package], minh_signs: Signs, settled: Settled
) -> None:
    package = altered()
    assert _sealed(package) == ([["text", f"{TITLE}\n\n{DESCRIPTION}"]], ["ai_altered"])
    minh_signs(package)
    given = handed(settled(Publication.objects.get()))
    assert [(text.field, text.words) for text in given.texts] == [("text", f"{TITLE}\n\n{DESCRIPTION}")]
    assert given.marks == ("ai_altered",)


@pytest.mark.parametrize("page", ["", "phone/"])
def test_whoever_signs_sees_what_goes_there_besides(
    newsroom: Newsroom, telegram: Telegram, altered: Callable[[], Package], page: str
) -> None:
    package = altered()
    answer = newsroom.client(newsroom.minh).get(newsroom.path(f"review/{package.pk}/{page}"))
    html = answer.content.decode()
    assert html.count(DISCLOSED) == 1
    assert html.count(DESCRIPTION) == 1  # words that stand above are not written out again
    (told,) = answer.context["it"]["told"]
    assert (told.places, [part.words for part in told.fields]) == (["Sông Hồng TV (@songhong)"], [DISCLOSED])


def _sealed_with(package: Package, **line: object) -> Package:
    """Return the package as if the one line of its destination had been sealed so."""
    (post,) = package.content["posts"]
    kept = {name: said for name, said in post.items() if name not in {"words", "marks"}}
    sealed_otherwise(Publication(package=package), posts=[{**kept, **line}])
    return Package.objects.get()


def test_nothing_goes_out_where_other_words_were_sealed(
    as_owner: Any, telegram: Telegram, altered: Callable[[], Package], minh_signs: Signs, settled: Settled
) -> None:
    """As after an update of the desk that says something in other words."""
    minh_signs(_sealed_with(altered(), words=[["text", "Khác"]], marks=[]))
    after = settled(Publication.objects.get())
    assert (after.state, after.shown, telegram.posts) == ("failed", None, {})
    assert after.trouble_message.startswith("Not what was signed")
    assert after.trouble_params == {"destination": "Sông Hồng TV (@songhong)"}


def test_what_an_older_desk_has_sealed_goes_out(
    as_owner: Any, telegram: Telegram, altered: Callable[[], Package], minh_signs: Signs, settled: Settled
) -> None:
    minh_signs(_sealed_with(altered()))
    assert settled(Publication.objects.get()).state == "live"
    assert telegram.posts[101]["caption"] == AS_ONE


def test_a_change_of_what_single_destinations_get_is_shown(
    newsroom: Newsroom, telegram: Telegram, draft: Clip, send: Send, minh_signs: Signs, altered: Callable[[], Package]
) -> None:
    first = send(draft)
    newsroom.client(newsroom.minh).get(newsroom.path(f"review/{first.pk}/"))
    draft.refresh_from_db()
    second = altered()
    with translation.override("en"):
        found = compared(second, newsroom.minh.person)
        assert found is not None
        rows = {str(change.name): change.rows for change in found.changes}
    place = "Sông Hồng TV (@songhong) · Text: "
    assert rows["Words for single destinations"] == [(None, f"{place}Title and description of the clip + {DISCLOSED}")]


OWN = "Lũ lên. Xem trực tiếp ở trang của Đài."


def _with_own_words(newsroom: Newsroom, draft: Clip, title: str = OWN) -> Clip:
    place = newsroom.station.destinations.get()
    changes = {"description": DESCRIPTION, "own_words": {str(place.pk): {"title": title, "description": ""}}}
    editing.save(draft, editing.content_with(draft.content, changes), base=draft.head_number, member=newsroom.lan)
    return draft


def test_a_destination_gets_its_own_words(
    newsroom: Newsroom, telegram: Telegram, draft: Clip, send: Send, minh_signs: Signs, settled: Settled
) -> None:
    package = send(_with_own_words(newsroom, draft))
    assert _sealed(package) == ([["text", OWN]], [])
    html = newsroom.client(newsroom.minh).get(newsroom.path(f"review/{package.pk}/")).content.decode()
    assert html.count(OWN) == 1
    assert html.count(DESCRIPTION) == 1
    minh_signs(package)
    assert settled(Publication.objects.get()).state == "live"
    assert telegram.posts[101]["caption"] == OWN


def test_the_title_that_nobody_gets_is_not_said_to_go_out(
    newsroom: Newsroom, telegram: Telegram, draft: Clip, send: Send
) -> None:
    package = send(_with_own_words(newsroom, draft))
    page = newsroom.client(newsroom.minh).get(newsroom.path(f"review/{package.pk}/"))
    assert page.context["it"]["go_out"] is False
    assert public_title(package.content) == OWN


def test_the_page_of_a_publication_shows_the_words_that_are_public_there(
    newsroom: Newsroom, telegram: Telegram, draft: Clip, send: Send, minh_signs: Signs, settled: Settled
) -> None:
    minh_signs(send(_with_own_words(newsroom, draft)))
    live = settled(Publication.objects.get())
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"publishing/{live.pk}/"))
    assert [words for _name, words in page.context["told"]] == [OWN]


def test_own_words_alone_that_change_are_shown(
    newsroom: Newsroom, telegram: Telegram, draft: Clip, send: Send, altered: Callable[[], Package]
) -> None:
    first = altered()
    newsroom.client(newsroom.minh).get(newsroom.path(f"review/{first.pk}/"))
    draft.refresh_from_db()
    second = send(_with_own_words(newsroom, draft, title=TITLE))  # the same title, and no description there
    with translation.override("en"):
        found = compared(second, newsroom.minh.person)
        assert found is not None
        (change,) = [one for one in found.changes if one.name == "Words for single destinations"]
    assert [now for _was, now in change.rows] == [
        f"Sông Hồng TV (@songhong) · Text: The title of the clip + {DISCLOSED}"
    ]


def test_the_own_site_gets_the_words_of_all(newsroom: Newsroom, draft: Clip, send: Send) -> None:
    package = send(_with_own_words(newsroom, draft))
    assert _sealed(package)[0] == [["title", TITLE], ["description", DESCRIPTION]]
    assert "own" not in package.content["posts"][0]


def test_own_words_are_measured_and_need_a_title(newsroom: Newsroom, telegram: Telegram, draft: Clip) -> None:
    place = newsroom.station.destinations.get()
    editing.save(
        draft,
        editing.content_with(draft.content, {"description": "a" * 1000}),
        base=draft.head_number,
        member=newsroom.lan,
    )
    assert type(excess_of(place, draft)) is WordsTooLong
    assert excess_of(place, _with_own_words(newsroom, draft)) is None
    assert fits_of(place, draft)["words"].count == len(OWN)
    _with_own_words(newsroom, draft, title=" ")
    with pytest.raises(sending.OwnTitleMissing):
        sending.send_to_review(draft, [sending.Plan(place)], base=draft.head_number, member=newsroom.lan)
