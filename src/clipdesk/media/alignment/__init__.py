"""Lay a script over a recording, and make captions of it.

From a recording and its script to a caption file::

    from pathlib import Path
    from clipdesk.media.alignment import align, alignment_cues
    from clipdesk.media.captions import to_vtt

    found = align(Path("bulletin.mp4"), Path("script.txt").read_text(), "vi")
    Path("bulletin.vtt").write_text(to_vtt(alignment_cues(found)))
    for line in found.unsure:
        print(line.number + 1, line.confidence, line.text)

How it is done stands at the head of `align`; what it needs is espeak-ng (GPL-3), which is run in a process of its own
and only where the operator installed it.
"""

from clipdesk.media.alignment.align import align
from clipdesk.media.alignment.cues import alignment_cues, line_cues
from clipdesk.media.alignment.placing import Placed, Sought, place
from clipdesk.media.alignment.values import LOW_CONFIDENCE, Alignment, Line
from clipdesk.media.captions.words import Word

__all__ = [
    "LOW_CONFIDENCE",
    "Alignment",
    "Line",
    "Placed",
    "Sought",
    "Word",
    "align",
    "alignment_cues",
    "line_cues",
    "place",
]
