"""From an alignment to captions: the script as it was written, on screens that end where a reader pauses."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate, pairwise

from clipdesk.media.alignment.values import Alignment
from clipdesk.media.captions.line_breaks import screens
from clipdesk.media.captions.words import Word
from clipdesk.media.recipe import Cue

LINE_CHARACTERS = 42
"""The usual width of a line in broadcast captions."""

_SHORTEST = Fraction(1)
_BRIDGED = Fraction(1, 2)  # a shorter pause between two captions would only flicker


def alignment_cues(alignment: Alignment, characters: int = LINE_CHARACTERS) -> list[Cue]:
    """Return the captions of the lines that were heard; see `line_cues`."""
    return line_cues((line.words for line in alignment.lines if line.heard), characters)


def line_cues(lines: Iterable[Sequence[Word]], characters: int = LINE_CHARACTERS) -> list[Cue]:
    """Return captions of at most two lines of `characters`, in order, without overlaps.

    lines: those of the script, in order, each at least a word. A caption never spans two of them, begins with its first
    word, and stands at least a second where the next one leaves it the time.
    """
    cues = [cue for words in lines for cue in _cues(words, characters)]
    ends = [_end(cue, following) for cue, following in pairwise(cues)]
    lasts = [cue.end if cue.end - cue.start >= _SHORTEST else cue.start + _SHORTEST for cue in cues[-1:]]
    held = [Cue(cue.start, end, cue.text) for cue, end in zip(cues, [*ends, *lasts], strict=True)]
    return [cue for cue in held if cue.end > cue.start]


def _end(cue: Cue, following: Cue) -> Fraction:
    end = max(cue.end, cue.start + _SHORTEST)
    return following.start if end + _BRIDGED > following.start else end


def _cues(words: Sequence[Word], characters: int) -> list[Cue]:
    """The words are dealt out by their letters: a word wider than a line was cut in pieces, and belongs where it
    begins."""
    begins = [0, *accumulate(_letters(word.text) for word in words)]
    found, done = [], 0
    for screen in screens(" ".join(word.text for word in words), characters, len):
        end = done + sum(_letters(part) for part in screen)
        shown = [word for word, begin in zip(words, begins, strict=False) if done <= begin < end]
        if shown:
            found.append(Cue(shown[0].start, shown[-1].end, "\n".join(screen)))
        else:
            found[-1] = replace(found[-1], text="\n".join([found[-1].text, *screen]))
        done = end
    return found


def _letters(text: str) -> int:
    return len("".join(text.split()))
