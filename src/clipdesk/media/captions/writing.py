"""Write cues as WebVTT and SubRip files. Times are rounded to the nearest millisecond."""

from collections.abc import Sequence
from fractions import Fraction

from clipdesk.media.recipe import Cue


def to_vtt(cues: Sequence[Cue]) -> str:
    """Return a WebVTT file (W3C WebVTT). Text is escaped, so nothing in it can act as markup."""
    blocks = [f"{_stamp(cue.start, '.')} --> {_stamp(cue.end, '.')}\n{_escaped(cue.text)}\n" for cue in cues]
    return "\n".join(["WEBVTT\n", *blocks])


def to_srt(cues: Sequence[Cue]) -> str:
    """Return a SubRip file."""
    blocks = [
        f"{number}\n{_stamp(cue.start, ',')} --> {_stamp(cue.end, ',')}\n{_lines(cue.text)}\n"
        for number, cue in enumerate(cues, 1)
    ]
    return "\n".join(blocks)


def _stamp(seconds: Fraction, point: str) -> str:
    milliseconds = round(seconds * 1000)
    whole, rest = divmod(milliseconds, 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}{point}{rest:03d}"


def _escaped(text: str) -> str:
    return _lines(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _lines(text: str) -> str:
    """No empty line may stand inside a cue: it would end it. No arrow either: it would read as a timing."""
    return "\n".join(line for line in text.replace("-->", "→").splitlines() if line.strip())
