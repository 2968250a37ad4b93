"""The history of a clip in plain words, as a tagged PDF (PDF/UA-1) in either language."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typst
from django.utils import translation
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont

from clipdesk.clips.models import Clip
from clipdesk.history.models import LedgerEntry
from clipdesk.media.sandbox import FONTS
from clipdesk.review.demands import ANSWER_NAMES, answered
from clipdesk.review.models import Package, SignOff
from clipdesk.ui.formats import date_time_zone
from clipdesk.ui.states import STATES
from clipdesk.ui.templatetags.ui import ledger_reason, verb_label

_PAGE = Path(__file__).parent / "templates" / "review" / "history.typ"


def history_pdf(clip: Clip, packages: Sequence[Package], rows: Sequence[LedgerEntry], language: str) -> bytes:
    """Return the page: the packages with their sign-offs, then every row of the history; times are the station's."""
    zone = ZoneInfo(clip.station.timezone)
    with translation.override(language):
        said = {
            "language": language,
            "title": clip.title or _("Clip without a title"),
            "station": clip.station.name,
            "words": {
                "what": _("What happened with this clip"),
                "packages": _("Sealed packages and sign-offs"),
                "seal": _("Seal"),
                "nobody": _("Nobody has answered for it."),
                "history": _("History"),
                "time": _("Time"),
                "who": _("Who"),
                "action": _("What"),
                "times": _("Times are those of {zone}.").format(zone=clip.station.timezone),
            },
            "packages": [_package(package, zone) for package in packages],
            "rows": [_row(row, zone) for row in rows],
        }
    return printed(_PAGE, said)


def printed(page: Path, said: dict[str, Any]) -> bytes:
    """Return what a page's template makes of `said`, as a tagged PDF."""
    inputs = {"data": json.dumps(_printable(said), ensure_ascii=False)}
    made = typst.compile(
        str(page), font_paths=[str(FONTS)], ignore_system_fonts=True, sys_inputs=inputs, pdf_standards="ua-1"
    )
    return bytes(made)


def _printable(said: Any) -> Any:
    """Name the characters that our font cannot show, emoji for instance, by their numbers: a PDF/UA must show every
    character. The exact words stand in evidence.json."""
    if isinstance(said, dict):
        return {name: _printable(one) for name, one in said.items()}
    if isinstance(said, list):
        return [_printable(one) for one in said]
    return "".join(char if char in "\n\t" or ord(char) in _known() else f"[U+{ord(char):04X}]" for char in said)


@cache
def _known() -> frozenset[int]:
    found = frozenset(TTFont(FONTS / "NotoSans-Regular.ttf").getBestCmap())
    return found - {0xFEFF}  # a byte order mark is in the font, and forbidden in a PDF/UA


def _package(package: Package, zone: ZoneInfo) -> dict[str, Any]:
    sign_offs = package.sign_offs.select_related("void", "emergency", "under__assertion__key").order_by("signed_at")
    return {
        "kind": package.get_kind_display(),
        "state": str(STATES[package.state].label),
        "seal": package.sha256,
        "sign_offs": [sign_off_told(one, zone) + _answers(one) for one in sign_offs],
    }


def sign_off_told(sign_off: SignOff, zone: ZoneInfo) -> str:
    """Say in a sentence who signed or confirmed, when and how, and whether it still holds."""
    moment = date_time_zone(sign_off.signed_at, zone)
    if sign_off.is_signed:
        name = sign_off.under.assertion.key.name
        said = _("Signed by {who} on {moment} with the signing key “{name}”.").format(
            who=sign_off.signer_name, moment=moment, name=name
        )
    else:
        said = _("Confirmed by {who} on {moment}: {how}.").format(
            who=sign_off.signer_name, moment=moment, how=_HOW[sign_off.method]()
        )
    said += _watched(sign_off)
    if hasattr(sign_off, "emergency"):
        said += " " + _("Released in an emergency: {reason}").format(reason=sign_off.emergency.reason)
    if hasattr(sign_off, "void"):
        said += " " + _("Void since {moment}.").format(moment=date_time_zone(sign_off.void.at, zone))
    return said


def _watched(sign_off: SignOff) -> str:
    """Say what the signer watched: the sealed file, or a copy of it, and what the page saw of it; nothing where there was
    nothing to watch."""
    if not sign_off.watched:
        return ""
    said = " " + _("Watched as the sealed file itself.")
    if sign_off.watched_copy:
        copy = _("Watched as a review copy made from the sealed file; SHA-256 of the copy: {digest}.")
        said = " " + copy.format(digest=sign_off.watched_copy)
    if sign_off.played:
        said += " " + _("The page saw these shapes played to the end: {shapes}.").format(shapes=sign_off.played)
    return said


def _answers(sign_off: SignOff) -> str:
    """Say what was answered to the checklist, question by question."""
    lines = (
        f"{question} {ANSWER_NAMES[said.answer]}" + (f" ({said.note})" if said.note else "")
        for question, said in answered(sign_off)
    )
    return "".join(f" {line}." for line in lines)


_HOW = {
    "password": lambda: _("by password"),
    "password+totp": lambda: _("by password and one-time code"),
}


def _row(row: LedgerEntry, zone: ZoneInfo) -> dict[str, str]:
    return {
        "at": date_time_zone(row.at, zone),
        "who": row.actor_name,
        "what": verb_label(row.verb),
        "why": ledger_reason(row),
    }
