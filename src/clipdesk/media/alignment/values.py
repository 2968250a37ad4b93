"""What an alignment says: when each line and each word of a script is heard. All times are source time."""

from dataclasses import dataclass
from fractions import Fraction

from clipdesk.media.captions.words import Word

LOW_CONFIDENCE = 0.5
"""Below this an editor should look at a line before its times are used."""


@dataclass(frozen=True)
class Line:
    """One line of the script, or one sentence of a longer line.

    number: which line of the script, counted from 0. words: never empty. heard: False where the recording holds no
    speech that could be this line (it was left out, or said otherwise); its times then only say where it would stand.
    distance: mean of 1 − cosine along the path, over a third of a second around each frame: under 0.5 for the
    synthesiser's own voice, about 0.8 for people who read the line, from 0.83 for other words; 2 where nothing met.
    pace: how long the line took, as a multiple of the synthesiser's time (160 words per minute).
    confidence: 0..1 from both; see `LOW_CONFIDENCE`.
    """

    number: int
    words: tuple[Word, ...]
    heard: bool
    distance: float
    pace: float
    confidence: float

    @property
    def start(self) -> Fraction:
        """When its first word begins."""
        return self.words[0].start

    @property
    def end(self) -> Fraction:
        """When its last word ends."""
        return self.words[-1].end

    @property
    def text(self) -> str:
        """The line as it was written."""
        return " ".join(word.text for word in self.words)

    @property
    def unsure(self) -> bool:
        """Whether an editor should look at it."""
        return self.confidence < LOW_CONFIDENCE


@dataclass(frozen=True)
class Alignment:
    """A script laid over a recording, in order."""

    lines: tuple[Line, ...]
    language: str

    @property
    def words(self) -> tuple[Word, ...]:
        """Every word that was heard."""
        return tuple(word for line in self.lines if line.heard for word in line.words)

    @property
    def unsure(self) -> tuple[Line, ...]:
        """The lines that an editor should look at."""
        return tuple(line for line in self.lines if line.unsure)
