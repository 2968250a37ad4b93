"""Fill the practice station: people, recordings, clips in every state, all by the product's own actions.

All of it is one transaction, in which the jobs run too: whoever stops it half-way finds the desk as it was.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from clipdesk.accounts.identity import Confirmation
from clipdesk.accounts.member import Member, member_of
from clipdesk.accounts.models import Desk, Membership, Person, Station
from clipdesk.accounts.roles import DESK_EDITOR, EDITOR_IN_CHIEF, OPERATOR, PRODUCER, SOCIAL_EDITOR, TRAINEE
from clipdesk.clips import editing
from clipdesk.clips.content import Content
from clipdesk.clips.models import Clip
from clipdesk.clips.names import keep_name
from clipdesk.config.practice.build import Bulletin
from clipdesk.config.practice.campaigns import fill_campaigns
from clipdesk.config.practice.clips import ClipText
from clipdesk.config.practice.own_jobs import run_own_jobs
from clipdesk.config.practice.planned import fill_plan
from clipdesk.config.practice.surveys import ask_the_audience
from clipdesk.destinations.models import own_site
from clipdesk.history.models import CLIPDESK
from clipdesk.history.transition import record
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.library.models import Recording, StoredFile
from clipdesk.library.receiving import receive_file
from clipdesk.media.captions import read
from clipdesk.media.recipe import SHAPES, Cue, Framing, Range, Recipe
from clipdesk.publishing.models import Hold
from clipdesk.publishing.sending import Plan, ask_for_withdrawal, send_to_review
from clipdesk.publishing.sweeping import expire
from clipdesk.review.demands import all_yes
from clipdesk.review.models import Package
from clipdesk.review.signing import Given, send_back, sign

SLUG = "practice"
NEWS, WEATHER, RADIO = "Thời sự", "Thời tiết", "Phát thanh"
#: name, e-mail, role, desk (None: all)
CAST = (
    ("Ngọc Lan", "lan", PRODUCER, NEWS),
    ("Thu Hương", "huong", DESK_EDITOR, None),
    ("Quang Minh", "minh", EDITOR_IN_CHIEF, None),
    ("Anh Tuấn", "tuan", SOCIAL_EDITOR, None),
    ("Kim Oanh", "oanh", OPERATOR, None),
    ("Phương Thảo", "thao", TRAINEE, NEWS),
)
#: written, wrong spellings, who or what it is
NAMES: tuple[tuple[str, list[str], str], ...] = (
    ("Bến Sen", ["Bến Xen"], "thị trấn bên sông Xanh"),
    ("Cồn Mây", [], "bãi bồi"),
    ("Cửa Ngọc", [], "cửa biển"),
    ("Hải Âu", ["Hai Au"], "cơn bão"),
    ("Mai Lam", ["Mai Lâm"], "biên tập viên"),
)
#: How long the sign-off of the expired clip lasts: long enough to be given.
MOMENT = timedelta(seconds=3)
Say = Callable[[str], None]


@dataclass(frozen=True)
class Cast:
    """The members who act in the practice clips."""

    producer: Member
    editor: Member
    chief: Member


class PracticeExists(ClipdeskError):
    """There is a practice station already."""

    message = gettext_noop("This desk has a practice station already. Its sign-ins are in {path}.")


def practice_station() -> Station | None:
    """Return the practice station, if there is one."""
    return Station.objects.filter(is_practice=True).first()


def build_station(bulletin: Bulletin, note: Path, say: Say) -> str:
    """Make the whole practice station or nothing; write its sign-ins to `note` and return them.

    Raises:
        PracticeExists: somebody was faster.
    """
    with transaction.atomic(durable=True):
        if practice_station():
            raise PracticeExists(path=note)
        text = fill(bulletin, say)
        # Before the commit: a station whose password nobody knows would be of no use.
        write_note(note, text)
    return text


def write_note(note: Path, text: str) -> None:
    """Write the sign-ins so that only the desk's own account can read them."""
    draft = note.with_suffix(".part")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="utf-8")
    draft.replace(note)


def fill(bulletin: Bulletin, say: Say) -> str:
    """Make the practice station inside the running transaction; return its sign-ins as text, one person a line."""
    password = f"song-xanh-{secrets.token_hex(4)}"
    station = _station()
    cast = _people(station, password)
    for written, wrong, note in NAMES:
        keep_name(cast.editor, written, wrong, note)
    say("Reading the bulletin and the radio item …")
    news, weather, radio = (station.desks.get(name=name) for name in (NEWS, WEATHER, RADIO))
    title = f"Bản tin Sông Xanh {now().astimezone(ZoneInfo(station.timezone)):%d/%m/%Y}"
    recording = receive_file(bulletin.video, station=station, desk=news, title=title, by=cast.producer.person)
    receive_file(
        bulletin.radio, station=station, desk=radio, title=bulletin.radio_item.item.title, by=cast.producer.person
    )
    run_own_jobs()
    recording.refresh_from_db()
    add_rundown(recording, bulletin)
    cues = tuple(read(bulletin.captions["spoken"].read_bytes(), "bulletin.srt"))
    for text in bulletin.clips:
        say(f"Clip: {text.title}")
        desk = weather if text.state == "on_hold" else news
        _STATES[text.state](cast, _draft(cast.producer, recording, desk, text, cues), text)
    fill_plan(station, cast.producer, cast.editor)
    fill_campaigns(station, cast.producer, cast.editor)
    say("Surveys …")
    ask_the_audience(cast.editor)
    return _sign_ins(station, password)


def add_rundown(recording: Recording, bulletin: Bulletin) -> None:
    """Write the bulletin's items and script beside the recording."""
    recording.replace_rundown(
        [
            {
                "slug": timed.item.slug,
                "title": timed.item.title,
                "language": timed.item.language,
                "start": timed.start,
                "end": timed.end,
                "script": "\n".join(sentence.text for sentence in timed.item.sentences),
            }
            for timed in bulletin.items
        ]
    )


def _station() -> Station:
    with transaction.atomic():
        station = Station.objects.create(
            slug=SLUG, name="Đài Sông Xanh", language="vi", is_practice=True, asks_second_factor=False
        )
        record(station, "station_made", by=CLIPDESK, after={"name": station.name, "practice": True})
        for name in (NEWS, WEATHER, RADIO):
            Desk.objects.create(station=station, name=name)
        own_site(station, by=CLIPDESK)
    return station


def _people(station: Station, password: str) -> Cast:
    members: dict[str, Member] = {}
    for name, mailbox, role, desk in CAST:
        person = Person.objects.create_user(f"{mailbox}@practice.example", name, password, language="")
        desks = station.desks.filter(name=desk).first() if desk else None
        Membership.objects.create(person=person, station=station, desk=desks, role=role)
        if role == PRODUCER:
            for other in station.desks.exclude(name=desk):
                Membership.objects.create(person=person, station=station, desk=other, role=role)
        member = member_of(person, station)
        assert member is not None
        members[role] = member
    return Cast(members[PRODUCER], members[DESK_EDITOR], members[EDITOR_IN_CHIEF])


def _draft(producer: Member, recording: Recording, desk: Desk, text: ClipText, cues: tuple[Cue, ...]) -> Clip:
    """Cut the clip: ranges, an upright window on what matters, captions, texts."""
    clip = editing.new_clip(producer, recording, desk)
    recipe = Recipe(
        source_sha256=recording.original_id,
        ranges=tuple(Range(start, end) for start, end in text.ranges),
        framing={shape: Framing(x=text.focus if shape != "16:9" else Fraction(1, 2)) for shape in SHAPES},
        captions=cues,
        language=text.language,
    )
    content = Content(recipe=recipe, title=text.title, description=text.description, language=text.language)
    editing.save(clip, content, base=clip.head_number, member=producer)
    return clip


def _send(cast: Cast, clip: Clip, slot: datetime | None = None) -> Package:
    """Send to review and wait for the seal."""
    clip.refresh_from_db()
    send_to_review(clip, [Plan(clip.station.destinations.get(), slot)], base=clip.head_number, member=cast.producer)
    run_own_jobs()
    return Package.objects.get(clip=clip, state=Package.OPEN)


def _sign(cast: Cast, package: Package) -> None:
    seen = Confirmation(method="password")
    given = Given(seen_sha256=package.sha256, watched=True, answers=all_yes(package), confirmation=seen)
    sign(package, given, member=cast.chief)


def _publish(cast: Cast, clip: Clip, text: ClipText) -> None:
    _sign(cast, _send(cast, clip))
    run_own_jobs()


def _leave_draft(cast: Cast, clip: Clip, text: ClipText) -> None:
    """A draft is left as it is."""


def _review(cast: Cast, clip: Clip, text: ClipText) -> None:
    _send(cast, clip)


def _refuse(cast: Cast, clip: Clip, text: ClipText) -> None:
    send_back(_send(cast, clip), text.note, member=cast.editor)


def _schedule(cast: Cast, clip: Clip, text: ClipText) -> None:
    zone = ZoneInfo(clip.station.timezone)
    tomorrow = now().astimezone(zone) + timedelta(days=1)
    _sign(cast, _send(cast, clip, tomorrow.replace(hour=18, minute=30, second=0, microsecond=0)))
    run_own_jobs()


def _expire(cast: Cast, clip: Clip, text: ClipText) -> None:
    """Sign while a sign-off lasts a moment only, and let it run out before anybody hands the clip over."""
    usual = settings.SIGN_OFF_VALID_HOURS
    settings.SIGN_OFF_VALID_HOURS = MOMENT / timedelta(hours=1)
    try:
        package = _send(cast, clip)
    finally:
        settings.SIGN_OFF_VALID_HOURS = usual
    _sign(cast, package)
    time.sleep(max(0.0, (package.valid_until - now()).total_seconds()))
    expire(clip)
    run_own_jobs()


def _correct(cast: Cast, clip: Clip, text: ClipText) -> None:
    """Publish a wrong length first, then correct it."""
    content = clip.content
    wrong = editing.content_with(content, {"description": text.description.replace("200", "300")})
    editing.save(clip, wrong, base=clip.head_number, member=cast.producer)
    _publish(cast, clip, text)
    clip.refresh_from_db()
    editing.begin_correction(clip, text.note, member=cast.producer)
    editing.save(clip, content, base=clip.head_number, member=cast.producer)
    _publish(cast, clip, text)


def _withdraw(cast: Cast, clip: Clip, text: ClipText) -> None:
    _publish(cast, clip, text)
    _sign(cast, ask_for_withdrawal(clip, text.note, member=cast.editor))
    run_own_jobs()


def _fail(cast: Cast, clip: Clip, text: ClipText) -> None:
    """Take one sealed file away before it is sent, and put it back afterwards: “try again” will then work.

    Whoever stops the build in between leaves a file that is missing, which the next build makes again.
    """
    package = _send(cast, clip)
    sealed = next(made["sha256"] for made in package.content["files"] if made["role"] == "captions")
    path = StoredFile.objects.get(pk=sealed).path
    aside = settings.FILES / "incoming" / f"{path.name}.aside"
    _sign(cast, package)
    path.rename(aside)
    try:
        run_own_jobs()
    finally:
        aside.rename(path)


def _hold(cast: Cast, clip: Clip, text: ClipText) -> None:
    Hold.place(cast.editor, text.note, desk=clip.desk)
    _publish(cast, clip, text)


_STATES: dict[str, Callable[[Cast, Clip, ClipText], None]] = {
    "draft": _leave_draft,
    "in_review": _review,
    "sent_back": _refuse,
    "signed": _schedule,
    "expired": _expire,
    "published": _publish,
    "corrected": _correct,
    "withdrawn": _withdraw,
    "failed": _fail,
    "on_hold": _hold,
}


def _sign_ins(station: Station, password: str) -> str:
    """Return who can sign in to the practice station, and how."""
    rows = [f"  {mailbox}@practice.example   {name} ({role.replace('_', '-')})" for name, mailbox, role, _ in CAST]
    return "\n".join([f"Practice station “{station.name}”, password of everybody: {password}", *rows, ""])
