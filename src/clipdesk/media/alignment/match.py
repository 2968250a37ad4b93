"""Find every reference frame in the recording: first roughly, over the whole of it, then frame by frame nearby.

1. Silence is left out of both sounds. In its place, and between the lines of the reference, stands a gap: a frame that
   goes with anything at a fixed price. What is said beside the script waits in a gap of the reference, and a line that
   nobody read passes through a gap of the recording; without gaps both would be stretched over their neighbours.
2. The rough pass compares every second frame together with its surroundings (a third of a second): single frames of
   two different voices agree too little to tell a script from other speech, a syllable with its neighbours does.
   Where the table would grow too large (from about twelve minutes of speech), every fourth frame or every eighth.
3. The exact pass compares single frames, within a second of the rough path.
"""

from collections.abc import Sequence as Many
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clipdesk.media.alignment.dtw import Corridor, Floats, Sequence, Whole, around, warp
from clipdesk.media.alignment.features import Frames

GAP = -1
_CONTEXT = (-8, -4, 0, 4, 8)
_ROUGH_GAP, _EXACT_GAP = np.float32(0.85), np.float32(0.72)
_NEAR = 50  # frames: one second
_STRIDES = (2, 4, 8)
_MOST_CELLS = 400_000_000  # of the rough pass; two bits each


@dataclass(frozen=True)
class Match:
    """at, to: for each step of the path the reference frame and the recorded frame, `GAP` where a gap stands. d: how
    far apart the two are together with their surroundings, which tells right from wrong better than single frames."""

    at: Whole
    to: Whole
    d: Floats


@dataclass(frozen=True)
class _Side:
    """One sound without its silence. frame: (n,) the frame's number, or `GAP`."""

    frame: Whole
    source: Frames

    def sequence(self, rows: Floats, gap: np.float32) -> Sequence:
        """Return what the path sees: `rows` (one for each of `frame`), without those of gaps, which cost `gap`."""
        is_gap = self.frame == GAP
        base = np.where(is_gap, gap - np.float32(0.5), np.float32(0.5)).astype(np.float32)
        return Sequence(np.where(is_gap[:, None], np.float32(0), rows), base)

    def exact(self) -> Sequence:
        """What the exact pass sees: single frames."""
        return self.sequence(self.source.rows[self.frame], _EXACT_GAP)


def match(reference: Frames, line_starts: Many[int], recorded: Frames) -> Match:
    """Return the path through both sounds. line_starts: the first frame of every line of the reference."""
    said = _side(reference, np.asarray(line_starts))
    heard = _side(recorded, _silences(recorded.speech))
    centre = _rough(said, heard)
    n, m = len(said.frame), len(heard.frame)
    path = warp(said.exact(), heard.exact(), around(centre, _NEAR, n, m))
    at, to = said.frame[path.i], heard.frame[path.j]
    return Match(at, to, 1 - _likeness(reference.rows, at, recorded.rows, to))


def _likeness(reference: Floats, at: Whole, recorded: Floats, to: Whole) -> Floats:
    """The mean cosine of the frames around each pair."""
    total = np.zeros(len(at), np.float32)
    for offset in _CONTEXT:
        one = reference[np.clip(at + offset, 0, len(reference) - 1)]
        other = recorded[np.clip(to + offset, 0, len(recorded) - 1)]
        total += np.einsum("ij,ij->i", one, other)
    return total / np.float32(len(_CONTEXT))


def _side(frames: Frames, breaks: Whole) -> _Side:
    """Speech, with a gap at both ends and before the first speech that follows each of `breaks` (frame numbers)."""
    kept = np.flatnonzero(frames.speech)
    places = np.unique(np.searchsorted(kept, breaks))
    inner = places[(places > 0) & (places < len(kept))]
    return _Side(np.concatenate([[GAP], np.insert(kept, inner, GAP), [GAP]]), frames)


def _silences(speech: NDArray[np.bool_]) -> Whole:
    """The first frame of speech after each silence."""
    return np.flatnonzero(speech[1:] & ~speech[:-1]) + 1


def _rough(said: _Side, heard: _Side) -> NDArray[np.float64]:
    """Return, for every diagonal of the exact pass, about which frame of `said` the path passes."""
    n, m = len(said.frame), len(heard.frame)
    stride = next((stride for stride in _STRIDES if n * m / stride**2 <= _MOST_CELLS), _STRIDES[-1])
    rows, columns = _thinned(said.frame, stride), _thinned(heard.frame, stride)
    path = warp(
        _with_context(_Side(said.frame[rows], said.source)),
        _with_context(_Side(heard.frame[columns], heard.source)),
        _band(len(rows), len(columns)),
    )
    i, j = rows[path.i], columns[path.j]
    return np.interp(np.arange(n + m - 1), i + j, i)


def _thinned(frame: Whole, stride: int) -> Whole:
    """The places of every gap, and of every `stride`-th frame between gaps."""
    gaps = np.flatnonzero(frame == GAP)
    since = np.arange(len(frame)) - gaps[np.searchsorted(gaps, np.arange(len(frame)), "right") - 1]
    return np.flatnonzero((since == 0) | ((since - 1) % stride == 0))


def _with_context(side: _Side) -> Sequence:
    """What the rough pass sees: rows of five frames each, of unit length."""
    return side.sequence(with_surroundings(side.source, side.frame), _ROUGH_GAP)


def with_surroundings(source: Frames, wanted: Whole) -> Floats:
    """Return the frames `wanted` of a sound, each as five frames of its surroundings: rows of unit length."""
    parts = [source.rows[np.clip(wanted + offset, 0, len(source.rows) - 1)] for offset in _CONTEXT]
    return np.asarray(np.concatenate(parts, axis=1) / np.float32(np.sqrt(len(_CONTEXT))), np.float32)


def _band(n: int, m: int) -> Corridor:
    """Every cell, or where that would be too many, as wide a band around the straight way as may be."""
    half = n if n * m <= _MOST_CELLS else max(100, _MOST_CELLS // (2 * (n + m)))
    return around(np.linspace(0, n * (n + m - 2) / (n + m), n + m - 1), half, n, m)
