"""What the cutting page's scripts ask for: JSON from a browser, read strictly. Whatever is wrong becomes a sentence."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from clipdesk.clips import editing
from clipdesk.clips.content import Content
from clipdesk.clips.models import Clip
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.time import NotATime, clock_text, parse_fraction
from clipdesk.media.captions import Captions, read_file
from clipdesk.media.recipe import SHAPES

CAPTION_FILE_BYTES = 1_000_000
# Long enough for any time, short enough that no number grows without bound.
_TIME = re.compile(r"-?\d{1,12}(?:\.\d{1,12}|/\d{1,12})?")


class NotUnderstood(ClipdeskError):
    """A request that our own page would not send."""

    message = gettext_noop(
        "The page sent something that cannot be read ({detail}). Copy what you typed, reload the page, and try again."
    )


class TooMuchText(ClipdeskError):
    """A request larger than any clip."""

    message = gettext_noop("Texts and captions together are too large to be saved. Remove captions you do not need.")


class OutsideClip(ClipdeskError):
    """A frame was asked for that the clip does not have."""

    message = gettext_noop("The moment {at} lies outside the clip, which is {length} long. Choose a frame inside it.")


class NoCaptionFile(ClipdeskError):
    """The form came without a file."""

    message = gettext_noop(
        "No caption file was sent. Choose a SubRip (.srt), WebVTT (.vtt), TTML (.ttml, .xml), EBU STL (.stl) or ASS "
        "(.ass) file."
    )


class CaptionFileTooLarge(ClipdeskError):
    """A caption file that cannot belong to one recording."""

    message = gettext_noop(
        "The caption file is too large (at most {limit} MB). Export the captions of this recording only."
    )


class Asked:
    """The JSON object of one request."""

    def __init__(self, request: HttpRequest) -> None:
        try:
            data = json.loads(request.body)
        except RequestDataTooBig as error:
            raise TooMuchText from error
        except (ValueError, RecursionError) as error:
            raise NotUnderstood(detail="JSON") from error
        if not isinstance(data, dict):
            raise NotUnderstood(detail="JSON")
        self._data: dict[str, Any] = data

    def content(self, clip: Clip) -> Content:
        """The clip's newest content with the parts that the page sent.

        Raises:
            NotUnderstood, RecipeError, TextTooLong, …: it is no edit of a clip.
        """
        changes = self._data.get("content")
        if not isinstance(changes, Mapping):
            raise NotUnderstood(detail="content")
        try:
            check_times(changes)
        except RecursionError as error:
            raise NotUnderstood(detail="content") from error
        return editing.content_with(clip.content, changes)

    def whole(self, name: str) -> int:
        """A whole number."""
        value = self._data.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
            raise NotUnderstood(detail=name)
        return value

    def text(self, name: str) -> str:
        """A text; empty when it is missing."""
        value = self._data.get(name, "")
        if not isinstance(value, str):
            raise NotUnderstood(detail=name)
        return value

    def flag(self, name: str, *, usual: bool) -> bool:
        """True or false; `usual` when it is missing."""
        value = self._data.get(name, usual)
        if not isinstance(value, bool):
            raise NotUnderstood(detail=name)
        return value

    def shape(self) -> str:
        """One of the shapes a clip is rendered in."""
        return self.one_of("shape", tuple(SHAPES))

    def one_of(self, name: str, known: Collection[str]) -> str:
        """One of the texts that are known; empty when it is missing, where that is one."""
        value = self.text(name)
        if value not in known:
            raise NotUnderstood(detail=name)
        return value

    def moment(self, length: Fraction) -> Fraction:
        """Seconds into a clip of `length` seconds."""
        at = read_time(self._data.get("at"))
        if not 0 <= at < length:
            raise OutsideClip(at=clock_text(at), length=clock_text(length))
        return at


def read_time(text: object) -> Fraction:
    """Read seconds as people and pages write them; numbers without bound are none.

    Raises:
        NotATime: it is none.
    """
    if not isinstance(text, str) or not _TIME.fullmatch(text):
        raise NotATime(text=str(text)[:40])
    return parse_fraction(text)


def check_times(value: object) -> None:
    """Refuse times such as `1e999999999` anywhere in an edit, before anybody works them out."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            if name in _FRACTIONS and isinstance(part, str):
                read_time(part)
            else:
                check_times(part)
    elif isinstance(value, list):
        for part in value:
            check_times(part)


_FRACTIONS = frozenset(
    {"start", "end", "at", "x", "y", "dx", "dy", "loudness_target", "true_peak_ceiling", "thumbnail"}
)


def captions_of(request: HttpRequest) -> Captions:
    """Read the caption file that was sent.

    Raises:
        NoCaptionFile, CaptionFileTooLarge, CaptionError: as their sentences say.
    """
    file = request.FILES.get("captions")
    if file is None:
        raise NoCaptionFile
    if (file.size or 0) > CAPTION_FILE_BYTES:
        raise CaptionFileTooLarge(limit=CAPTION_FILE_BYTES // 1_000_000)
    return read_file(file.read(), file.name or "")
