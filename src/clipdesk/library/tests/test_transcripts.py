"""Which of several texts laid over a recording holds."""

from __future__ import annotations

from fractions import Fraction

from clipdesk.library.models import Recording, SpokenLine, Transcript
from clipdesk.library.models.transcript import lines_json
from clipdesk.library.transcripts import Part, hear, hear_rundown, spoken_lines
from clipdesk.media.recipe import Range


def _line(start: int, text: str) -> SpokenLine:
    words = [
        (1000 * start + 250 * number, 1000 * start + 250 * (number + 1), word)
        for number, word in enumerate(text.split())
    ]
    return SpokenLine(words, "vi")


def _laid(recording: Recording, key: str, start: int, end: int, *lines: SpokenLine) -> Transcript:
    return Transcript.objects.create(
        recording=recording, key=key, start=f"{start}/1", end=f"{end}/1", language="vi", lines=lines_json(lines)
    )


def test_the_newest_text_holds_where_it_lies(recording: Recording) -> None:
    _laid(recording, "a", 0, 10, _line(1, "một hai"), _line(4, "ba bốn"), _line(8, "năm sáu"))
    _laid(recording, "b", 3, 6, _line(4, "bảy tám"))
    assert [line.text for line in spoken_lines(recording)] == ["một hai", "bảy tám", "năm sáu"]


def test_a_text_that_was_not_heard_hides_nothing(recording: Recording) -> None:
    _laid(recording, "a", 0, 10, _line(1, "một hai"))
    _laid(recording, "b", 0, 10)
    assert [line.text for line in spoken_lines(recording)] == ["một hai"]


def test_a_known_text_asked_for_again_holds_again(recording: Recording) -> None:
    part = Part("một hai", "vi", Range(Fraction(0), Fraction(10)))
    _laid(recording, part.key, 0, 10, _line(1, "một hai"))
    _laid(recording, "b", 0, 10, _line(1, "sai rồi"))
    assert [line.text for line in hear(recording, part)] == ["một hai"]
    assert [line.text for line in spoken_lines(recording)] == ["một hai"]


def test_a_script_that_cannot_be_heard_stops_no_other(recording: Recording) -> None:
    items = [
        {
            "title": str(number),
            "language": language,
            "start": Fraction(number),
            "end": Fraction(number + 1),
            "script": "Hi.",
        }
        for number, language in enumerate(("de", "fr"))
    ]
    recording.replace_rundown(items)
    hear_rundown(recording)
    assert spoken_lines(recording) == []
