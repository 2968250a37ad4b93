"""The clock of the finished film: an opening card, the clip, a closing card, in the frames that the film shows a second.

A clip's own clock begins at its first frame, the film's at the first frame of the opening card. Whatever tells of a moment of
the film (captions beside it, notes, cut lists, its length) takes what lies between the two from here and nowhere else.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from clipdesk.media.recipe import Cue, Recipe
from clipdesk.media.timeline import clip_cues, clip_frames


@dataclass(frozen=True)
class Cards:
    """How many seconds a look's cards stand before and after each clip; 0: there is none."""

    opening: Fraction = Fraction(0)
    closing: Fraction = Fraction(0)

    @property
    def seconds(self) -> Fraction:
        """By how much a film is longer than its clip, at the most: a card stands whole frames."""
        return self.opening + self.closing


@dataclass(frozen=True)
class Film:
    """A film in frames. rate: frames a second. before, own, after: those of the opening card, the clip, the closing card."""

    rate: Fraction
    before: int
    own: int
    after: int

    @property
    def frames(self) -> int:
        """How many there are in all."""
        return self.before + self.own + self.after

    @property
    def lead(self) -> Fraction:
        """Seconds from the film's first frame to the clip's."""
        return self.before / self.rate

    @property
    def seconds(self) -> Fraction:
        """How long it lasts."""
        return self.frames / self.rate

    def card_at(self, at: Fraction) -> str:
        """Return what stands `at` seconds into the film: "opening", "closing", or nothing where the clip goes."""
        number = int(at * self.rate)
        if number < self.before:
            return "opening"
        return "closing" if self.after and number >= self.before + self.own else ""


def card_frames(seconds: Fraction, rate: Fraction) -> int:
    """Return how many frames a card stands at `rate` a second: never longer than its seconds; none for 0."""
    return max(1, int(seconds * rate)) if seconds else 0


def film_of(recipe: Recipe, grid: Fraction, cards: Cards = Cards()) -> Film:
    """Return the film of `recipe`. grid: the recording's frames a second; cards: those of the recipe's look."""
    rate = recipe.target.frame_rate or grid
    own = max(1, round(clip_frames(recipe, grid) / grid * rate))
    return Film(rate, card_frames(cards.opening, rate), own, card_frames(cards.closing, rate))


def film_cues(recipe: Recipe, grid: Fraction, cards: Cards = Cards()) -> list[Cue]:
    """Return the captions on the film's clock, for files beside it: as `clip_cues`, after the opening card."""
    return later(clip_cues(recipe, grid), film_of(recipe, grid, cards).lead)


def later(cues: Iterable[Cue], seconds: Fraction) -> list[Cue]:
    """Return the captions moved on by `seconds`."""
    return [replace(cue, start=cue.start + seconds, end=cue.end + seconds) for cue in cues]
