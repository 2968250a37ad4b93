"""The opening card of a look: brought on its page, seen there and on the cutting page, before the clip in the film; all that
tells of a moment of the film moves on with the clip."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import av
import opentimelineio as otio
import pytest
from PIL import Image

from clipdesk.accounts.models import Person
from clipdesk.clips import editing
from clipdesk.clips.models import Clip, Look, look_named
from clipdesk.clips.models.look import cards_of
from clipdesk.clips.tests.conftest import Ask
from clipdesk.clips.tests.test_closing_card import _near, _picture, _shown
from clipdesk.clips.tests.test_looks import BROWN, _fields, _post
from clipdesk.clips.translations import sidecars_of
from clipdesk.config.testing_cast import Newsroom
from clipdesk.library.models import Recording, StoredFile
from clipdesk.library.storage import store
from clipdesk.media.captions import read
from clipdesk.media.film import Cards
from clipdesk.publishing.fitting import fits_of
from clipdesk.review import notes
from clipdesk.review.models import Package
from clipdesk.review.notes import Said
from clipdesk.review.wording import named_in

_LEAD = Fraction(2)
_CHANGES: dict[str, Any] = {
    "recipe": {
        "captions": [{"start": "0/1", "end": "2/5", "text": "Nước lên"}],
        "lower_thirds": [{"start": "1/5", "end": "12/25", "name": "Nguyễn Thị Lan", "role": ""}],
    },
    "translations": {"en": ["The water rises"]},
}


@pytest.fixture
def look(newsroom: Newsroom) -> Look:
    """A look with cards of two seconds before and one second after each clip, made on the page."""
    fields = _fields(
        title="Hai hình", opening=_picture(), opening_seconds=2, closing=_picture((450, 450)), closing_seconds=1
    )
    answer = _post(newsroom, "one", fields)
    assert answer.status_code == 302, answer.content.decode()
    return Look.objects.get()


@pytest.fixture
def carded(newsroom: Newsroom, look: Look, draft: Clip) -> Clip:
    """A clip of twelve frames in that look, with a caption, its translation, and a name on the picture."""
    changes = _CHANGES | {"recipe": _CHANGES["recipe"] | {"look": look.name}}
    editing.save(draft, editing.content_with(draft.content, changes), base=draft.head_number, member=newsroom.lan)
    return draft


def test_it_is_seen_before_it_is_kept(newsroom: Newsroom, recording: Recording) -> None:
    fields = _fields(opening=_picture(), shape="9:16")
    picture = _shown(_post(newsroom, "preview", fields | {"card": "opening"}))
    assert _near(picture.getpixel((picture.width // 2, picture.height // 2)), BROWN)
    assert _near(picture.getpixel((picture.width // 2, 10)), (255, 255, 255))
    fields["opening"].seek(0)
    within = _shown(_post(newsroom, "preview", fields | {"card": ""}))
    assert not _near(within.getpixel((within.width // 2, within.height // 2)), BROWN)
    none = _post(newsroom, "preview", _fields(shape="9:16", card="opening"))
    assert none.status_code == 422
    assert "hình mở đầu" in none.json()["error"]
    assert not Look.objects.exists()


def test_a_version_keeps_its_cards(newsroom: Newsroom, look: Look) -> None:
    assert look.values["version"] == 4
    assert look.opening is not None
    assert look.closing is not None
    assert look.opening_id != look.closing_id
    assert cards_of(look.name, newsroom.station.pk) == Cards(_LEAD, Fraction(1))
    assert _post(newsroom, "one", _fields(look=look.name, title="Hai hình", opening_seconds=4)).status_code == 422
    assert _post(newsroom, "one", _fields(look=look.name, title="Hai hình", opening_seconds=3)).status_code == 302
    off = _fields(look="hai-hinh-v2", title="Hai hình", without_opening="on", closing_seconds=1)
    assert _post(newsroom, "one", off).status_code == 302
    first, second, third = (look_named(f"hai-hinh-v{number}", newsroom.station.pk) for number in (1, 2, 3))
    assert first.opening is not None
    assert second.opening is not None
    assert (first.opening.path, first.opening.seconds) == (look.opening.path, _LEAD)
    assert (second.opening.path, second.opening.seconds) == (look.opening.path, Fraction(3))
    assert (third.opening, third.closing) == (None, first.closing)
    assert cards_of("hai-hinh-v3", newsroom.station.pk) == Cards(closing=Fraction(1))
    assert not StoredFile.unneeded().filter(pk__in=[look.opening_id, look.closing_id]).exists()
    page = newsroom.client(newsroom.huong).get(newsroom.path("looks/one/?look=hai-hinh-v2"))
    assert page.context["form"]["opening_seconds"].value() == 3


def test_the_cutting_page_shows_and_counts_it(newsroom: Newsroom, look: Look, carded: Clip, ask: Ask) -> None:
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"clips/{carded.pk}/cut/"))
    assert page.context["data"]["cards"][look.name] == {"opening": 2.0, "closing": 1.0}
    asked = {"content": {}, "shape": "9:16", "at": "0/1"}
    for card, ground, inside in (("opening", 300, 350), ("closing", 190, 230)):  # 16:9 and 1:1 on 540 × 960
        picture = _shown(ask("preview", carded, asked | {"card": card}))
        assert [_near(picture.getpixel((270, row)), BROWN) for row in (ground, inside, 480)] == [False, True, True]
    own = _shown(ask("preview", carded, asked))
    assert not _near(own.getpixel((270, 480)), BROWN)
    none = ask("preview", carded, asked | {"card": "opening", "content": {"recipe": {"look": "plain"}}})
    assert none.status_code == 422
    assert "không có hình đó" in none.json()["error"]
    assert ask("preview", carded, asked | {"card": "middle"}).status_code == 422


def test_all_that_tells_of_the_film_moves_on(
    newsroom: Newsroom, look: Look, carded: Clip, send: Callable[[Clip], Package]
) -> None:
    package = send(carded)
    sealed = {one["role"]: one["sha256"] for one in package.content["files"]}
    rate = carded.recording.frame_rate
    own = round(carded.content.recipe.duration * rate)
    with av.open(str(store().path(sealed["9:16"]))) as film:
        frames = [frame.to_image() for frame in film.decode(video=0)]  # type: ignore[no-untyped-call]
    before = int(_LEAD * rate)
    assert len(frames) == before + own + int(rate)
    middle = (frames[0].width // 2, frames[0].height // 2)
    shown = [_near(frames[number].getpixel(middle), BROWN) for number in (0, before - 1, before, before + own - 1, -1)]
    assert shown == [True, True, False, False, True]
    with Image.open(store().path(sealed["thumbnail"])) as picture:  # a frame of the clip, not the card
        assert not _near(picture.convert("RGB").getpixel((picture.width // 2, picture.height // 2)), BROWN)
    for role in ("captions", "captions-en"):
        (cue,) = read(store().path(sealed[role]).read_bytes(), "captions.vtt")
        assert (cue.start, cue.end) == (_LEAD, _LEAD + Fraction(2, 5))
    ((at, one),) = named_in(package)
    assert (at, one.name) == ("0:02", "Nguyễn Thị Lan")
    assert notes.frames_of(package) == len(frames)
    for frame, source in ((before + 3, 3), (before - 1, 0), (before, 0), (before + own + 5, own - 1)):
        said = Said(shape="9:16", frame=frame, words="Sai tên cầu.")
        note = notes.write(package, said, member=newsroom.huong)
        assert note.in_recording == source
        assert note.moment == f"0:{frame / 25:05.2f}"
    with pytest.raises(notes.BeyondTheEnd, match="0:03.48"):
        notes.write(package, Said(shape="9:16", frame=len(frames), words="Sai."), member=newsroom.huong)
    assert fits_of(newsroom.station.destinations.get(), carded)["seconds"].count == 4  # 3.48


def test_a_correction_of_the_captions_changes_words_and_no_times(
    newsroom: Newsroom, carded: Clip, send: Callable[[Clip], Package]
) -> None:
    first = {one["role"]: one["sha256"] for one in send(carded).content["files"]}
    carded.refresh_from_db()
    cue = {"start": "0/1", "end": "2/5", "text": "Nước rút"}
    content = editing.content_with(
        carded.content, {"recipe": {"captions": [cue]}, "translations": {"en": ["It falls"]}}
    )
    editing.save(carded, content, base=carded.head_number, member=newsroom.lan)
    then = {one["role"]: one["sha256"] for one in send(carded).content["files"]}
    for role, words in (("captions", "Nước rút"), ("captions-en", "It falls")):
        (had,), (has,) = (read(store().path(files[role]).read_bytes(), "c.vtt") for files in (first, then))
        assert (has.start, has.end, has.text) == (had.start, had.end, words)
    assert sidecars_of(carded)[0][2].pk == then["captions-en"]


def test_craft_editors_find_the_clip_where_the_film_has_it(newsroom: Newsroom, carded: Clip) -> None:
    Person.objects.filter(pk=newsroom.lan.person.pk).update(language="en")
    client, path = newsroom.client(newsroom.lan), newsroom.path(f"clips/{carded.pk}/cuts.")
    written = json.dumps(client.get(f"{path}otio").json())
    for timeline in (
        otio.adapters.read_from_string(written, "otio_json"),
        otio.adapters.read_from_string(client.get(f"{path}edl").content.decode(), "cmx_3600", rate=25),
    ):
        track = timeline.video_tracks()[0]
        assert track.range_of_child(track[1]).start_time.value == 50
