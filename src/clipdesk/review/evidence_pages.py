"""The history of a clip in plain words, as a tagged PDF (PDF/UA-1) in either language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from clipdesk.clips.models import Clip
from clipdesk.history.models import LedgerEntry
from clipdesk.review.demands import ANSWER_NAMES, answered
from clipdesk.review.models import Package, SignOff
from clipdesk.ui.formats import date_time_zone
from clipdesk.ui.printing import printed
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
