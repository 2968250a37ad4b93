"""Proposals for the window of every shot in a clip: what the editor sees moving over the wide picture, and why."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from clipdesk.library.models import Recording
from clipdesk.media.framing.propose import Proposal, propose
from clipdesk.media.framing.recording import scene_of
from clipdesk.media.recipe import Range


def proposals(recording: Recording, ranges: Sequence[Range], shape: str) -> tuple[Proposal, ...]:
    """Return a proposal for every shot, or part of one, that the clip shows; in the order of the recording.

    Raises:
        NoPicture: the recording is sound alone.
    """
    info, analysis = recording.source_info, recording.analysis_with_faces
    return tuple(
        proposal
        for within in _apart(ranges, info.grid)
        for proposal in propose(scene_of(info, analysis, within), shape)
    )


def _apart(ranges: Sequence[Range], rate: Fraction) -> list[Range]:
    """The same moments in order, each once: a clip may show one twice, and cut them in any order.

    Ranges that touch are one stretch, or the window would begin anew in the middle of a shot.
    """
    apart: list[Range] = []
    for start, end in sorted((round(each.start * rate) / rate, round(each.end * rate) / rate) for each in ranges):
        if apart and start <= apart[-1].end:
            apart[-1] = Range(apart[-1].start, max(apart[-1].end, end))
        else:
            apart.append(Range(start, end))
    return apart
