"""Where the demo cuts."""

from __future__ import annotations

from fractions import Fraction

from clipdesk.library.models import Recording
from clipdesk.media.recipe import Cue, Range

LONGEST_SECONDS = 30


def first_cut(cues: list[Cue], recording: Recording) -> Range:
    """Return the cut of the demo: whole captions from the first one on, at most half a minute, on frame boundaries."""
    rate = recording.frame_rate or Fraction(25)
    end_of_all = recording.duration
    if not cues:
        return Range(Fraction(0), _on_frame(min(end_of_all, Fraction(LONGEST_SECONDS)), rate))
    start = max(Fraction(0), cues[0].start - Fraction(1, 5))
    fitting = [cue.end for cue in cues if cue.end - start <= LONGEST_SECONDS]
    end = min(end_of_all, (fitting[-1] if fitting else start + LONGEST_SECONDS) + Fraction(1, 5))
    return Range(_on_frame(start, rate), _on_frame(end, rate))


def _on_frame(seconds: Fraction, rate: Fraction) -> Fraction:
    """Return the start of the frame shown at `seconds`."""
    return Fraction(int(seconds * rate)) / rate
