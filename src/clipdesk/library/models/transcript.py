"""What is said in a part of a recording, word by word, as listening for a text found it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db import models

from clipdesk.kernel.clock import now
from clipdesk.kernel.time import parse_fraction
from clipdesk.library.models.recording import Recording
from clipdesk.media.alignment import Line, Word
from clipdesk.media.recipe import Range

Spoken = tuple[int, int, str]
"""A word with when it begins and ends, in milliseconds of the recording."""


@dataclass(frozen=True)
class SpokenLine:
    """A line of a text with when each of its words (at least one) is heard.

    title: the item of the rundown that it belongs to, where one is known. unsure: somebody should look at its times.
    """

    spoken: Sequence[Spoken]
    language: str
    title: str = ""
    unsure: bool = False

    @property
    def start(self) -> Fraction:
        """When its first word begins, in seconds of the recording."""
        return Fraction(self.spoken[0][0], 1000)

    @property
    def end(self) -> Fraction:
        """When its last word ends."""
        return Fraction(self.spoken[-1][1], 1000)

    @property
    def words(self) -> tuple[Word, ...]:
        """The words as values."""
        return tuple(Word(Fraction(start, 1000), Fraction(end, 1000), text) for start, end, text in self.spoken)

    @property
    def text(self) -> str:
        """The line as it was written."""
        return " ".join(text for _start, _end, text in self.spoken)


def line_of(line: Line, language: str, title: str) -> SpokenLine:
    """Return a line that was heard, as it is kept."""
    spoken = [(round(word.start * 1000), round(word.end * 1000), word.text) for word in line.words]
    return SpokenLine(spoken, language, title, line.unsure)


class Transcript(models.Model):
    """One text that was listened for; times are "num/den" seconds. The newest holds where several lie over each other.

    key: the digest of all that decides what is found, so that nothing is listened for twice. lines: those that were
    heard, `[{"unsure": false, "words": [[start, end, text], …]}, …]` in milliseconds; none where the text is not spoken.
    """

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="transcripts")
    key = models.CharField(max_length=64)
    start = models.CharField(max_length=60)
    end = models.CharField(max_length=60)
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=200, blank=True)
    lines = models.JSONField()
    heard_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recording", "key"], name="transcript_once")]
        ordering = ["heard_at", "pk"]

    def __str__(self) -> str:
        return f"{self.recording} {self.start}–{self.end}"

    @property
    def within(self) -> Range:
        """Where it was listened."""
        return Range(parse_fraction(self.start), parse_fraction(self.end))

    @property
    def spoken(self) -> list[SpokenLine]:
        """The lines as values."""
        return [SpokenLine(line["words"], self.language, self.title, line["unsure"]) for line in self.lines]


def lines_json(lines: Iterable[SpokenLine]) -> list[dict[str, Any]]:
    """Return lines as they are stored."""
    return [{"unsure": line.unsure, "words": [list(word) for word in line.spoken]} for line in lines]
