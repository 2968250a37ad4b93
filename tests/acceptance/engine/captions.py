"""Item 8: caption forms are read without loss, and Vietnamese is burnt in with every mark."""

from __future__ import annotations

import unicodedata

import numpy as np

from clipdesk.media import captions
from clipdesk.media.captions.errors import CaptionError
from clipdesk.media.recipe import Cue
from clipdesk.media.tests import caption_ink, caption_vectors, imsc_cases, stl_cases
from tests.acceptance.verdict import ROOT, Verdict

_WEBVTT = ROOT.parent / "shared" / "vectors" / "webvtt"
TABLES = {
    "IMSC": [(case.name, case.document, case.cues) for case in imsc_cases.CASES],
    "EBU STL": [(case.name, case.data, case.cues) for case in stl_cases.CASES],
}


def check() -> Verdict:
    """Read every case, burn in every letter in both normal forms, and once with a mark taken off each."""
    if not _WEBVTT.is_dir():
        return Verdict(None, "../shared/vectors/webvtt is not here")
    figures, short = [], []
    for form, (read, wrong, count) in _forms().items():
        figures.append(f"{read} of {count} {form}")
        short += [f"{form}: {name}" for name in wrong]
    ink, kept = _letters()
    figure = f"read without loss: {', '.join(figures)}; {ink}" + (f"; not: {'; '.join(short)}" if short else "")
    return Verdict(kept and not short, figure)


def _forms() -> dict[str, tuple[int, list[str], int]]:
    """For each form how many cases were read as specified, which were not, and how many there are."""
    webvtt = [
        (
            path.stem,
            path.read_bytes(),
            tuple((cue.start, cue.end, cue.text) for cue in caption_vectors.expected(path.stem)),
        )
        for path in sorted(_WEBVTT.glob("*.vtt"))
    ]
    found = {}
    for form, cases in {"WebVTT": webvtt, **TABLES}.items():
        wrong = [name for name, data, rows in cases if not _reads(data, tuple(Cue(*row) for row in rows))]
        found[form] = (len(cases) - len(wrong), wrong, len(cases))
    return found


def _reads(data: bytes, cues: tuple[Cue, ...]) -> bool:
    try:
        return captions.parse(data, "case").cues == cues
    except CaptionError:
        return False


def _letters() -> tuple[str, bool]:
    """How well the 146 Vietnamese letters came out, and what is noticed of letters without their last mark."""
    letters = caption_ink.vietnamese_letters()
    whole = caption_ink.compare(letters, letters)
    composed, decomposed = (caption_ink.burn(caption_ink.sheets(letters, form)) for form in ("NFC", "NFD"))
    same = all(np.array_equal(one, other) for one, other in zip(composed, decomposed, strict=True))
    marked = [letter for letter in letters if len(unicodedata.normalize("NFD", letter)) > 1 or letter in "đĐ"]
    bare = caption_ink.compare([caption_ink.without_a_mark(letter) for letter in marked], marked)
    good, noticed = sum(match.whole for match in whole), sum(not match.whole for match in bare)
    worst = max(max(match.missing, match.extra) for match in whole)
    figure = (
        f"{good} of {len(letters)} Vietnamese letters burnt in whole (worst {worst:.3f} of the ink, limit "
        f"{caption_ink.TOLERANCE}), NFD {'the same picture' if same else 'DIFFERS'}; {noticed} of {len(marked)} letters "
        f"without a mark noticed (least {min(match.missing for match in bare):.3f})"
    )
    return figure, good == len(letters) and same and noticed == len(marked)
