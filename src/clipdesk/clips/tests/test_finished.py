"""A file that was finished outside the desk becomes the next revision of its clip, and nothing is lost by that."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation

from clipdesk.accounts.member import Member, NotAllowed
from clipdesk.clips import editing, finishing
from clipdesk.clips.models import Clip, FinishedFile, Render
from clipdesk.config.testing_cast import Newsroom, given_for, ready_recording
from clipdesk.history.transition import entries_of
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.library import uploads
from clipdesk.library.access import listed_recordings_for
from clipdesk.library.models import Recording
from clipdesk.library.models.recording import InUse
from clipdesk.media.lower_third import LowerThird
from clipdesk.media.recipe import Cue, Framing, Range
from clipdesk.media.supply import ffmpeg_path
from clipdesk.media.tests import strip
from clipdesk.publishing.models import Publication
from clipdesk.review.changes import changes_between
from clipdesk.review.models import Package
from clipdesk.review.own_work import is_own_work
from clipdesk.review.risks import beside
from clipdesk.review.signing import sign

FRAMES = 10
NAME = "Lũ, bản dựng.mp4"


_CODEC = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac")


def _film(path: Path, *, frames: int = FRAMES) -> Path:
    seconds = str(frames / 25)
    inputs = ["-f", "lavfi", "-i", "testsrc2=s=640x360:r=25", "-f", "lavfi", "-i", "sine=f=330:r=48000"]
    _ffmpeg(*inputs, *_CODEC, "-t", seconds, str(path))
    return path


def _sound(path: Path, frequency: int) -> Path:
    _ffmpeg("-f", "lavfi", "-i", f"sine=f={frequency}:r=48000:d=1", str(path))
    return path


def _ffmpeg(*arguments: str) -> None:
    subprocess.run([str(ffmpeg_path()), "-v", "error", "-nostdin", "-y", *arguments], check=True)


def _upload(newsroom: Newsroom, path: Path, member: Member | None = None) -> Recording:
    """A file comes in as the page brings it, and is read."""
    upload = uploads.begin(member or newsroom.lan, newsroom.news, path.name, path.stat().st_size)
    with uploads.open_at(upload, 0) as file:
        shutil.copyfileobj(path.open("rb"), file)
        uploads.advance(upload, file, path.stat().st_size)
    found = uploads.finish(upload)
    run_waiting_jobs()
    found.refresh_from_db()
    return found


@pytest.fixture
def film(newsroom: Newsroom, tmp_path: Path) -> Recording:
    """What the craft editor exported, uploaded and read."""
    return _upload(newsroom, _film(tmp_path / NAME))


def _take(newsroom: Newsroom, clip: Clip, film: Recording, by: Member | None = None) -> bool:
    clip.refresh_from_db()
    finishing.bring(clip, film, member=newsroom.lan)
    _, voided = finishing.take(clip, film, base=clip.head_number, member=by or newsroom.lan)
    clip.refresh_from_db()
    return voided


def _dress(newsroom: Newsroom, clip: Clip) -> None:
    """Words, captions in two languages, a name, a strap and a look."""
    recipe = replace(
        clip.content.recipe,
        captions=(Cue(Fraction(0), Fraction(1, 5), "Nước lên"),),
        lower_thirds=(LowerThird(Fraction(0), Fraction(2, 5), "Lê Lan", "phóng viên"),),
        title="Lũ",
        look="plain",
        thumbnail=Fraction(1, 5),
    )
    dressed = replace(clip.content, recipe=recipe, description="Từ sáng nay.", translations={"en": ("Rising",)})
    editing.save(clip, dressed, base=clip.head_number, member=newsroom.lan)


def test_the_file_is_the_next_revision_in_all_its_length(newsroom: Newsroom, draft: Clip, film: Recording) -> None:
    _dress(newsroom, draft)
    before, original = draft.content, draft.recording
    assert _take(newsroom, draft, film) is False
    made = draft.content
    assert (draft.recording, draft.cut_from, draft.last_editor) == (film, original, newsroom.lan.person)
    assert (made.recipe.source_sha256, made.recipe.ranges) == (
        film.original_id,
        (Range(Fraction(0), Fraction(FRAMES, 25)),),
    )
    words = ("title", "description", "language", "flags", "own_words")
    assert [getattr(made, name) for name in words] == [getattr(before, name) for name in words]
    laid = (made.recipe.captions, made.recipe.lower_thirds, made.recipe.title, made.recipe.look, made.translations)
    assert laid == ((), (), "", "", {})
    assert (made.recipe.thumbnail, made.recipe.caption_style.burn_in) == (None, False)
    modes = {shape: made.recipe.frame_for(shape).mode for shape in ("9:16", "4:5", "1:1", "16:9")}
    assert modes == {"9:16": "fit", "4:5": "fit", "1:1": "fit", "16:9": "crop"}
    assert [one.verb for one in entries_of(draft)].count("finished_file_brought") == 1


def test_it_stands_at_its_clip_and_in_no_list(newsroom: Newsroom, draft: Clip, film: Recording) -> None:
    assert film in listed_recordings_for(newsroom.lan)
    finishing.bring(draft, film, member=newsroom.lan)
    assert list(listed_recordings_for(newsroom.lan)) == [draft.recording]


def test_what_was_in_the_library_before_stays_there(newsroom: Newsroom, draft: Clip, tmp_path: Path) -> None:
    path = _film(tmp_path / "earlier.mp4")
    earlier = ready_recording(newsroom, path)
    assert _upload(newsroom, path) == earlier
    finishing.bring(draft, earlier, member=newsroom.lan)
    assert earlier in listed_recordings_for(newsroom.lan)


def test_both_recordings_stay_while_revisions_are_made_of_them(
    newsroom: Newsroom, draft: Clip, film: Recording
) -> None:
    original = draft.recording
    _take(newsroom, draft, film)
    for one in (original, film):
        with pytest.raises(InUse):
            one.remove(newsroom.lan.actor)
    with pytest.raises(finishing.InRevision):
        finishing.drop(FinishedFile.objects.get(), member=newsroom.lan)


def test_a_file_that_was_never_taken_goes_with_its_recording(newsroom: Newsroom, draft: Clip, film: Recording) -> None:
    found = finishing.bring(draft, film, member=newsroom.lan)
    with pytest.raises(InUse):
        film.remove(newsroom.lan.actor)
    finishing.drop(found, member=newsroom.lan)
    assert not FinishedFile.objects.exists()
    assert list(Recording.objects.all()) == [draft.recording]


def test_back_to_the_cut_and_forth_again(newsroom: Newsroom, draft: Clip, film: Recording) -> None:
    _dress(newsroom, draft)
    cut, original = draft.content, draft.recording
    _take(newsroom, draft, film)
    editing.save(draft, replace(draft.content, title="Lũ rút"), base=draft.head_number, member=newsroom.lan)
    finishing.take(draft, original, base=draft.head_number, member=newsroom.lan)
    draft.refresh_from_db()
    assert draft.recording == original
    assert draft.content == replace(cut, title="Lũ rút")
    framed = replace(draft.content.recipe, framing={"9:16": Framing("fit")})
    editing.save(draft, replace(draft.content, recipe=framed), base=draft.head_number, member=newsroom.lan)
    finishing.take(draft, film, base=draft.head_number, member=newsroom.lan)
    draft.refresh_from_db()
    assert (draft.recording, draft.content.recipe.source_sha256) == (film, film.original_id)
    assert [draft.recording_for(revision) for revision in draft.revisions.order_by("-number")[:3]] == [
        film,
        original,
        original,
    ]


def test_a_second_file_is_a_further_revision(newsroom: Newsroom, draft: Clip, film: Recording, tmp_path: Path) -> None:
    original, number = draft.recording, draft.head_number
    _take(newsroom, draft, film)
    second = _upload(newsroom, _film(tmp_path / "second.mp4", frames=6))
    _take(newsroom, draft, second)
    assert (draft.head_number, draft.recording, draft.cut_from) == (number + 2, second, original)
    assert draft.content.recipe.duration == Fraction(6, 25)


def test_whoever_was_slower_is_told_and_nothing_is_overwritten(
    newsroom: Newsroom, draft: Clip, film: Recording
) -> None:
    base = draft.head_number
    finishing.bring(draft, film, member=newsroom.lan)
    editing.save(draft, replace(draft.content, title="Của Hương"), base=base, member=newsroom.huong)
    with pytest.raises(finishing.ChangedSince) as caught:
        finishing.take(draft, film, base=base, member=newsroom.lan)
    assert caught.value.params == {"name": "Hương", "number": base + 1}
    draft.refresh_from_db()
    assert (draft.title, draft.recording == film) == ("Của Hương", False)


def test_a_cutting_page_that_was_open_meanwhile_is_told_of_the_revision_not_of_its_times(
    newsroom: Newsroom, draft: Clip, film: Recording
) -> None:
    base, open_page = draft.head_number, draft.content
    _take(newsroom, draft, film)
    late = replace(open_page, recipe=replace(open_page.recipe, ranges=(Range(Fraction(2), Fraction(3)),)))
    with pytest.raises(editing.ChangedMeanwhile):
        editing.save(draft, late, base=base, member=newsroom.lan)


def test_a_signed_clip_loses_its_sign_off(newsroom: Newsroom, package: Package, film: Recording) -> None:
    sign(package, given_for(package), member=newsroom.minh)
    clip = Clip.objects.get(pk=package.clip_id)
    assert clip.state == Clip.SIGNED
    assert _take(newsroom, clip, film) is True
    run_waiting_jobs()
    assert clip.state == Clip.DRAFT
    assert Package.objects.get(pk=package.pk).state == Package.VOID


def test_a_public_clip_needs_a_correction_and_may_drop_it(
    newsroom: Newsroom, published: Publication, film: Recording
) -> None:
    clip = Clip.objects.get(pk=published.clip_id)
    original, public = clip.recording, clip.content
    with pytest.raises(editing.IsPublic):
        finishing.bring(clip, film, member=newsroom.lan)
    assert not FinishedFile.objects.exists()
    editing.begin_correction(clip, "Hình ảnh được dựng lại.", member=newsroom.lan)
    _take(newsroom, clip, film)
    assert clip.recording == film
    editing.drop_correction(clip, member=newsroom.lan)
    assert (clip.state, clip.recording, clip.content) == (Clip.PUBLISHED, original, public)


def test_what_does_not_fit_is_refused_in_a_sentence(newsroom: Newsroom, draft: Clip, tmp_path: Path) -> None:
    with pytest.raises(finishing.IsItsRecording):
        finishing.bring(draft, draft.recording, member=newsroom.lan)
    sound = _upload(newsroom, _sound(tmp_path / "sound.wav", 300))
    finishing.bring(draft, sound, member=newsroom.lan)
    with pytest.raises(finishing.SoundAlone):
        finishing.take(draft, sound, base=draft.head_number, member=newsroom.lan)
    damaged = tmp_path / "damaged.mp4"
    damaged.write_bytes(b"no film at all" * 99)
    broken = _upload(newsroom, damaged)
    assert broken.state == Recording.FAILED
    finishing.bring(draft, broken, member=newsroom.lan)
    with pytest.raises(editing.NotReady):
        finishing.take(draft, broken, base=draft.head_number, member=newsroom.lan)
    number = draft.head_number
    draft.refresh_from_db()
    assert draft.head_number == number


def test_a_clip_of_sound_alone_is_finished_as_sound(newsroom: Newsroom, tmp_path: Path) -> None:
    clip = editing.new_clip(newsroom.lan, ready_recording(newsroom, _sound(tmp_path / "radio.wav", 440)))
    _dress(newsroom, clip)
    finished = _upload(newsroom, _sound(tmp_path / "mixed.wav", 550))
    _take(newsroom, clip, finished)
    recipe = clip.content.recipe
    assert (clip.recording, recipe.look, recipe.title, recipe.captions) == (finished, "plain", "Lũ", ())


@pytest.mark.parametrize("who", ["binh", "tuan", "oanh", "stranger"])
def test_only_who_cuts_and_brings_files_in_there_may(
    newsroom: Newsroom, draft: Clip, film: Recording, who: str
) -> None:
    with pytest.raises(NotAllowed):
        finishing.bring(draft, film, member=getattr(newsroom, who))
    assert not FinishedFile.objects.exists()


def test_risks_are_found_by_the_recording_it_was_cut_from(newsroom: Newsroom, draft: Clip, film: Recording) -> None:
    original = draft.recording
    original.describe(original.title, "Hãng tin A", newsroom.lan.actor)
    item = {"title": "Vụ án cầu Sen", "start": Fraction(0), "end": Fraction(1), "marks": ["tòa án"]}
    original.replace_rundown([item])
    draft.refresh_from_db()
    _take(newsroom, draft, film)
    known = beside(draft, draft.content)
    assert {"Hãng tin A", "Vụ án cầu Sen", "tòa án", original.title, film.original_name} <= set(known)


@pytest.mark.slow
def test_what_is_sealed_is_the_file_to_the_frame_and_says_whose_it_is(
    newsroom: Newsroom, draft: Clip, shared_media: Path, tmp_path: Path, send: Callable[[Clip], Package]
) -> None:
    first = send(draft)
    path = tmp_path / NAME  # ten frames of the bulletin: each shows its number
    _ffmpeg("-ss", "10", "-i", str(shared_media / "bulletin.mp4"), *_CODEC, "-t", "0.4", str(path))
    film = _upload(newsroom, path)
    draft.refresh_from_db()
    original = draft.recording
    finishing.bring(draft, film, member=newsroom.huong)
    finishing.take(draft, film, base=draft.head_number, member=newsroom.lan)
    run_waiting_jobs()
    package = send(draft)
    wide = Render.objects.get(recording=film).files.get(role="16:9").file
    shown = strip.numbers(path)
    assert shown == list(range(shown[0], shown[0] + FRAMES))
    assert strip.numbers(wide.path) == shown
    assert package.content["finished"] == {
        "name": NAME,
        "sha256": film.original_id,
        "cut_from": original.original_id,
        "by": {"id": str(newsroom.huong.person.pk), "name": "Hương"},
    }
    assert wide.pk in {one["sha256"] for one in package.content["files"]}
    assert is_own_work(package, newsroom.huong.person)
    assert not is_own_work(package, newsroom.minh.person)
    with translation.override("en"):
        said = {str(one.name): one.rows for one in changes_between(first, package)}
    assert [now for _was, now in said["Finished outside the desk"]] == [
        f"{NAME}, brought by Hương ({film.original_id[:8]})"
    ]
    page = newsroom.client(newsroom.minh).get(
        reverse("review:show", kwargs={"station": newsroom.station.slug, "package_id": package.pk})
    )
    assert NAME in page.content.decode()
    manifest = wide.path.read_bytes()
    assert f"urn:sha256:{film.original_id}".encode() in manifest
    assert original.original_id.encode() in manifest


def test_the_page_brings_takes_and_shows_it(newsroom: Newsroom, draft: Clip, film: Recording) -> None:
    client = newsroom.client(newsroom.lan)
    at = {"station": newsroom.station.slug, "clip_id": draft.pk}
    page = client.get(reverse("clips:show", kwargs=at)).content.decode()
    assert "data-takes-upload" in page
    client.post(reverse("clips:finished", kwargs=at), {"recording": str(film.pk)})
    part = client.get(reverse("clips:finished", kwargs=at), {"base": "1"}).content.decode()
    assert NAME in part
    assert 'name="base" value="1"' in part  # what the page around it shows, not what was saved since
    stale = client.post(
        reverse("clips:finished_take", kwargs=at), {"recording": str(film.pk), "base": draft.head_number - 1}
    )
    assert stale.status_code == 409
    body = {"recording": str(film.pk), "base": draft.head_number}
    assert client.post(reverse("clips:finished_take", kwargs=at), body).status_code == 302
    draft.refresh_from_db()
    assert draft.recording == film
    assert client.get(reverse("clips:edit", kwargs=at)).status_code == 200
    assert client.post(reverse("clips:finished_drop", kwargs=at), {"recording": str(film.pk)}).status_code == 422
    other = {"recording": str(draft.pk), "base": draft.head_number}
    assert client.post(reverse("clips:finished_take", kwargs=at), other).status_code == 404


def test_the_page_looks_again_while_the_file_is_read(newsroom: Newsroom, draft: Clip, film: Recording) -> None:
    finishing.bring(draft, film, member=newsroom.lan)
    client, address = newsroom.client(newsroom.lan), newsroom.path(f"clips/{draft.pk}/")
    again = f'<div id="finished-files" hx-get="{address}finished/'
    assert again not in client.get(address).content.decode()
    Recording.objects.filter(pk=film.pk).update(state=Recording.ANALYSING)
    for page in (address, f"{address}finished/"):
        assert again in client.get(page).content.decode()
