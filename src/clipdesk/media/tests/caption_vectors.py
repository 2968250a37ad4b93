"""What the 40 WebVTT files of ../shared/vectors hold for a browser: times in milliseconds and texts.

From the rules of W3C WebVTT ("WebVTT file parsing") and the assertions that web-platform-tests makes on these files
(number of cues, texts, times). Cue settings never decide whether a cue exists.
"""

from collections.abc import Iterable
from fractions import Fraction

from clipdesk.media.recipe import Cue

Row = tuple[int, int, str]


def _second(texts: Iterable[str]) -> list[Row]:
    """Cues that all last from 0 s to 1 s, as nearly all of these files have them."""
    return [(0, 1000, text) for text in texts]


def _texts(*names: tuple[str, int, int]) -> list[Row]:
    """`("text", 0, 3)` stands for text0, text1, text2."""
    return _second(f"{name}{number}" for name, first, end in names for number in range(first, end))


_REGIONS = [
    *((0, 2500, '"no region"') for _ in range(4)),
    (3000, 4000, "{}"),
    (
        4000,
        5000,
        '{"width":32,"lines":5,"regionAnchorX":41,"regionAnchorY":20,"viewportAnchorX":31,"viewportAnchorY":84,'
        '"scroll":"up"}',
    ),
    (5000, 6000, '{"regionAnchorX":41.125,"regionAnchorY":20.25,"viewportAnchorX":32.75,"viewportAnchorY":32.5}'),
    (6000, 7000, '{"width":67}'),
    (7000, 8000, '"no region"'),
]
_MINUTE, _HOUR = 60_000, 3_600_000

WEBVTT: dict[str, list[Row]] = {
    "arrows": _texts(("text", 0, 6)),
    "comment-in-cue-text": [(0, 1000, "NOTE text"), (1000, 2000, "NOTE text\nNOTE text2")],
    "header-garbage": _second(["text"]),
    "header-regions": _REGIONS,
    "header-space": _second(["text"]),
    "header-tab": _second(["text"]),
    "header-timings": _second(["text"]),
    "ids": _texts(("text", 0, 5)),
    "newlines": _texts(("text", 0, 4)),
    "nulls": _second(["text0", "text1", "\ufffdtext\ufffd2", "text3", "text4", "text5", "text6"]),
    "regions-edge-case": _second(["text"] * 4),
    "regions-id": _second(["valid"] * 4),
    "regions-lines": _second(["text"] * 13),
    "regions-old": _texts(("text", 0, 2)),
    "regions-regionanchor": _second(["text"] * 20),
    "regions-scroll": _second(["text"] * 6),
    "regions-viewportanchor": _second(["text"] * 20),
    "settings-align": _texts(("text", 0, 13)),
    "settings-line": _texts(("valid", 0, 15), ("invalid", 15, 38), ("text", 38, 46)),
    "settings-multiple": _texts(("text", 0, 2)),
    "settings-position": _texts(("text", 0, 8), ("invalid", 8, 22)),
    "settings-region": _texts(("text", 0, 5), ("invalid", 5, 9)),
    "settings-size": _texts(("text", 0, 7), ("invalid", 7, 16)),
    "settings-vertical": _texts(("text", 0, 4), ("invalid", 4, 8)),
    "signature-bom": [],
    "signature-no-newline": [],
    "signature-space": [],
    "signature-space-no-newline": [],
    "signature-tab": [],
    "signature-tab-no-newline": [],
    "signature-timings": [],
    "stylesheets": _second(["text", "text"]),
    "timings-60": [(0, 60 * _HOUR + 1000, "text1"), (60 * _HOUR, 60 * _HOUR + 1000, "text2")],
    "timings-eof": [],
    "timings-garbage": [],
    "timings-negative": [
        (0, 0, "text0"),
        (1000, 999, "text1"),
        (_MINUTE, _MINUTE - 1, "text2"),
        (_HOUR, _HOUR - 1, "text3"),
    ],
    "timings-omitted-hours": _texts(("text", 0, 3)),
    "timings-too-long": _texts(("text", 0, 2)),
    "timings-too-short": _texts(("text", 0, 2)),
    "whitespace-chars": _texts(("text", 0, 3)),
}


def expected(name: str) -> tuple[Cue, ...]:
    """The cues of the file `name`, in its order."""
    return tuple(Cue(Fraction(start, 1000), Fraction(end, 1000), text) for start, end, text in WEBVTT[name])
