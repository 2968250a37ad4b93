"""Shorts that a recording holds: whole thoughts of a wanted length, each with the reasons why it is proposed.

Nothing here understands what is said. A thought is a sentence of the captions where there are some; else what is spoken
between two pauses, as many as the script of the item has sentences; else what sounds between two silences. A short begins
and ends with whole thoughts of one story (an item of the rundown, or what lies between two long pauses), so it never ends
in the middle of one.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from clipdesk.media.recipe import Cue, Range

SHORTEST, LONGEST = 15, 60
"""Seconds that a short lasts, unless somebody wishes otherwise."""

MOST = 12
"""Shorts that are proposed at once."""

BEFORE, AFTER = Fraction(6, 25), Fraction(8, 25)
"""Seconds of air around the words."""

_PAUSE = Fraction(1, 2)
_STORY_PAUSE = Fraction(2)
_SHOT_BEFORE = Fraction(1, 2)
_LOUD = 1.5  # LU above the whole recording
_BEST_LENGTH = 35
_SENTENCE_ENDS = re.compile(r"[.!?…][\"'”’»)\]]*(?:\s|$)")


@dataclass(frozen=True)
class Thought:
    """Something that is said, whole. words: what, where that is known."""

    start: Fraction
    end: Fraction
    words: str = ""


@dataclass(frozen=True)
class Story:
    """Thoughts that belong together. title, item: the rundown's, empty and None where there is none."""

    thoughts: tuple[Thought, ...]
    title: str = ""
    item: int | None = None


@dataclass(frozen=True)
class Reason:
    """Why a short is proposed: `whole`, `sentences`, `opening`, `pause` (seconds), `shot` or `loud` (LU)."""

    kind: str
    amount: float = 0.0


@dataclass(frozen=True)
class Short:
    """One proposal, on whole frames."""

    cut: Range
    story: Story
    words: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Material:
    """What is known of a recording. shots: seconds at which one begins. loud: LU of a range above the whole recording."""

    stories: tuple[Story, ...]
    shots: tuple[Fraction, ...]
    duration: Fraction
    grid: Fraction
    loud: Callable[[Range], float]


@dataclass(frozen=True)
class _Run:
    """What might be proposed, and how good it is."""

    short: Short
    score: float


def shorts(material: Material, shortest: int, longest: int, taken: Sequence[Range] = ()) -> list[Short]:
    """Return the best shorts of `shortest` to `longest` seconds, none over another, in the recording's order.

    taken: what was refused, or cut already; a short of which more than half lies in one of them is not proposed.
    """
    runs = [
        run
        for story in material.stories
        for run in _runs(material, story, shortest, longest)
        if not any(_mostly_in(run.short.cut, each) for each in taken)
    ]
    chosen: list[Short] = []
    for run in sorted(runs, key=lambda run: (-run.score, run.short.cut.start)):
        if len(chosen) < MOST and not any(run.short.cut.meets(other.cut) for other in chosen):
            chosen.append(run.short)
    return sorted(chosen, key=lambda short: short.cut.start)


def sentences_of(cues: Sequence[Cue]) -> tuple[Thought, ...]:
    """Return the sentences of captions. A sentence ends with its mark, or where nothing is shown for two seconds."""
    found: list[Thought] = []
    open_ = False
    for cue in sorted(cues, key=lambda cue: cue.start):
        words = " ".join(cue.text.split())
        if open_ and cue.start - found[-1].end < _STORY_PAUSE:
            last = found.pop()
            found.append(Thought(last.start, max(last.end, cue.end), f"{last.words} {words}"))
        else:
            found.append(Thought(cue.start, cue.end, words))
        open_ = not _SENTENCE_ENDS.search(words[-3:])
    return tuple(found)


def sentences_between_pauses(spans: Sequence[Range], script: str = "") -> tuple[Thought, ...]:
    """Return what is spoken between pauses: parted at the longest ones, as many as `script` has sentences.

    Without a script every pause of half a second parts.
    """
    gaps = [after.start - before.end for before, after in pairwise(spans)]
    wanted = len(_SENTENCE_ENDS.findall(script))
    least = min(sorted(gaps, reverse=True)[: wanted - 1], default=math.inf) if wanted else _PAUSE
    found: list[Thought] = []
    for number, span in enumerate(spans):
        if number and gaps[number - 1] < least:
            found[-1] = Thought(found[-1].start, span.end)
        else:
            found.append(Thought(span.start, span.end))
    return tuple(found)


def stories_between_pauses(thoughts: Iterable[Thought]) -> Iterator[Story]:
    """Part thoughts into stories where nothing is said for two seconds."""
    together: list[Thought] = []
    for thought in thoughts:
        if together and thought.start - together[-1].end >= _STORY_PAUSE:
            yield Story(tuple(together))
            together = []
        together.append(thought)
    if together:
        yield Story(tuple(together))


def _runs(material: Material, story: Story, shortest: int, longest: int) -> Iterator[_Run]:
    count = len(story.thoughts)
    for first in range(count):
        for end in range(first + 1, count + 1):
            cut = _cut(material, story, first, end)
            length = cut.end - cut.start
            if length > longest:
                break
            if length >= shortest:
                yield _judged(material, story, (first, end), cut)


def _cut(material: Material, story: Story, first: int, end: int) -> Range:
    """The frames of some thoughts with a little air, which never reaches into the thoughts around them."""
    thoughts, grid = story.thoughts, material.grid
    begin = thoughts[first].start
    free = thoughts[first - 1].end if first else Fraction(0)
    shot = _shot_before(material, begin, free)
    start = shot if shot is not None else max(free, begin - BEFORE)
    limit = thoughts[end].start if end < len(thoughts) else material.duration
    stop = min(thoughts[end - 1].end + AFTER, limit)
    first_frame = math.ceil(start * grid) if begin - start >= 1 / grid else math.floor(start * grid)
    return Range(first_frame / grid, min(math.floor(stop * grid) / grid, material.duration))


def _shot_before(material: Material, begin: Fraction, free: Fraction) -> Fraction | None:
    """The shot that begins shortly before the first word, and after the last one before it."""
    place = bisect_right(material.shots, begin) - 1
    if place < 0:
        return None
    shot = material.shots[place]
    return shot if shot >= max(free, begin - _SHOT_BEFORE) else None


def _judged(material: Material, story: Story, part: tuple[int, int], cut: Range) -> _Run:
    first, end = part
    count = len(story.thoughts)
    whole, loud = (first, end) == (0, count), material.loud(cut)
    after = (story.thoughts[end].start if end < count else material.duration) - story.thoughts[end - 1].end
    reasons = [Reason("whole") if whole else Reason("sentences", end - first)]
    if first == 0 and not whole:
        reasons.append(Reason("opening"))
    if _shot_before(material, story.thoughts[first].start, cut.start) is not None:
        reasons.append(Reason("shot"))
    if end < count and after >= _PAUSE:
        reasons.append(Reason("pause", float(after)))
    if loud >= _LOUD:
        reasons.append(Reason("loud", loud))
    score = (
        2.0 * (first == 0) + 2.0 * (end == count) + min(1.5, float(after)) / 1.5
        + any(reason.kind == "shot" for reason in reasons) + max(0.0, min(1.0, loud / 4))
        - abs(float(cut.end - cut.start) - _BEST_LENGTH) / 60
    )  # fmt: skip
    words = " ".join(thought.words for thought in story.thoughts[first:end] if thought.words)
    return _Run(Short(cut, story, words, tuple(reasons)), score)


def _mostly_in(cut: Range, other: Range) -> bool:
    common = min(cut.end, other.end) - max(cut.start, other.start)
    return 2 * common > cut.end - cut.start
