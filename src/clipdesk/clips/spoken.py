"""Captions from what is spoken: a text laid over the recording by listening, instead of typed times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.time import clock_text
from clipdesk.library.models import Recording
from clipdesk.media.alignment import align, alignment_cues
from clipdesk.media.recipe import Cue, Range, Recipe

MOST = Fraction(600)
"""Seconds that are listened to for one request."""


class NoScript(ClipdeskError):
    """No text was given, and the rundown has none for this clip."""

    message = gettext_noop(
        "There is no text to listen for: the rundown has no script where this clip lies. Paste the words that are spoken."
    )


class TooLongToListen(ClipdeskError):
    """The clip's cuts lie too far apart."""

    message = gettext_noop(
        "The clip and its script cover {length}; at most {limit} are listened to at once. Take a shorter clip, or import "
        "a caption file."
    )


class NotHeard(ClipdeskError):
    """Not a line of the text is spoken there."""

    message = gettext_noop(
        "Not one line of the text was heard in the clip. Check that the text and its language are those of the clip."
    )


@dataclass(frozen=True)
class Heard:
    """captions: all of the clip's, the new ones among them. lines: how many lines got times. unsure: which to look at."""

    captions: tuple[Cue, ...]
    lines: int
    unsure: tuple[str, ...]


@dataclass(frozen=True)
class _Part:
    """A text, its language, and where in the recording it is spoken."""

    text: str
    language: str
    within: Range


def listen(recording: Recording, recipe: Recipe, script: str) -> Heard:
    """Lay `script` over the clip; where it is empty, the rundown's scripts over their items.

    Captions that lay where was listened are replaced, all others stay.

    Raises:
        NoScript, TooLongToListen, NotHeard, AlignmentError: as their sentences say.
    """
    parts = list(_from_rundown(recording, recipe)) if not script.strip() else [_pasted(recipe, script)]
    if not parts:
        raise NoScript
    length = sum((part.within.end - part.within.start for part in parts), Fraction(0))
    if length > MOST:
        raise TooLongToListen(length=clock_text(length), limit=clock_text(MOST))
    source, info = recording.original_path, recording.source_info
    found = [align(source, part.text, part.language, part.within, info=info) for part in parts]
    lines = [line for each in found for line in each.lines if line.heard]
    if not lines:
        raise NotHeard
    made = [cue for each in found for cue in alignment_cues(each)]
    kept = [cue for cue in recipe.captions if not any(part.within.meets(cue) for part in parts)]
    captions = tuple(sorted([*kept, *made], key=lambda cue: cue.start))
    return Heard(captions, len(lines), tuple(line.text for line in lines if line.unsure))


def _from_rundown(recording: Recording, recipe: Recipe) -> Iterator[_Part]:
    for item in recording.rundown.all():
        within = item.within
        if item.script.strip() and within.end > within.start and any(within.meets(cut) for cut in recipe.ranges):
            yield _Part(item.script, item.language or recipe.language, within)


def _pasted(recipe: Recipe, script: str) -> _Part:
    first, last = min(cut.start for cut in recipe.ranges), max(cut.end for cut in recipe.ranges)
    return _Part(script, recipe.language, Range(first, last))
