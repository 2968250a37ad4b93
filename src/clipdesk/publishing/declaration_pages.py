"""The facts for a declaration, as JSON for machines and as a tagged PDF for people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clipdesk.destinations.official import Official
from clipdesk.publishing.declaration import FORMAT, Facts, Reviewed
from clipdesk.publishing.wording import public_title
from clipdesk.review.demands import ANSWER_NAMES, Answer, answered
from clipdesk.review.evidence_pages import sign_off_told
from clipdesk.review.models import Emergency, SignOff
from clipdesk.ui.formats import date_time_zone, day, number
from clipdesk.ui.printing import printed
from clipdesk.ui.templatetags.ui import verb_label

_PAGE = Path(__file__).parent / "templates" / "publishing" / "declaration.typ"


def facts_json(facts: Facts) -> bytes:
    """Return them for a machine; every moment carries its zone."""
    said = {
        "format": FORMAT,
        "what": "Facts for a declaration under Article 18 of Regulation (EU) 2024/1083. Not legal advice.",
        "station": {"id": str(facts.station.pk), "name": facts.station.name, "practice": facts.station.is_practice},
        "period": {
            "first_day": facts.period.first.isoformat(),
            "last_day": facts.period.last.isoformat(),
            "zone": facts.period.zone.key,
        },
        "made_at": facts.made_at.isoformat(),
        "accounts": [_account(one) for one in facts.accounts],
        "packages_published": facts.published,
        "packages_flagged_ai_altered": len(facts.reviewed),
        "human_review": [_reviewed(one) for one in facts.reviewed],
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def facts_pdf(facts: Facts) -> bytes:
    """Return them for people, in the language in use."""
    return printed(_PAGE, words_of(facts))


def words_of(facts: Facts) -> dict[str, Any]:
    """Return what the page for people says, word for word."""
    zone = facts.period.zone
    return {
        "language": get_language() or "en",
        "station": facts.station.name,
        "words": {
            "title": _("Facts for a declaration"),
            "law": _("European Media Freedom Act, Article 18. These are facts, not legal advice."),
            "limits": limits(),
            "accounts": _("Official accounts"),
            "review": _("Human review of clips flagged as made or altered with AI"),
            "none": _("No clip that went out in this time carries the flag."),
            "seal": _("Seal"),
            "rows": _("Rows of the history"),
            "checklist": _("Checklist"),
            "nobody": _("Nobody has answered for it."),
            "times": _("Times are those of {zone}.").format(zone=zone.key),
        },
        "practice": _("This is a practice station. None of this was real.") if facts.station.is_practice else "",
        "period": _("From {first} to {last}; made {moment}.").format(
            first=day(facts.period.first), last=day(facts.period.last), moment=date_time_zone(facts.made_at, zone)
        ),
        "counts": _("Sealed packages that went out: {all}; flagged: {flagged}.").format(
            all=number(facts.published), flagged=number(len(facts.reviewed))
        ),
        "accounts": [_account_line(one) for one in facts.accounts],
        "reviewed": [_printed_review(one, facts) for one in facts.reviewed],
    }


def limits() -> str:
    """Say what these facts do not show."""
    return _(
        "The desk knows of artificial intelligence only what somebody flagged on a clip before it was signed. What was "
        "not flagged is not listed, and a flag does not say how much was made or altered."
    )


def _account(one: Official) -> dict[str, Any]:
    return {
        "platform": one.platform,
        "handle": one.handle,
        "name": one.name,
        "url": one.url,
        "owner": one.owner,
        "since": one.since.isoformat(),
        "until": one.until.isoformat() if one.until else None,
    }


def _reviewed(one: Reviewed) -> dict[str, Any]:
    return {
        "clip": str(one.package.clip_id),
        "title": public_title(one.content),
        "url": one.url or None,
        "kind": one.package.kind,
        "package_sha256": one.package.sha256,
        "went_out": [
            {
                "destination": attempt.publication.destination.name,
                "kind": attempt.publication.destination.kind,
                "code": attempt.publication.remote_id,
                "at": attempt.ended_at.isoformat() if attempt.ended_at else None,
            }
            for attempt in one.went_out
        ],
        "sign_offs": [_sign_off(sign_off) for sign_off in one.sign_offs],
        "ledger_rows": [
            {
                "row": row.entry.seq,
                "position": row.position,
                "at": row.entry.at.isoformat(),
                "verb": row.entry.verb,
                "by": row.entry.actor_name,
            }
            for row in one.rows
        ],
    }


def _sign_off(sign_off: SignOff) -> dict[str, Any]:
    return {
        "signer": sign_off.signer_name,
        "roles": sign_off.signer_roles,
        "signed_at": sign_off.signed_at.isoformat(),
        "how": sign_off.method,
        "watched": sign_off.watched,
        "watched_copy_sha256": sign_off.watched_copy or None,
        "played_through": sign_off.played.split(),
        "policy": sign_off.policy,
        "checklist": [{"question": asked, **vars(said)} for asked, said in answered(sign_off)],
        "emergency": _emergency(sign_off.emergency) if hasattr(sign_off, "emergency") else None,
        "void": sign_off.void.because if hasattr(sign_off, "void") else None,
    }


def _emergency(emergency: Emergency) -> dict[str, Any]:
    seen = getattr(emergency, "seen", None)
    return {
        "reason": emergency.reason,
        "went_without": emergency.missing,
        "look_until": emergency.look_until.isoformat(),
        "looked_at": {"by": seen.by.name, "at": seen.at.isoformat(), "words": seen.words} if seen else None,
    }


def _account_line(one: Official) -> dict[str, str]:
    span = _("since {since}") if one.is_current else _("from {since} until {until}")
    until = day(one.until) if one.until else ""
    return {
        "platform": str(one.platform_name),
        "name": " ".join(filter(None, (one.name, one.handle))),
        "url": one.url,
        "owner": one.owner,
        "span": span.format(since=day(one.since), until=until),
    }


def _printed_review(one: Reviewed, facts: Facts) -> dict[str, Any]:
    zone = facts.period.zone
    return {
        "title": public_title(one.content),
        "kind": one.package.get_kind_display(),
        "seal": one.package.sha256,
        "url": one.url,
        "went_out": [
            f"{attempt.publication.destination.name}, {date_time_zone(attempt.ended_at, zone)}"
            for attempt in one.went_out
            if attempt.ended_at
        ],
        "sign_offs": [
            {"said": sign_off_told(sign_off, zone), "answers": [_line(*one) for one in answered(sign_off)]}
            for sign_off in one.sign_offs
        ],
        "rows": ", ".join(f"{row.entry.seq} ({verb_label(row.entry.verb)})" for row in one.rows),
    }


def _line(question: str, said: Answer) -> str:
    note = f" – {said.note}" if said.note else ""
    return f"{ANSWER_NAMES[said.answer]}: {question}{note}"
