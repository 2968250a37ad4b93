"""Twelve small IMSC 1.1 documents with what the specifications say they show.

Each case names the chapter of TTML2 that IMSC 1.1 refers to, its feature designator there, and the section of TTML1 (whose
numbering TTML2 changed) in which the rule first stood.
"""

from dataclasses import dataclass
from fractions import Fraction

_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" \
xmlns:tts="http://www.w3.org/ns/ttml#styling" xml:lang="vi" \
ttp:contentProfiles="http://www.w3.org/ns/ttml/profile/imsc1.1/text" {parameters}>
<head><layout><region xml:id="below" tts:extent="80% 20%" tts:origin="10% 70%"/>{regions}</layout></head>
{body}</tt>
"""
Row = tuple[Fraction, Fraction, str]


@dataclass(frozen=True)
class Case:
    """A document, the rule it tries, and its cues: start, end, text, in the order of their start."""

    name: str
    rule: str
    body: str
    cues: tuple[Row, ...]
    parameters: str = ""
    regions: str = ""

    @property
    def document(self) -> bytes:
        """The whole document in UTF-8."""
        body = self.body if self.body.startswith("<body") else f'<body region="below"><div>{self.body}</div></body>'
        return _DOCUMENT.format(parameters=self.parameters, regions=self.regions, body=body).encode()


def _row(start: str, end: str, text: str) -> Row:
    return Fraction(start), Fraction(end), text


CASES = (
    Case(
        "clock times with fractions",
        "TTML2 ch. 12 #time-clock (TTML1 10.3.1)",
        '<p begin="00:00:01.5" end="01:00:02.040">Xin chào</p>',
        (_row("3/2", "3602.04", "Xin chào"),),
    ),
    Case(
        "clock times with frames",
        "TTML2 ch. 7 and 12 #frameRate #time-clock-with-frames (TTML1 6.2.4, 10.3.1)",
        '<p begin="00:00:01:05" end="00:00:02:24">a</p>',
        (_row("6/5", "74/25", "a"),),
        'ttp:frameRate="25"',
    ),
    Case(
        "frames of 30000/1001 s",
        "TTML2 ch. 7 #frameRateMultiplier (TTML1 6.2.5)",
        '<p begin="00:00:10:15" end="900f">a</p>',
        (_row("21001/2000", "3003/100", "a"),),
        'ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001"',
    ),
    Case(
        "ticks",
        "TTML2 ch. 7 #tickRate #time-offset-with-ticks (TTML1 6.2.10, 10.3.1)",
        '<p begin="12500000t" end="30000000t">a</p>',
        (_row("5/4", "3", "a"),),
        'ttp:tickRate="10000000"',
    ),
    Case(
        "offset times in every unit",
        "TTML2 ch. 12 #time-offset (TTML1 10.3.1)",
        '<p begin="250ms" end="1.5s">a</p><p begin="50f" end="0.05m">b</p><p begin="0.05m" end="0.001h">c</p>',
        (_row("1/4", "3/2", "a"), _row("2", "3", "b"), _row("3", "18/5", "c")),
        'ttp:frameRate="25"',
    ),
    Case(
        "duration; with an end too, the earlier counts",
        "TTML2 ch. 12 #timing, dur (TTML1 10.2.3)",
        '<p begin="1s" dur="2s">a</p><p begin="4s" dur="9s" end="6s">b</p><p begin="7s" dur="1s" end="9s">c</p>',
        (_row("1", "3", "a"), _row("4", "6", "b"), _row("7", "8", "c")),
    ),
    Case(
        "times count from the container's begin, which also ends them",
        "TTML2 ch. 12 #timing (TTML1 10.2.1, 10.4)",
        '<body region="below" begin="10s"><div begin="5s" end="9s"><p begin="1s" end="2s">a</p>'
        '<p begin="3s" end="30s">b</p></div></body>',
        (_row("16", "17", "a"), _row("18", "19", "b")),
    ),
    Case(
        "one after the other",
        "TTML2 ch. 12 #timeContainer (TTML1 10.2.4)",
        '<body region="below"><div timeContainer="seq"><p dur="2s">a</p><p begin="1s" dur="2s">b</p></div></body>',
        (_row("0", "2", "a"), _row("3", "5", "b")),
    ),
    Case(
        "white space and line breaks",
        "TTML2 ch. 8 #content, xml:space, br (TTML1 7.1.7, 7.2.3)",
        '<p begin="1s" end="2s">\n  Gió   giật\n  cấp <span>11</span>,<br/>biển  động\n</p>'
        '<p begin="3s" end="4s" xml:space="preserve">một\nhai</p>',
        (_row("1", "2", "Gió giật cấp 11,\nbiển động"), _row("3", "4", "một\nhai")),
    ),
    Case(
        "spans with times of their own",
        "TTML2 ch. 12 #timing on span (TTML1 7.1.6, 10.2.1)",
        '<p begin="1s" end="5s">một <span begin="1s">hai </span><span begin="2s" end="3s">ba</span></p>',
        (
            _row("1", "2", "một"),
            _row("2", "3", "một hai"),
            _row("3", "4", "một hai ba"),
            _row("4", "5", "một hai"),
        ),
    ),
    Case(
        "animation and region hide a text",
        "TTML2 ch. 13 #animation, ch. 10 #display #visibility, ch. 11 #region-timing (TTML1 11.1.1, 8.2.5, 8.2.22, 9.1.2)",
        '<p begin="1s" end="4s"><set begin="1s" end="2s" tts:visibility="hidden"/>a</p>'
        '<p begin="5s" end="6s" tts:display="none">x</p><p region="late" begin="6s" end="9s">b</p>',
        (_row("1", "2", "a"), _row("3", "4", "a"), _row("7", "8", "b")),
        regions='<region xml:id="late" begin="7s" end="8s" tts:extent="80% 20%" tts:origin="10% 10%"/>',
    ),
    Case(
        "ruby, kept in brackets behind its base; character references",
        "TTML2 ch. 10 #ruby, IMSC 1.1 (text profile); XML 1.0 4.1",
        '<p begin="1s" end="2s"><span tts:ruby="container"><span tts:ruby="base">漢字</span>'
        '<span tts:ruby="text">かんじ</span></span> &amp; ti&#x1ebf;ng Vi&#7879;t</p>',
        (_row("1", "2", "漢字(かんじ) & tiếng Việt"),),
    ),
)
