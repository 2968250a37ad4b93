"""When everything happens: sentences laid behind each other inside their items, and the pictures over them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from clipdesk.config.practice.script import LENGTH, Item, Sentence
from clipdesk.config.practice.speech import SAMPLE_RATE, Sound, Voice

PAUSE = Fraction(7, 20)  # between two sentences of an item
TAIL = Fraction(1, 2)  # after the last sentence of an item
CLOSING_CARD = Fraction(5, 2)


@dataclass(frozen=True)
class Spoken:
    """A sentence on the programme's timeline (seconds from its first frame) with its sound."""

    sentence: Sentence
    start: Fraction
    end: Fraction
    sound: Sound


@dataclass(frozen=True)
class Timed:
    """An item on the programme's timeline."""

    item: Item
    start: Fraction
    end: Fraction
    spoken: tuple[Spoken, ...]


def lay_out(items: tuple[Item, ...], voice: Voice, radio: bool = False) -> tuple[Timed, ...]:
    """Speak every sentence and place it. An item starts as planned, or later when the one before it ran over."""
    placed: list[Timed] = []
    for item in items:
        begin = max(item.planned_start, placed[-1].end if placed else Fraction(0))
        at = begin + item.lead
        spoken: list[Spoken] = []
        for sentence in item.sentences:
            sound = voice("radio" if radio else sentence.language, sentence.text)
            # Sentences start on a whole video frame, so that captions and cuts never disagree about it.
            at = Fraction(-(-at * 25 // 1), 25)
            end = at + Fraction(len(sound), SAMPLE_RATE)
            spoken.append(Spoken(sentence, at, end, sound))
            at = end + PAUSE
        least = spoken[-1].end + TAIL
        end = max(begin + item.planned_length, Fraction(-(-least * 25 // 1), 25))
        placed.append(Timed(item, begin, end, tuple(spoken)))
    return tuple(placed)


def programme_length(timed: tuple[Timed, ...]) -> Fraction:
    """Return the length of the bulletin: as planned, or longer when the voices are slow."""
    least = timed[-1].spoken[-1].end + CLOSING_CARD
    return max(LENGTH, Fraction(-(-least * 25 // 1), 25))


@dataclass(frozen=True)
class Shot:
    """One picture between two times; `scene` is a sentence's `shot`, or "opening" or "closing"."""

    scene: str
    start: Fraction
    end: Fraction
    item: Item


def shots(timed: tuple[Timed, ...]) -> tuple[Shot, ...]:
    """Return the pictures in order, without gaps. A picture changes a few frames before its sentence starts."""
    cuts: list[tuple[Fraction, str, Item]] = [(Fraction(0), "opening", timed[0].item)]
    for entry in timed:
        for number, spoken in enumerate(entry.spoken):
            at = entry.start if number == 0 and entry is not timed[0] else spoken.start - Fraction(6, 25)
            if cuts[-1][1] != spoken.sentence.shot:
                cuts.append((Fraction(-(-at * 25 // 1), 25), spoken.sentence.shot, entry.item))
    last = timed[-1].spoken[-1].end + Fraction(3, 10)
    cuts.append((Fraction(-(-last * 25 // 1), 25), "closing", timed[-1].item))
    ends = [start for start, _, _ in cuts[1:]] + [programme_length(timed)]
    return tuple(Shot(scene, start, end, item) for (start, scene, item), end in zip(cuts, ends, strict=True))
