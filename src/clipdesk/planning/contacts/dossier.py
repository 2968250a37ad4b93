"""What a dossier says, in the active language: the station's own posts and letters, and nothing of anybody else.

Both writers (`dossier_pdf`, `dossier_docx`) print exactly this. Names of the station's people are left out, too: a dossier
goes to others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from clipdesk.kernel.clock import now
from clipdesk.planning.models import Contact, Enclosure, Letter
from clipdesk.ui.formats import date_time_zone, day, size


@dataclass(frozen=True)
class ToldLetter:
    """One letter. heading: its day, whose it is, its reference; files: name, size and SHA-256 of each."""

    heading: str
    lines: list[str]
    files: list[list[str]]


@dataclass(frozen=True)
class Dossier:
    """A dossier in words. facts: name and value; posts: title, destination, since when, until when it was public."""

    language: str
    title: str
    station: str
    made: str
    facts: list[list[str]]
    about: list[str]
    outcome: list[str]
    letters: list[ToldLetter]
    posts: list[list[str]]
    words: dict[str, str]


def dossier_of(contact: Contact) -> Dossier:
    """Return the dossier of a contact; times are the station's."""
    zone = ZoneInfo(contact.station.timezone)
    rows = contact.letters.filter(state=Letter.KEPT).order_by("on", "made_at")
    posts = contact.posts.select_related("made__destination").order_by("made__at", "pk")
    return Dossier(
        language=translation.get_language() or "en",
        title=contact.subject,
        station=contact.station.name,
        made=_("Written on {moment}.").format(moment=date_time_zone(now(), zone)),
        facts=_facts(contact, zone),
        about=_lines(contact.about),
        outcome=_lines(contact.outcome) if contact.state == Contact.CLOSED else [],
        letters=[_letter(one) for one in rows],
        posts=[
            [
                row.made.title,
                row.made.destination.name,
                date_time_zone(row.made.at, zone),
                date_time_zone(row.made.taken_down_at, zone) if row.made.taken_down_at else "–",
            ]
            for row in posts
        ],
        words=_words(contact.station.name),
    )


def _facts(contact: Contact, zone: ZoneInfo) -> list[list[str]]:
    found = [
        [_("With whom"), f"{contact.party} ({contact.get_kind_display()})"],
        [_("Who asks"), contact.get_direction_display()],
        [_("Begun"), day(contact.made_at, zone)],
    ]
    if contact.due_on:
        found.append([_("Answer due"), day(contact.due_on)])
    state = contact.get_state_display()
    found.append([_("State"), f"{state}, {_day(contact.closed_at, zone)}" if contact.closed_at else state])
    return found


def _day(moment: datetime | None, zone: ZoneInfo) -> str:
    return day(moment, zone) if moment else ""


def _letter(letter: Letter) -> ToldLetter:
    named = [day(letter.on), letter.get_direction_display(), letter.reference]
    files = Enclosure.objects.filter(letter=letter).defer("data").order_by("pk")
    return ToldLetter(
        " · ".join(part for part in named if part),
        _lines(letter.text),
        [[one.name, size(one.size), one.sha256] for one in files],
    )


def _lines(text: str) -> list[str]:
    """Return the lines of a text that hold anything."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _words(station: str) -> dict[str, str]:
    return {
        "about": _("What it is about"),
        "outcome": _("How it ended"),
        "letters": _("Letters and answers"),
        "no_letters": _("No letters yet."),
        "files": _("Files of this letter"),
        "file": _("File"),
        "size": _("Size"),
        "digest": _("SHA-256"),
        "posts": _("Posts of the station"),
        "no_posts": _("No posts are named."),
        "title": _("Title"),
        "destination": _("Destination"),
        "since": _("Public since"),
        "until": _("Withdrawn"),
        "own": _(
            "This dossier holds posts and letters of {station} and of those it writes with, and nothing else."
        ).format(station=station),
    }
