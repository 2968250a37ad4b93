"""Captions from what is spoken: a text laid over the recording by listening, instead of typed times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from clipdesk.accounts.member import Member
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.time import clock_text
from clipdesk.library.models import Recording
from clipdesk.library.transcripts import Part, hear, parts_of_rundown, spoken_lines
from clipdesk.media.alignment import line_cues
from clipdesk.media.recipe import Cue, Range, Recipe

MOST = Fraction(600)
"""Seconds that are listened to for one request."""

AROUND = Fraction(60)
"""Seconds around a new clip whose captions it gets too."""


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


class NoneAround(ClipdeskError):
    """The recording carries captions, but none where the clip lies."""

    message = gettext_noop(
        "The recording's own captions say nothing in or around this clip. Move the clip, then try again."
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


def listen(member: Member, recording: Recording, recipe: Recipe, script: str) -> Heard:
    """Lay `script` over the clip; where it is empty, the rundown's scripts over their items.

    Captions that lie where was listened are replaced, all others stay. What was heard stays known of the recording.

    Raises:
        NoScript, TooLongToListen, NotHeard, AlignmentError: as their sentences say.
    """
    parts = _from_rundown(recording, recipe) if not script.strip() else [_pasted(recipe, script)]
    if not parts:
        raise NoScript
    length = sum((part.within.end - part.within.start for part in parts), Fraction(0))
    if length > MOST:
        raise TooLongToListen(length=clock_text(length), limit=clock_text(MOST))
    found = [hear(recording, part, member.actor) for part in parts]
    lines = [line for each in found for line in each]
    if not lines:
        raise NotHeard
    made = [cue for each in found for cue in line_cues(line.words for line in each)]
    kept = [cue for cue in recipe.captions if not any(part.within.meets(cue) for part in parts)]
    captions = tuple(sorted([*kept, *made], key=lambda cue: cue.start))
    return Heard(captions, len(lines), tuple(line.text for line in lines if line.unsure))


def known_captions(recording: Recording, cut: Range) -> tuple[Cue, ...]:
    """Return captions of what is known to be said in and around `cut`, so that moving its edges finds them there."""
    near = Range(cut.start - AROUND, cut.end + AROUND)
    return tuple(line_cues(line.words for line in spoken_lines(recording) if near.meets(line)))


def laid_around(recipe: Recipe, found: Sequence[Cue]) -> tuple[Cue, ...]:
    """Return the recipe's captions with those of `found` that lie in and around its cuts in the place of its own there.

    Raises:
        NoneAround: there is none of them there.
    """
    near = [Range(cut.start - AROUND, cut.end + AROUND) for cut in recipe.ranges]
    made = [cue for cue in found if any(part.meets(cue) for part in near)]
    if not made:
        raise NoneAround
    kept = [cue for cue in recipe.captions if not any(part.meets(cue) for part in near)]
    return tuple(sorted([*kept, *made], key=lambda cue: cue.start))


def _from_rundown(recording: Recording, recipe: Recipe) -> list[Part]:
    return [part for part in parts_of_rundown(recording) if any(part.within.meets(cut) for cut in recipe.ranges)]


def _pasted(recipe: Recipe, script: str) -> Part:
    first, last = min(cut.start for cut in recipe.ranges), max(cut.end for cut in recipe.ranges)
    return Part(script, recipe.language, Range(first, last))
