"""Is one file a copy of another? Which seconds of it, and by picture or by sound.

1. `shortlist` lays a few words of the file in question over all that are kept; whoever agrees at one offset more often
   than at any other is worth a close look.
2. `likeness` looks: at the best offsets, the longest stretch in which the words agree.
3. Agreeing is not enough. Clips of one programme share a studio, a strap, a jingle: such pictures agree at any offset.
   So within the stretch the words must also *change* alike: what stays the same throughout counts for nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice, pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from clipdesk.media.fingerprints import picture, sound
from clipdesk.media.fingerprints.prints import Print, Words

LEAST_SECONDS, LEAST_HEARD = Fraction(3), Fraction(4)
LEAST_SHARE = Fraction(2, 5)
"""A stretch must have both: so many seconds (seen, or heard), and so much of the shorter of the two files."""

AGREES, CHANGES = 0.5, 0.4
"""Both from 0 (chance) to 1 (equal): words of a stretch, and their changes. `tests/test_copies.py` holds the margins."""

_Key = TypeVar("_Key")
_Floats = NDArray[np.float32]
_OFFSETS = 6  # looked at closely
_AT_ONCE = 256
_PROBES = (24, 96)  # at least and at most so many words are laid over everything
_LEAST_VOTES = 4
_LEAST_BESIDE = Fraction(1)
_ONE_PLACE = Fraction(1, 2)
_ROOM = 1 << 20  # more steps than any file has


@dataclass(frozen=True)
class Stretch:
    """From which second to which of the file in question; `theirs`: where that begins in the one that is kept.

    agreement: from 0 (chance) to 1 (equal), of all its words.
    """

    start: Fraction
    end: Fraction
    theirs: Fraction
    agreement: float = 1.0

    @property
    def seconds(self) -> Fraction:
        """How long it is."""
        return self.end - self.start

    @property
    def weight(self) -> float:
        """How long it is, the less the worse it agrees: clips that show the same film differ in that alone."""
        return float(self.seconds) * self.agreement


@dataclass(frozen=True)
class Likeness:
    """What of a file was found in another; None for nothing.

    heard: whether both have sound for long enough that its absence from what was found says something.
    """

    picture: Stretch | None
    sound: Stretch | None
    heard: bool = True

    @property
    def seconds(self) -> Fraction:
        """How much was found, picture and sound together."""
        return sum((one.seconds for one in (self.picture, self.sound) if one), Fraction(0))

    @property
    def weight(self) -> float:
        """The same, the less the worse it agrees."""
        return sum((one.weight for one in (self.picture, self.sound) if one), 0.0)

    @property
    def is_one_piece(self) -> bool:
        """Whether picture and sound were found at one and the same place of the other file."""
        if not self.picture or not self.sound:
            return False
        places = [one.theirs - one.start for one in (self.picture, self.sound)]
        return abs(places[0] - places[1]) <= _ONE_PLACE


@dataclass(frozen=True)
class _Track:
    """Rows of words of one kind. bits: of a word; near: how many may differ between two that agree.

    span: how far a word reaches beyond its own step; least: seconds that a stretch must have.
    """

    rows: Words
    step: Fraction
    bits: int
    near: int
    span: Fraction
    least: Fraction


def likeness(asked: Print, kept: Print) -> Likeness:
    """Return what of `asked` is found in `kept`."""
    (picture_asked, sound_asked), (picture_kept, sound_kept) = _tracks(asked), _tracks(kept)
    seen, heard = _found(picture_asked, picture_kept), _found(sound_asked, sound_kept)
    if seen and not heard:
        heard = _beside(seen, sound_asked, sound_kept)
    elif heard and not seen:
        seen = _beside(heard, picture_asked, picture_kept)
    enough = min(len(asked.sound), len(kept.sound)) * sound.STEP + sound.SPAN >= LEAST_HEARD
    return Likeness(seen, heard, enough)


def shortlist(asked: Print, kept: Iterable[tuple[_Key, Print]], most: int = 24) -> list[_Key]:
    """Return the keys of those that deserve `likeness`, the most promising first. Reads `kept` piece by piece."""
    best: dict[_Key, int] = {}
    for batch in _batches(kept):
        for kind, track in enumerate(_tracks(asked)):
            votes = _votes(track, [_tracks(one)[kind].rows for _, one in batch])
            for (key, _), ahead in zip(batch, votes, strict=True):
                best[key] = max(best.get(key, 0), int(ahead))
    ranked = sorted(best, key=lambda key: best[key], reverse=True)
    return [key for key in ranked if best[key]][:most]


def explain(found: Mapping[_Key, Likeness]) -> list[_Key]:
    """Return who has to be named for all that was found, the most first.

    Clips share footage, and a quotation is heard in more than one: who only holds seconds that another explains already,
    in the same kind, is not named. Of a clip that was seen and heard at one and the same place, each of its seconds explains
    both: a window that was moved may hide from the picture what the sound tells.
    """
    named: list[_Key] = []
    told: dict[str, list[Stretch]] = {"picture": [], "sound": []}
    for key in sorted(found, key=lambda key: found[key].weight, reverse=True):
        stretches = {"picture": found[key].picture, "sound": found[key].sound}
        new = [_beyond(one, told[kind]) for kind, one in stretches.items() if one]
        if max(new, default=Fraction(0)) >= LEAST_SECONDS:
            named.append(key)
            known = [one for one in stretches.values() if one]
            for kind, one in stretches.items():
                told[kind] += known if found[key].is_one_piece else [one] if one else []
    return named


def _beyond(stretch: Stretch, told: Sequence[Stretch]) -> Fraction:
    """How many seconds of a stretch lie in none of the others."""
    edges = sorted({stretch.start, stretch.end, *(edge for one in told for edge in (one.start, one.end))})
    parts = [(a, b) for a, b in pairwise(edges) if stretch.start <= a and b <= stretch.end]
    free = [b - a for a, b in parts if not any(one.start <= a and b <= one.end for one in told)]
    return sum(free, Fraction(0))


def _tracks(one: Print) -> tuple[_Track, _Track]:
    return (
        _Track(one.picture, picture.STEP, 64, 12, Fraction(0), LEAST_SECONDS),
        _Track(one.sound.reshape(1, -1), sound.STEP, 32, 6, sound.SPAN, LEAST_HEARD),
    )


def _batches(kept: Iterable[tuple[_Key, Print]]) -> Iterator[list[tuple[_Key, Print]]]:
    rest = iter(kept)
    while batch := list(islice(rest, _AT_ONCE)):
        yield batch


def _votes(asked: _Track, kept: Sequence[Words]) -> NDArray[np.int64]:
    """For each of `kept`, by how many probes its best offset in one window is ahead of all others.

    What never changes agrees with everything at any offset, and so is ahead of nothing.
    """
    told = np.zeros(len(kept), np.int64)
    if not asked.rows.size or not any(rows.size for rows in kept):
        return told
    words = np.concatenate([rows.ravel() for rows in kept])
    windows = np.repeat(np.arange(sum(len(rows) for rows in kept)), [len(row) for rows in kept for row in rows])
    steps = np.concatenate([np.tile(np.arange(rows.shape[1]), len(rows)) for rows in kept])
    owners = np.repeat(np.arange(len(kept)), [len(rows) for rows in kept])
    for row in (asked.rows[0], asked.rows[-1])[: len(asked.rows)]:
        places = []
        for at in _probes(row, asked.step):
            near = np.flatnonzero(np.bitwise_count(words ^ row[at]) <= asked.near)
            places.append(windows[near] * _ROOM + steps[near] - at + _ROOM // 2)
        if any(len(one) for one in places):
            seen, ahead = _ahead(np.concatenate(places), round(1 / asked.step))
            np.maximum.at(told, owners[seen], ahead)
    return told


def _probes(row: Words, step: Fraction) -> NDArray[np.int64]:
    """Which words to lay over everything: one for each second, within limits."""
    told = np.flatnonzero(row)
    count = min(max(int(len(told) * step), _PROBES[0]), _PROBES[1])
    return told[:: max(1, len(told) // count)]


def _ahead(places: NDArray[np.int64], second: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The windows in which enough probes met at one offset, and by how many it is ahead of those a second away."""
    found, counts = np.unique(places, return_counts=True)
    windows, offsets = found // _ROOM, found % _ROOM
    firsts = np.flatnonzero(np.diff(windows, prepend=-1))
    sizes = np.diff(firsts, append=len(found))
    best = np.maximum.reduceat(counts, firsts)
    at = np.minimum.reduceat(np.where(counts == np.repeat(best, sizes), offsets, _ROOM), firsts)
    far = np.abs(offsets - np.repeat(at, sizes)) > second
    rest = np.maximum.reduceat(np.where(far, counts, 0), firsts)
    enough = best >= _LEAST_VOTES
    return windows[firsts][enough], (best - rest)[enough]


def _found(asked: _Track, kept: _Track) -> Stretch | None:
    """The best stretch over all windows of both: the one with the most seconds, of the offsets that agree the most."""
    rows = asked.rows[:2] if len(asked.rows) < 3 else asked.rows[[0, 1, -1]]
    ones, twos = ([_signs(row, asked.bits) for row in side] for side in (rows, kept.rows))
    shorter = min(asked.rows.shape[1], kept.rows.shape[1]) * asked.step + asked.span
    track = replace(asked, least=max(asked.least, LEAST_SHARE * shorter))
    tried = [(*offset, one, two) for one in ones for two in twos for offset in _offsets(one, two)]
    tried.sort(key=lambda one: one[0], reverse=True)
    found = [stretch for _, offset, one, two in tried[:_OFFSETS] if (stretch := _stretch(one, two, offset, track))]
    return max(found, key=lambda stretch: stretch.seconds, default=None)


def _beside(found: Stretch, asked: _Track, kept: _Track) -> Stretch | None:
    """What lies at the same place in the other kind: there a shorter stretch is enough, for the place is known."""
    at = round((found.theirs - found.start) / asked.step)
    least = asked.span + _LEAST_BESIDE
    stretches = [
        stretch
        for one in asked.rows
        for two in kept.rows
        for offset in (at - 1, at, at + 1)
        if (stretch := _stretch(_signs(one, asked.bits), _signs(two, kept.bits), offset, replace(asked, least=least)))
    ]
    return max(stretches, key=lambda stretch: stretch.seconds, default=None)


def _signs(words: Words, bits: int) -> _Floats:
    """Each word as a row of +1 and -1; zeros where there is nothing to tell."""
    octets = words.astype(">u8").view(np.uint8).reshape(len(words), 8)[:, 8 - bits // 8 :]
    signs = np.unpackbits(octets, axis=1).astype(np.float32) * 2 - 1
    signs[words == 0] = 0
    return np.asarray(signs)


def _offsets(one: _Floats, two: _Floats) -> list[tuple[float, int]]:
    """Where `one` begins in `two` for the most agreement in all, and how much that is; best first."""
    if not len(one) or not len(two):
        return []
    agreement = one @ two.T
    offsets = np.arange(len(two))[None, :] - np.arange(len(one))[:, None] + len(one) - 1
    sums = np.bincount(offsets.ravel(), weights=agreement.ravel())
    best = np.argsort(sums)[::-1][:_OFFSETS]
    return [(float(sums[offset]), int(offset) - len(one) + 1) for offset in best]


def _stretch(one: _Floats, two: _Floats, offset: int, track: _Track) -> Stretch | None:
    """The longest stretch at one offset in which the words agree and change alike; None where it is too short."""
    first, end = max(0, -offset), min(len(one), len(two) - offset)
    if first >= end:
        return None
    mine, theirs = one[first:end], two[first + offset : end + offset]
    run = _longest((mine * theirs).mean(axis=1), round(1 / track.step))
    seconds = (run.stop - run.start) * track.step + track.span
    if seconds < track.least:
        return None
    if not _change_alike(mine[run], theirs[run]):
        return None
    start = (first + run.start) * track.step
    agreement = (mine[run] * theirs[run]).mean()
    return Stretch(start, start + seconds, start + offset * track.step, float(agreement))


def _longest(agreement: _Floats, second: int) -> slice:
    """The longest run in which every second agrees; steps with nothing to tell hold a run together."""
    told = agreement != 0
    around = np.ones(2 * (second // 2) + 1)
    sums, counts = (np.convolve(values, around, mode="same") for values in (agreement, told.astype(float)))
    good = sums >= AGREES * np.maximum(counts, 1e-9)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], good.astype(np.int8), [0]))))
    runs = [slice(int(first), int(end)) for first, end in zip(edges[::2], edges[1::2], strict=True)]
    return max(runs, key=lambda run: run.stop - run.start, default=slice(0, 0))


def _change_alike(mine: _Floats, theirs: _Floats) -> bool:
    """Whether what the words do over time is the same in both; what never changes does not count."""
    told = (mine != 0).any(axis=1) & (theirs != 0).any(axis=1)
    one, two = (signs[told] - signs[told].mean(axis=0) for signs in (mine, theirs))
    size = float(np.sqrt((one**2).sum() * (two**2).sum()))
    return size > 0 and float((one * two).sum()) / size >= CHANGES
