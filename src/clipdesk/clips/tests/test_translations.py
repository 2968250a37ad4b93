"""Captions in further languages: one text a caption, in step with it, in a file of their own, sealed and signed."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction as F
from typing import Any

import pytest

from clipdesk.clips import editing
from clipdesk.clips.content import Content, TooManyLanguages
from clipdesk.clips.models import Clip
from clipdesk.clips.tests.conftest import Ask
from clipdesk.clips.translations import lay, sidecars_of
from clipdesk.config.testing_cast import Newsroom
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.library.storage import store
from clipdesk.media.errors import RecipeError
from clipdesk.media.recipe import Cue
from clipdesk.review.models import Package

VIETNAMESE = [
    {"start": "0/1", "end": "1/5", "text": "Nước lên", "speaker": "Lan"},
    {"start": "1/5", "end": "12/25", "text": "Bà con ở yên"},
    {"start": "5/1", "end": "6/1", "text": "Ngoài đoạn cắt"},
]
ENGLISH = ["The water rises", "Please stay\nin your homes", "Outside the cut"]
SIDECAR = (
    "WEBVTT English\n\n00:00:00.000 --> 00:00:00.200\n<v Lan>The water rises\n\n"
    "00:00:00.200 --> 00:00:00.480\nPlease stay\nin your homes\n"
)


def _spoken(clip: Clip, newsroom: Newsroom, translations: dict[str, list[str]]) -> Clip:
    changes = {"recipe": {"captions": VIETNAMESE}, "translations": translations}
    editing.save(clip, editing.content_with(clip.content, changes), base=clip.head_number, member=newsroom.lan)
    return clip


@pytest.fixture
def bilingual(draft: Clip, newsroom: Newsroom) -> Clip:
    return _spoken(draft, newsroom, {"en": ENGLISH})


def test_content_without_further_languages_is_stored_as_ever(draft: Clip) -> None:
    stored = draft.content.to_json()
    assert set(stored) == {"recipe", "title", "description", "language", "flags"}
    assert Content.from_json({**stored, "translations": {}}).sha256 == draft.content.sha256


def test_a_further_language_is_kept_and_found(bilingual: Clip) -> None:
    content = bilingual.content
    assert [cue.text for cue in content.captions_in("en")] == ENGLISH
    assert [cue.speaker for cue in content.captions_in("en")] == ["Lan", "", ""]
    assert content.captions_in("fr") == ()
    assert Clip.objects.filter(text_folded__contains="water rises").exists()


@pytest.mark.parametrize(
    "translations",
    [{"en": ENGLISH[:2]}, {"en": [*ENGLISH, "more"]}, {"EN": ENGLISH}, {"en": "text"}, {"en": [1, 2, 3]}, {"en": None}],
)
def test_what_is_no_text_a_caption_is_refused(bilingual: Clip, ask: Ask, translations: dict[str, Any]) -> None:
    with pytest.raises(RecipeError):
        editing.content_with(bilingual.content, {"translations": translations})
    body = {"base": bilingual.head_number, "content": {"translations": translations}}
    answer = ask("save", bilingual, body)
    assert answer.status_code == 422
    assert bilingual.head_number == Clip.objects.get(pk=bilingual.pk).head_number


def test_nobody_keeps_six_languages_in_step(bilingual: Clip) -> None:
    with pytest.raises(TooManyLanguages):
        editing.content_with(
            bilingual.content, {"translations": dict.fromkeys(("en", "fr", "ko", "ja", "ru"), ENGLISH)}
        )


def test_who_changes_captions_alone_keeps_the_texts_that_are_shown_with_them(bilingual: Clip) -> None:
    """A page from before there were languages, and the form without scripts, send captions alone."""
    merged = [{"start": "0/1", "end": "12/25", "text": "Nước lên, bà con ở yên"}, VIETNAMESE[2]]
    content = editing.content_with(bilingual.content, {"recipe": {"captions": merged}})
    assert content.translations == {"en": (f"{ENGLISH[0]}\n{ENGLISH[1]}", ENGLISH[2])}


def test_texts_are_laid_by_the_time_they_share() -> None:
    onto = [Cue(F(0), F(1), "a"), Cue(F(1), F(2), "b"), Cue(F(5), F(6), "c")]
    found = [Cue(F(9, 10), F(2), "B"), Cue(F(0), F(4, 5), "A"), Cue(F(3), F(4), "lost"), Cue(F(5), F(6), "C")]
    assert lay(found, onto) == (("A", "B", "C"), 1)
    assert lay(found, []) == ((), 4)


def test_only_what_is_heard_goes_into_the_file(bilingual: Clip, newsroom: Newsroom) -> None:
    ((role, name, file),) = sidecars_of(bilingual)
    assert (role, name, file.media_type) == ("captions-en", "captions-en.vtt", "text/vtt")
    assert store().path(file.pk).read_text(encoding="utf-8") == SIDECAR
    _spoken(bilingual, newsroom, {"en": ["", "", "Outside the cut"]})
    assert sidecars_of(bilingual) == []


def test_all_languages_are_sealed_and_none_is_rendered_anew(
    bilingual: Clip, newsroom: Newsroom, send: Callable[[Clip], Package]
) -> None:
    package = send(bilingual)
    sealed = {one["role"]: one for one in package.content["files"]}
    assert set(sealed) == {"9:16", "4:5", "1:1", "16:9", "thumbnail", "captions", "captions-en"}
    assert store().path(sealed["captions-en"]["sha256"]).read_text(encoding="utf-8") == SIDECAR
    assert package.files.filter(file_id=sealed["captions-en"]["sha256"]).exists()
    content = editing.content_with(bilingual.content, {"translations": {"en": ["Flood!", *ENGLISH[1:]]}})
    bilingual.refresh_from_db()
    editing.save(bilingual, content, base=bilingual.head_number, member=newsroom.lan)
    run_waiting_jobs()
    package.refresh_from_db()
    assert package.state != Package.OPEN  # what was sealed says something else
    again = {one["role"]: one["sha256"] for one in send(bilingual).content["files"]}
    changed = {role for role in again if again[role] != sealed[role]["sha256"]}
    assert changed == {"captions-en"}


def test_a_file_in_either_language_goes_out(bilingual: Clip, newsroom: Newsroom) -> None:
    client, path = newsroom.client(newsroom.lan), newsroom.path(f"clips/{bilingual.pk}/captions.")
    english = client.get(f"{path}srt?language=en").content.decode()
    assert "The water rises" in english
    assert "Nước lên" not in english
    assert 'xml:lang="en"' in client.get(f"{path}ttml?language=en").content.decode()
    assert "Nước lên" in client.get(f"{path}srt?language=vi").content.decode()
    assert client.get(f"{path}srt?language=fr").status_code == 404


def test_the_form_without_scripts_keeps_them(bilingual: Clip, newsroom: Newsroom) -> None:
    client, path = newsroom.client(newsroom.lan), newsroom.path(f"clips/{bilingual.pk}/cut/")
    form = dict(client.get(path).context["form"])
    flags = form.pop("flags")
    assert flags == set()
    sent = {**form, "title": "Tựa mới", "base": bilingual.head_number}
    assert client.post(path, sent).status_code == 302
    content = Clip.objects.get(pk=bilingual.pk).content
    assert (content.title, content.translations) == ("Tựa mới", {"en": tuple(ENGLISH)})
    assert content.recipe.captions[0].speaker == "Lan"


def test_a_clip_s_own_language_is_none_beside_it(bilingual: Clip, newsroom: Newsroom) -> None:
    client, path = newsroom.client(newsroom.lan), newsroom.path(f"clips/{bilingual.pk}/cut/")
    form = dict(client.get(path).context["form"])
    form.pop("flags")
    assert client.post(path, {**form, "language": "en", "base": bilingual.head_number}).status_code == 302
    content = Clip.objects.get(pk=bilingual.pk).content
    assert (content.language, content.translations) == ("en", {})
