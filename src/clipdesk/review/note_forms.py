"""What the form of a note says: from the page's script the very frame, without scripts a time that somebody typed."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import QueryDict

from clipdesk.kernel.time import NotATime, frame_at
from clipdesk.review.models import Package
from clipdesk.review.notes import NotARegion, Region, Said, rate_of

SIDES = ("left", "top", "width", "height")
FIELDS = ("shape", "time", "words", *SIDES)
_TIME = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,4}):)?(\d{1,6}(?:[.,]\d{1,6})?)", re.ASCII)
_FRAME = re.compile(r"\d{1,9}", re.ASCII)
_PERCENT = re.compile(r"\d{1,3}(?:[.,]\d{1,3})?", re.ASCII)


def read(form: QueryDict, package: Package) -> Said:
    """Return what the form says.

    Raises:
        NotATime, NotARegion: as their sentences say.
    """
    frame = form.get("frame", "")
    exact = int(frame) if _FRAME.fullmatch(frame) else frame_at(read_time(form.get("time", "")), rate_of(package))
    return Said(shape=form.get("shape", ""), frame=exact, words=form.get("words", ""), region=_region(form))


def typed(form: QueryDict) -> dict[str, Any]:
    """Return what was typed, to be shown again beside the sentence that refused it."""
    return {name: form.get(name, "") for name in FIELDS}


def read_time(text: str) -> Fraction:
    """Read a time in a video as people write it: `12`, `12.5`, `1:02.5`, `1:00:02`.

    Raises:
        NotATime: it is none.
    """
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise NotATime(text=text[:40])
    hours, minutes, seconds = found.groups()
    return Fraction(int(hours or 0) * 3600 + int(minutes or 0) * 60) + Fraction(seconds.replace(",", "."))


def _region(form: QueryDict) -> Region | None:
    """Read the four fields, which people fill in as per cent; all empty: the whole picture."""
    texts = [form.get(side, "").strip() for side in SIDES]
    if not any(texts):
        return None
    if not all(_PERCENT.fullmatch(text) for text in texts):
        raise NotARegion
    return Region(*(round(Decimal(text.replace(",", ".")) * 10) for text in texts))
