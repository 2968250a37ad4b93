"""Write cues as WebVTT, SubRip and TTML files. Times are rounded to the nearest millisecond.

ASS is written by `ass`, EBU STL by `stl`.
"""

import re
from collections.abc import Sequence
from fractions import Fraction
from xml.sax.saxutils import escape, quoteattr

from clipdesk.media.recipe import Cue

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TTML = """<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" \
xmlns:tts="http://www.w3.org/ns/ttml#styling" xml:lang={language} \
ttp:contentProfiles="http://www.w3.org/ns/ttml/profile/imsc1.1/text">
<head>
<styling><style xml:id="caption" tts:fontFamily="proportionalSansSerif" tts:fontSize="100%" tts:color="white" \
tts:textAlign="center" tts:textOutline="black 6%"/></styling>
<layout><region xml:id="bottom" tts:origin="10% 70%" tts:extent="80% 20%" tts:displayAlign="after"/></layout>
</head>
<body style="caption" region="bottom"><div>
{paragraphs}</div></body>
</tt>
"""


def to_vtt(cues: Sequence[Cue], head: str = "") -> str:
    """Return a WebVTT file (W3C WebVTT). Text is escaped, so nothing in it can act as markup; speakers are its voices.

    head: a word behind the signature, for whoever opens the file.
    """
    blocks = [
        f"{_stamp(cue.start, '.')} --> {_stamp(cue.end, '.')}\n{_voice(cue)}{_escaped(cue.text)}\n" for cue in cues
    ]
    return "\n".join([f"WEBVTT {_lines(head)}".rstrip() + "\n", *blocks])


def to_srt(cues: Sequence[Cue]) -> str:
    """Return a SubRip file."""
    blocks = [
        f"{number}\n{_stamp(cue.start, ',')} --> {_stamp(cue.end, ',')}\n{_lines(cue.text)}\n"
        for number, cue in enumerate(cues, 1)
    ]
    return "\n".join(blocks)


def to_ttml(cues: Sequence[Cue], language: str) -> str:
    """Return an IMSC 1.1 text profile document (W3C IMSC 1.1), two lines at the bottom of the picture.

    `language`: BCP 47, as the recipe has it.
    """
    paragraphs = "".join(
        f'<p begin="{_stamp(cue.start, ".")}" end="{_stamp(cue.end, ".")}">{_paragraph(cue.text)}</p>\n' for cue in cues
    )
    return _TTML.format(language=quoteattr(language), paragraphs=paragraphs)


def _paragraph(text: str) -> str:
    """Lines as `br`; what XML 1.0 does not allow is left out."""
    lines = (escape(_NOT_XML.sub("", line)) for line in text.splitlines() if line.strip())
    return "<br/>".join(lines)


def _stamp(seconds: Fraction, point: str) -> str:
    milliseconds = round(seconds * 1000)
    whole, rest = divmod(milliseconds, 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}{point}{rest:03d}"


def _voice(cue: Cue) -> str:
    """The voice span of the whole cue, which needs no end (W3C WebVTT 4.2.2); an annotation has no line breaks."""
    return f"<v {_escaped(' '.join(cue.speaker.split()))}>" if cue.speaker.strip() else ""


def _escaped(text: str) -> str:
    return _lines(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _lines(text: str) -> str:
    """No empty line may stand inside a cue: it would end it. No arrow either: it would read as a timing."""
    return "\n".join(line for line in text.replace("-->", "→").splitlines() if line.strip())
