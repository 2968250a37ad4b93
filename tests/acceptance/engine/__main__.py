"""`make accept-engine`: the media engine's own list of “it is done when”, one line each with what was measured.

`--only 3,4` tries some items alone. All of it takes an hour and wants a quiet machine.
"""

from __future__ import annotations

import sys

from tests.acceptance.engine import (
    alignment,
    captions,
    cuts,
    frames,
    framing,
    hostile,
    loudness,
    one_pass,
    render_speed,
    shots,
)
from tests.acceptance.items import Items, go_through
from tests.acceptance.verdict import Verdict, together


def framed_and_aligned() -> Verdict:
    """Item 7: the window keeps its measures, and captions find their voice."""
    return together(framing.check(), alignment.check())


ITEMS: Items = {
    1: ("one pass", one_pass.check),
    2: ("render", render_speed.check),
    3: ("cuts", cuts.check),
    4: ("pictures at a time", frames.check),
    5: ("loudness", loudness.check),
    6: ("shots", shots.check),
    7: ("framing and alignment", framed_and_aligned),
    8: ("captions", captions.check),
    9: ("hostile files", hostile.check),
}

if __name__ == "__main__":
    sys.exit(go_through(ITEMS, __doc__))
