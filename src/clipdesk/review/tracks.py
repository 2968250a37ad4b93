"""The sealed captions in further languages, for whoever signs: as tracks of the videos, and to read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from clipdesk.clips.translations import language_of
from clipdesk.kernel.time import clock_text
from clipdesk.library.storage import store
from clipdesk.media.captions import parse
from clipdesk.ui.languages import language_name


@dataclass(frozen=True)
class Captions:
    """Sealed captions: (time in the clip, text) each; `is_whole`: they are what was sealed."""

    lines: list[tuple[str, str]]
    is_whole: bool = True


@dataclass(frozen=True)
class Track:
    """The captions of one further language. link: where a player finds the file."""

    language: str
    name: str
    link: str
    captions: Captions


def read_sealed(sealed: Mapping[str, Any]) -> Captions:
    """Read captions from a sealed file itself, never from what is in the desk's tables."""
    if store().digest(sealed["sha256"]) != sealed["sha256"]:
        return Captions([], is_whole=False)
    cues = parse(store().path(sealed["sha256"]).read_bytes(), sealed["name"]).cues
    return Captions([(clock_text(cue.start), cue.said) for cue in cues if cue.text])


def tracks_of(content: Mapping[str, Any], link: Callable[[Mapping[str, Any]], str]) -> list[Track]:
    """Return the further languages of a package's content, in its own order."""
    return [
        Track(language, language_name(language), link(sealed), read_sealed(sealed))
        for sealed in content.get("files", [])
        if (language := language_of(sealed["role"]))
    ]
