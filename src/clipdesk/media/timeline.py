"""Between the two clocks: the recording's (cuts, captions) and the finished clip's (what is rendered).

Cuts are given in seconds and snapped to the recording's frame grid: frame n is shown from n / grid on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

from clipdesk.media.lower_third import LowerThird
from clipdesk.media.recipe import Cue, Range, Recipe, Word

_Shown = TypeVar("_Shown", Cue, LowerThird)


@dataclass(frozen=True)
class Piece:
    """One cut in frames: source frames `first` up to but not including `end`, placed at clip frame `at`."""

    first: int
    end: int
    at: int

    @property
    def frames(self) -> int:
        """How many frames it lasts."""
        return self.end - self.first


def pieces(ranges: Sequence[Range], grid: Fraction) -> tuple[Piece, ...]:
    """Return the cuts in frames, one after the other on the clip's timeline; each lasts one frame or more."""
    found, at = [], 0
    for cut in ranges:
        first = _nearest(cut.start * grid)
        piece = Piece(first, max(first + 1, _nearest(cut.end * grid)), at)
        found.append(piece)
        at += piece.frames
    return tuple(found)


def clip_frames(recipe: Recipe, grid: Fraction) -> int:
    """Return how many frames the finished clip has."""
    return sum(piece.frames for piece in pieces(recipe.ranges, grid))


def source_frame(recipe: Recipe, grid: Fraction, clip_frame: int) -> int:
    """Return the source frame shown as `clip_frame` (0 is the first; beyond the end, the last one)."""
    for piece in pieces(recipe.ranges, grid):
        if clip_frame < piece.at + piece.frames:
            return piece.first + max(0, clip_frame - piece.at)
    return piece.end - 1


def clip_frame(recipe: Recipe, grid: Fraction, at: Fraction) -> int | None:
    """Return the clip's frame that shows the source time `at`, the first of them where it is shown twice; None: no one does."""
    number = int(at * grid)
    found = (
        piece.at + number - piece.first for piece in pieces(recipe.ranges, grid) if piece.first <= number < piece.end
    )
    return next(found, None)


def clip_cues(recipe: Recipe, grid: Fraction) -> list[Cue]:
    """Return the captions on the clip's timeline: what falls outside the cuts is dropped, what straddles is trimmed.

    A caption that runs on over a join without a gap stays one caption. Less than two frames of a caption are dropped:
    nobody could read them.
    """
    return _shown(recipe.captions, recipe, grid)


def clip_lower_thirds(recipe: Recipe, grid: Fraction) -> list[LowerThird]:
    """Return the lower thirds on the clip's timeline, trimmed by the cuts as captions are."""
    return _shown(sorted(recipe.lower_thirds, key=lambda one: one.start), recipe, grid)


def clip_words(recipe: Recipe, grid: Fraction) -> tuple[Word, ...]:
    """Return the words that begin inside the cuts, on the clip's timeline."""
    found: list[Word] = []
    for piece in pieces(recipe.ranges, grid):
        start, end, shift = piece.first / grid, piece.end / grid, (piece.at - piece.first) / grid
        found += [
            replace(word, start=word.start + shift, end=min(word.end, end) + shift)
            for word in recipe.words
            if start <= word.start < end
        ]
    return tuple(found)


def _shown(values: Sequence[_Shown], recipe: Recipe, grid: Fraction) -> list[_Shown]:
    found: list[_Shown] = []
    for piece in pieces(recipe.ranges, grid):
        start, end, shift = piece.first / grid, piece.end / grid, (piece.at - piece.first) / grid
        for value in values:
            inside = replace(value, start=max(value.start, start) + shift, end=min(value.end, end) + shift)
            if inside.end - inside.start < 2 / grid:
                continue
            if found and replace(found[-1], start=found[-1].end, end=inside.end) == inside:
                inside = replace(inside, start=found.pop().start)
            found.append(inside)
    return found


def _nearest(value: Fraction) -> int:
    return int(value + Fraction(1, 2))
