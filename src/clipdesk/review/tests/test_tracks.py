"""Captions in further languages on their way through review: whoever signs reads them, and the evidence holds them."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.history.models import CLIPDESK
from clipdesk.library.storage import store
from clipdesk.review import verify_evidence
from clipdesk.review.changes import Change, compared
from clipdesk.review.evidence import evidence_of
from clipdesk.review.models import Package
from clipdesk.review.models.policy import policy_of
from clipdesk.review.risks import found_in
from clipdesk.review.signing import open_package, sign, void
from clipdesk.ui.testing import Outline

SAID = [{"start": "0/1", "end": "2/5", "text": "Nước lên", "speaker": "Lan"}]
ENGLISH = "The water <b>rises</b> at night"


@pytest.fixture
def bilingual(newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]) -> Package:
    changes = {"recipe": {"captions": SAID}, "translations": {"en": [ENGLISH]}}
    editing.save(draft, editing.content_with(draft.content, changes), base=draft.head_number, member=newsroom.lan)
    return send(draft)


@pytest.mark.parametrize("page", ["", "phone/"])
def test_whoever_signs_reads_every_language(newsroom: Newsroom, bilingual: Package, page: str) -> None:
    answer = newsroom.client(newsroom.minh).get(newsroom.path(f"review/{bilingual.pk}/{page}"))
    html = answer.content.decode()
    assert "Lan: The water &lt;b&gt;rises&lt;/b&gt; at night" in html
    (track,) = answer.context["it"]["tracks"]
    seen = {each["srclang"] or "": each for each in Outline(html).all("track")}
    assert (seen["en"]["kind"], seen["en"]["src"], seen["en"]["label"]) == ("subtitles", track.link, "English")


def test_a_damaged_file_is_said_to_be_damaged(newsroom: Newsroom, bilingual: Package) -> None:
    sealed = next(one for one in bilingual.content["files"] if one["role"] == "captions-en")
    path = store().path(sealed["sha256"])
    path.chmod(0o600)
    path.write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nAll is well\n")
    html = newsroom.client(newsroom.minh).get(newsroom.path(f"review/{bilingual.pk}/")).content.decode()
    assert "All is well" not in html
    assert newsroom.client(newsroom.minh).get(newsroom.path(f"review/{bilingual.pk}/")).status_code == 200


def test_what_changed_in_it_is_named(newsroom: Newsroom, bilingual: Package, send: Callable[[Clip], Package]) -> None:
    sign(bilingual, given_for(bilingual), member=newsroom.minh)
    clip = Clip.objects.get(pk=bilingual.clip_id)
    content = editing.content_with(clip.content, {"translations": {"en": ["It falls"]}})
    editing.save(clip, content, base=clip.head_number, member=newsroom.lan)
    changed = compared(send(clip), newsroom.minh.person)
    assert changed is not None
    assert [(str(change.name).partition(": ")[2], change.rows, change.language) for change in changed.changes] == [
        ("English", [(f"Lan: {ENGLISH}", "Lan: It falls")], "en")
    ]
    html = newsroom.client(newsroom.minh).get(newsroom.path(f"review/{clip.packages.latest('made_at').pk}/"))
    assert '<div lang="en"><div class="compare"><p><del>Lan: The water' in html.content.decode()


def test_a_video_more_is_named(newsroom: Newsroom, bilingual: Package, send: Callable[[Clip], Package]) -> None:
    """It was signed by a desk that did not yet render four shapes."""
    three = [one for one in bilingual.content["files"] if one["role"] != "4:5"]
    with transaction.atomic():
        void(bilingual, "replaced", by=CLIPDESK)
        content = {**bilingual.content, "files": three}
        signed = open_package(bilingual.clip, bilingual.revision, bilingual.kind, content, bilingual.sent_by)
    sign(signed, given_for(signed), member=newsroom.minh)
    send_again = sealed_anew(newsroom, signed, send, {"description": "Nước lên."})
    assert [row for change in send_again[1:] for row in change.rows if row[0] != row[1]] == [(None, "clip-4x5.mp4")]


def test_a_word_that_lights_up_at_another_time_is_named(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]
) -> None:
    style = {**draft.content.recipe.newest_json()["caption_style"], "words": True}  # type: ignore[dict-item]
    words = [{"start": "0/1", "end": "1/5", "text": "Nước"}]
    newest = draft.content.recipe.newest_json()
    changes = {"recipe": {**newest, "captions": SAID, "caption_style": style, "words": words}}
    editing.save(draft, editing.content_with(draft.content, changes), base=draft.head_number, member=newsroom.lan)
    package = send(draft)
    sign(package, given_for(package), member=newsroom.minh)
    words[0]["end"] = "2/5"
    (picture,) = sealed_anew(newsroom, package, send, changes)
    assert [was for was, _now in picture.rows] == [None]


def sealed_anew(
    newsroom: Newsroom, signed: Package, send: Callable[[Clip], Package], changes: dict[str, Any]
) -> list[Change]:
    """Change a signed clip, send it again, and return what the next signer is told."""
    clip = Clip.objects.get(pk=signed.clip_id)
    content = editing.content_with(clip.content, changes)
    editing.save(clip, content, base=clip.head_number, member=newsroom.lan)
    found = compared(send(clip), newsroom.minh.person)
    assert found is not None
    return found.changes


def test_rules_look_into_every_language(bilingual: Package, newsroom: Newsroom) -> None:
    rules, content = policy_of(newsroom.station).rules, bilingual.revision.content
    assert found_in(content, rules) == {}
    spoken = editing.content_with(content, {"translations": {"en": ["A vaccine for everybody"]}})
    assert list(found_in(spoken, rules).values()) == [["vaccine"]]


def test_the_evidence_holds_it(newsroom: Newsroom, bilingual: Package) -> None:
    sign(bilingual, given_for(bilingual), member=newsroom.minh)
    raw = evidence_of(Clip.objects.get(pk=bilingual.clip_id))
    sealed = next(one for one in bilingual.content["files"] if one["role"] == "captions-en")
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        text = archive.read(f"files/{sealed['sha256']}").decode()
    assert text.startswith("WEBVTT English\n")
    assert "&lt;b&gt;rises" in text
    assert verify_evidence.check(raw).wrong == []
