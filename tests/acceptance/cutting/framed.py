"""Item 4: the framing measures hold in the rendered file, for the desk's proposals and after a hand moved a window.

A hand's correction is what the page makes of it: the shot on the screen gets one key, a thousandth of the picture exact,
and rests there. The other shots keep what was proposed.
"""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np

from clipdesk.media.framing.keys import KeyFrame, ShotFraming
from clipdesk.media.framing.propose import framing
from clipdesk.media.framing.tests import measures
from clipdesk.media.recipe import Framing
from tests.acceptance.engine import framing as engine
from tests.acceptance.verdict import SHARED, Verdict

_BY_HAND = Fraction(417, 1000)
_MOST_PIXELS = 0.5


def check() -> Verdict:
    """Measure the proposals as the engine's item does, then one of them corrected."""
    proposed = engine.check()
    if proposed.kept is None:
        return proposed
    bulletin, truth = SHARED / "bulletin.mp4", json.loads((SHARED / "truth.json").read_text())
    whole, end = _corrected(framing(engine.real_proposals(bulletin, truth)))
    frames = np.arange(engine.CLIP[0], end, dtype=float)
    path = measures.centres(whole.shots, frames, 25, 1920)
    rests = bool(np.all(path == float(_BY_HAND) * 1920))
    jumps, off = engine.jumps_off_cuts(truth, whole), engine.rendered_off(bulletin, whole)
    kept = proposed.kept and rests and not jumps and off <= _MOST_PIXELS
    by_hand = f"after a hand's correction: jumps off a cut {len(jumps)}, rendered window off by ≤ {off:.2f} px"
    return Verdict(kept, f"{proposed.figure}; {by_hand}")


def _corrected(whole: Framing) -> tuple[Framing, int]:
    """The recipe with the first shot of the measured clip moved by hand, and the frame on which the next one begins."""
    first = engine.CLIP[0]
    number = max(place for place, shot in enumerate(whole.shots) if shot.start * 25 <= first)
    shot, following = whole.shots[number], whole.shots[number + 1]
    moved = ShotFraming(shot.start, "crop", (KeyFrame(shot.start, _BY_HAND),))
    return replace(whole, shots=(*whole.shots[:number], moved, *whole.shots[number + 1 :])), round(following.start * 25)
