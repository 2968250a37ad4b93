"""What lies beside the pictures: captions, the rundown and the script as files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from fractions import Fraction

from clipdesk.config.practice.script import PROGRAMME, STATION
from clipdesk.config.practice.timing import Spoken, Timed
from clipdesk.kernel.time import clock_text, format_fraction

LINE = 44  # characters of a caption line


def srt(spoken: Iterable[Spoken], language: str = "") -> str:
    """Return SubRip captions: as spoken, or all in one `language`."""
    parts = []
    for number, cue in enumerate(spoken, 1):
        words = cue.sentence.said_in(language) if language else cue.sentence.text
        parts.append(f"{number}\n{_stamp(cue.start)} --> {_stamp(cue.end)}\n{_two_lines(words)}\n")
    return "\n".join(parts)


def _stamp(seconds: Fraction) -> str:
    thousandths = round(seconds * 1000)
    whole = thousandths // 1000
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d},{thousandths % 1000:03d}"


def _two_lines(words: str) -> str:
    """Break at the space nearest to the middle when the text is too long for one line."""
    if len(words) <= LINE:
        return words
    spaces = [index for index, sign in enumerate(words) if sign == " "]
    middle = min(spaces, key=lambda index: (abs(index - len(words) // 2), index))
    return f"{words[:middle]}\n{words[middle + 1 :]}"


def rundown(timed: Sequence[Timed], duration: Fraction) -> str:
    """Return the rundown as JSON: planned and real times as fractions of seconds ("num/den")."""
    items = [
        {
            "slug": entry.item.slug,
            "language": entry.item.language,
            "title": entry.item.title,
            "planned_start": format_fraction(entry.item.planned_start),
            "planned_length": format_fraction(entry.item.planned_length),
            "start": format_fraction(entry.start),
            "end": format_fraction(entry.end),
            "sentences": [
                {
                    "slug": cue.sentence.slug,
                    "language": cue.sentence.language,
                    "start": format_fraction(cue.start),
                    "end": format_fraction(cue.end),
                    "vi": cue.sentence.said_in("vi"),
                    "en": cue.sentence.said_in("en"),
                }
                for cue in entry.spoken
            ],
        }
        for entry in timed
    ]
    head = {"station": STATION, "programme": PROGRAMME, "duration": format_fraction(duration), "items": items}
    return json.dumps(head, ensure_ascii=False, indent=2) + "\n"


def script_text(timed: Sequence[Timed], radio: Sequence[Timed]) -> str:
    """Return the script for reading: every sentence as spoken, and in the other language below it."""
    lines = [f"{PROGRAMME['vi']} · {PROGRAMME['en']}", f"{STATION['vi']} · {STATION['en']}", ""]
    for heading, entries in (("TRUYỀN HÌNH / TELEVISION", timed), ("PHÁT THANH / RADIO", radio)):
        lines += [heading, ""]
        for entry in entries:
            lines.append(f"{clock_text(entry.start)}  {entry.item.title}  [{entry.item.language}]")
            for cue in entry.spoken:
                lines += [f"    {cue.sentence.text}", f"      ({cue.sentence.other})"]
            lines.append("")
    return "\n".join(lines)
