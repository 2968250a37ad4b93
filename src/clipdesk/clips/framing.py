"""Proposals for the window of every shot in a clip: what the editor sees moving over the wide picture, and why."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from clipdesk.library.models import Recording
from clipdesk.media.framing.propose import Proposal, propose
from clipdesk.media.framing.recording import scene_of
from clipdesk.media.recipe import Range


def proposals(recording: Recording, ranges: Sequence[Range], shape: str) -> tuple[Proposal, ...]:
    """Return a proposal for every shot, or part of one, that the clip shows; in the order of the recording.

    Raises:
        NoPicture: the recording is sound alone.
    """
    info, analysis = recording.source_info, recording.analysis
    return tuple(
        proposal
        for within in _apart(ranges, info.grid)
        for proposal in propose(scene_of(info, analysis, within), shape)
    )


def _apart(ranges: Sequence[Range], rate: Fraction) -> list[Range]:
    """The same stretches in order, none over another: a clip may show a moment twice, and cut it in any order."""
    edges = sorted({round(edge * rate) / rate for each in ranges for edge in (each.start, each.end)})
    return [
        Range(start, end)
        for start, end in pairwise(edges)
        if any(each.start < end and start < each.end for each in ranges)
    ]
