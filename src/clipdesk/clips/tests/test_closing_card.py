"""The closing card of a look: brought on its page, seen there, kept with its version, and after the clip in the film."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any

import av
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from clipdesk.clips import editing
from clipdesk.clips.models import Clip, Look, look_named
from clipdesk.clips.models.look import cards_of
from clipdesk.clips.models.render import render_of, want_render
from clipdesk.clips.tests.test_looks import BROWN, _fields, _post
from clipdesk.config.testing_cast import Newsroom
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.library.models import Recording, StoredFile
from clipdesk.media.film import Cards


def _picture(size: tuple[int, int] = (800, 450), form: str = "JPEG") -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", size, BROWN).save(file, form)
    return SimpleUploadedFile(f"card.{form.lower()}", file.getvalue(), content_type=f"image/{form.lower()}")


@pytest.fixture
def look(newsroom: Newsroom) -> Look:
    """A look with a closing card of two seconds on white, made on the page."""
    answer = _post(newsroom, "one", _fields(closing=_picture(), closing_seconds=2))
    assert answer.status_code == 302, answer.content.decode()
    return Look.objects.get()


def _shown(answer: Any) -> Image.Image:
    assert answer["Content-Type"] == "image/png", answer.content.decode()
    return Image.open(io.BytesIO(answer.content)).convert("RGB")


def _near(found: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(a - b) <= 6 for a, b in zip(found, colour, strict=True))


def test_it_is_seen_before_it_is_kept(newsroom: Newsroom, recording: Recording) -> None:
    picture = _shown(_post(newsroom, "preview", _fields(closing=_picture(), shape="9:16", card="closing")))
    assert _near(picture.getpixel((picture.width // 2, picture.height // 2)), BROWN)
    assert _near(picture.getpixel((picture.width // 2, 10)), (255, 255, 255))
    within = _shown(_post(newsroom, "preview", _fields(closing=_picture(), shape="9:16", card="")))
    assert not _near(within.getpixel((within.width // 2, within.height // 2)), BROWN)
    none = _post(newsroom, "preview", _fields(shape="9:16", card="closing"))
    assert none.status_code == 422
    assert "hình kết" in none.json()["error"]
    assert not Look.objects.exists()


def test_a_version_keeps_its_card(newsroom: Newsroom, look: Look) -> None:
    assert look.closing is not None
    with Image.open(look.closing.path) as kept:
        assert (kept.format, kept.size) == ("PNG", (800, 450))
    assert cards_of(look.name, newsroom.station.pk) == Cards(closing=Fraction(2))
    assert _post(newsroom, "one", _fields(look=look.name, closing_seconds=4)).status_code == 302
    assert _post(newsroom, "one", _fields(look="tin-toi-v2", without_closing="on")).status_code == 302
    first, second, third = (look_named(f"tin-toi-v{number}", newsroom.station.pk) for number in (1, 2, 3))
    assert first.closing is not None
    assert second.closing is not None
    assert (first.closing.path, first.closing.seconds) == (look.closing.path, Fraction(2))
    assert (second.closing.path, second.closing.seconds) == (look.closing.path, Fraction(4))
    assert third.closing is None
    assert cards_of("tin-toi-v3", newsroom.station.pk) == Cards()
    assert not StoredFile.unneeded().filter(pk=look.closing_id).exists()
    page = newsroom.client(newsroom.huong).get(newsroom.path("looks/one/?look=tin-toi-v2"))
    assert page.context["form"]["closing_seconds"].value() == 4


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("card.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        _picture((300, 800)),
        SimpleUploadedFile("card.png", _picture(form="PNG").read()[:200]),
    ],
    ids=["no picture", "too narrow", "cut off"],
)
def test_a_picture_that_cannot_be_one(newsroom: Newsroom, recording: Recording, file: SimpleUploadedFile) -> None:
    answer = _post(newsroom, "one", _fields(closing=file))
    assert answer.status_code == 422
    assert answer.context["form"].errors["closing"]
    assert not Look.objects.exists()
    file.seek(0)
    seen = _post(newsroom, "preview", _fields(closing=file, shape="1:1", card="closing"))
    assert seen.status_code == 422
    assert seen.json()["error"]


def test_the_film_ends_with_it(newsroom: Newsroom, look: Look, draft: Clip) -> None:
    content = editing.content_with(draft.content, {"recipe": {"look": look.name}})
    editing.save(draft, content, base=draft.head_number, member=newsroom.lan)
    length = content.recipe.duration
    assert draft.film_seconds == length + 2
    want_render(draft.recording, content, breaking=False, by=newsroom.lan.actor)
    run_waiting_jobs()
    render = render_of(draft)
    assert render is not None
    assert render.state == "done", render.trouble_message
    with av.open(str(render.files.get(role="9:16").file.path)) as film:
        frames = [frame.to_image() for frame in film.decode(video=0)]  # type: ignore[no-untyped-call]
    rate = draft.recording.frame_rate
    assert len(frames) == round(length * rate) + int(2 * rate)
    assert Fraction(len(frames)) / rate <= draft.film_seconds + Fraction(1, 2) / rate
    last, before = frames[-1], frames[round(length * rate) - 1]
    middle = (last.width // 2, last.height // 2)
    assert _near(last.getpixel(middle), BROWN)
    assert not _near(before.getpixel(middle), BROWN)


def test_the_cutting_page_counts_it(newsroom: Newsroom, look: Look, draft: Clip) -> None:
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"clips/{draft.pk}/cut/"))
    assert page.context["data"]["cards"][look.name] == {"opening": 0.0, "closing": 2.0}
    assert page.context["data"]["cards"]["plain"] == {"opening": 0.0, "closing": 0.0}
