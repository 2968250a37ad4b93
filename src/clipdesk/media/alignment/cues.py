"""From an alignment to captions: the script as it was written, on screens that end where a reader pauses."""

from dataclasses import replace
from fractions import Fraction
from itertools import accumulate, pairwise

from clipdesk.media.alignment.values import Alignment, Line
from clipdesk.media.captions.line_breaks import screens
from clipdesk.media.recipe import Cue

LINE_CHARACTERS = 42
"""The usual width of a line in broadcast captions."""

_SHORTEST = Fraction(1)
_BRIDGED = Fraction(1, 2)  # a shorter pause between two captions would only flicker


def alignment_cues(alignment: Alignment, characters: int = LINE_CHARACTERS) -> list[Cue]:
    """Return captions of at most two lines of `characters`, in order, without overlaps.

    A caption never spans two lines of the script, begins with its first word, and stands at least a second where the
    next one leaves it the time. Lines that were not heard are left out.
    """
    cues = [cue for line in alignment.lines if line.heard for cue in _line_cues(line, characters)]
    ends = [_end(cue, following) for cue, following in pairwise(cues)]
    lasts = [cue.end if cue.end - cue.start >= _SHORTEST else cue.start + _SHORTEST for cue in cues[-1:]]
    held = [Cue(cue.start, end, cue.text) for cue, end in zip(cues, [*ends, *lasts], strict=True)]
    return [cue for cue in held if cue.end > cue.start]


def _end(cue: Cue, following: Cue) -> Fraction:
    end = max(cue.end, cue.start + _SHORTEST)
    return following.start if end + _BRIDGED > following.start else end


def _line_cues(line: Line, characters: int) -> list[Cue]:
    """The words are dealt out by their letters: a word wider than a line was cut in pieces, and belongs where it
    begins."""
    begins = [0, *accumulate(_letters(word.text) for word in line.words)]
    found, done = [], 0
    for screen in screens(line.text, characters, len):
        end = done + sum(_letters(part) for part in screen)
        words = [word for word, begin in zip(line.words, begins, strict=False) if done <= begin < end]
        if words:
            found.append(Cue(words[0].start, words[-1].end, "\n".join(screen)))
        else:
            found[-1] = replace(found[-1], text="\n".join([found[-1].text, *screen]))
        done = end
    return found


def _letters(text: str) -> int:
    return len("".join(text.split()))
