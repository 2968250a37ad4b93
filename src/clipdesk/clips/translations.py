"""Captions in further languages: a text beside each caption, shown at the same times. One language is burnt in, all go along
as files of their own.
"""

from __future__ import annotations

import shutil
import tempfile
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from clipdesk.clips.content import Content
from clipdesk.clips.models import Clip
from clipdesk.clips.models.look import cards_of
from clipdesk.library.models import StoredFile
from clipdesk.media.captions import to_vtt
from clipdesk.media.film import film_cues
from clipdesk.media.recipe import Cue
from clipdesk.ui.languages import language_name

_ROLE = "captions-"


def language_of(role: str) -> str:
    """Return the language of a sealed file that holds translated captions; nothing for any other file."""
    return role.removeprefix(_ROLE) if role.startswith(_ROLE) else ""


def lay(found: Iterable[Cue], onto: Sequence[Cue]) -> tuple[tuple[str, ...], int]:
    """Give each caption of `onto` (in order) the texts that are shown while it is; count the texts that found none.

    A text that is shown over several captions goes to the one it shares most of its time with.
    """
    texts: list[list[str]] = [[] for _ in onto]
    starts, lost = [cue.start for cue in onto], 0
    for cue in found:
        first = max(0, bisect_right(starts, cue.start) - 1)
        near = range(first, max(first, bisect_right(starts, cue.end)))
        shared = {place: min(cue.end, onto[place].end) - max(cue.start, onto[place].start) for place in near}
        best = max(shared, key=lambda place: (shared[place], -place), default=None)
        if best is None or shared[best] <= 0:
            lost += 1
        else:
            texts[best].append(cue.text)
    return tuple("\n".join(each) for each in texts), lost


def laid_anew(content: Content, onto: Sequence[Cue]) -> dict[str, list[str]]:
    """Return the translations of `content` for captions that took the place of its own."""
    if tuple(onto) == content.recipe.captions:
        return {language: list(texts) for language, texts in content.translations.items()}
    return {language: list(lay(content.captions_in(language), onto)[0]) for language in content.translations}


def sidecars_of(clip: Clip) -> list[tuple[str, str, StoredFile]]:
    """Put the translated captions that are heard in the clip into the store, on the film's clock: (role, name, file), by
    language.

    Not inside a transaction that holds locks: it writes files.
    """
    content, grid, made = clip.content, clip.recording.source_info.grid, []
    cards = cards_of(content.recipe.look, clip.station_id)
    settings.UPLOADS.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="sidecars-", dir=settings.UPLOADS))
    try:
        for language in sorted(set(content.translations) - {content.language}):
            cues = film_cues(replace(content.recipe, captions=content.captions_in(language)), grid, cards)
            if cues:
                name = f"{_ROLE}{language}.vtt"
                (folder / name).write_text(to_vtt(cues, language_name(language)), encoding="utf-8")
                made.append((_ROLE + language, name, StoredFile.add(folder / name, media_type="text/vtt")))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return made
