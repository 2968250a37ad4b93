"""Let somebody back in who lost every factor: phone, passkeys and recovery codes.

An operator begins it with a reason, a second person agrees, and a link goes to the person's own mailbox and to nobody else:
whoever let them in learns no password and can sign in as nobody. As soon as the second person agrees nothing opens the
account any more, for a lost phone may be in other hands: whoever is signed in is signed out, and password, second factors
and signing keys end. With the link they set a new password, and the desk asks for a new second factor; a link that nobody
used leaves them out until it is begun anew. Rooms above that hold keys add a function to `receivers` from `AppConfig.ready`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from clipdesk.accounts.granting import NotYourself
from clipdesk.accounts.member import Member, NotAllowed
from clipdesk.accounts.models import Chat, ChatLink, Device, Person, Recovery, Station
from clipdesk.accounts.notices import people_who_may, tell
from clipdesk.accounts.roles import ABILITIES, OPERATE, PEOPLE, SIGN
from clipdesk.history.models import Actor
from clipdesk.history.transition import record
from clipdesk.kernel.canonical import digest
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.text import clean_words, sort_key

WAITS_DAYS = 3
LINK_HOURS = 24
#: Called with the person whose keys end, and who agreed to it.
receivers: list[Callable[[Person, Actor], None]] = []


class PracticeLetsNobodyIn(ClipdeskError):
    """Somebody at a practice station wants to change what opens an account."""

    message = gettext_noop("A practice station lets nobody back in: everybody operates it. Do it from a real station.")


class NoMailServer(ClipdeskError):
    """The link would lie in a file on this machine, where others can read it."""

    message = gettext_noop(
        "This desk sends no e-mail, so the link would reach nobody but the operator. Have a mail server set up, then "
        "begin."
    )


class ReasonMissing(ClipdeskError):
    """Nothing says why."""

    message = gettext_noop("Write why they cannot come in, and how you know that it is them. It stays in the history.")


class BegunAlready(ClipdeskError):
    """Somebody else was faster."""

    message = gettext_noop("Somebody has begun this for {name} already. A second person must agree, or drop it.")


class NotTheSecond(ClipdeskError):
    """Who began it agrees with themselves, or whoever it is about does."""

    message = gettext_noop(
        "You began this, or it is about you. Somebody else must agree: an operator or an editor-in-chief."
    )


class NotWhereTheySign(ClipdeskError):
    """Somebody of a station where the person signs nothing agrees to end their signing keys."""

    message = gettext_noop(
        "{name} signs at another station: {stations}. An operator or an editor-in-chief there must agree."
    )


class AboutYourself(ClipdeskError):
    """Whoever it is about drops it: whoever holds their session could keep them out by that."""

    message = gettext_noop("This is about you. Somebody else drops it: an operator or an editor-in-chief.")


class RecoveryOver(ClipdeskError):
    """It was confirmed, used or dropped, or its time ran out."""

    message = gettext_noop(
        "This is over: it was used or dropped, or it took too long. Begin anew if it is still needed."
    )


class LinkOver(ClipdeskError):
    """The link was used, or is too old, or never was one."""

    message = gettext_noop("This link was used, or is older than {hours} hours. Ask your operator to begin anew.")


def begin(member: Member, person: Person, reason: str) -> Recovery:
    """Say that somebody lost every factor; whoever may agree is told.

    Raises:
        NotAllowed, NotYourself, PracticeLetsNobodyIn, NoMailServer, ReasonMissing, BegunAlready: nothing was written.
    """
    member.require_reach(OPERATE, None)
    _check_place(member.station)
    if person.pk == member.person.pk:
        raise NotYourself
    reason = clean_words(reason)
    if not reason:
        raise ReasonMissing
    with transaction.atomic():
        person = _lock_person(person.pk)
        if not person.is_active:
            raise NotAllowed
        if running(person) is not None:
            raise BegunAlready(name=person.name)
        person.recoveries.filter(ended_at=None).update(ended_at=now())  # whose time ran out
        made = Recovery.objects.create(
            station=member.station,
            person=person,
            reason=reason,
            begun_by=member.person,
            expires_at=now() + timedelta(days=WAITS_DAYS),
        )
        record(made, "recovery_begun", by=member.actor, after=_about(made), because=reason)
        _tell(made)
    return made


def confirm(member: Member, recovery: Recovery) -> str:
    """Agree as the second person; return the link's token, of which only the hash is kept. From now on nothing but the link
    opens the account, and the person's signing keys are over.

    Raises:
        NotAllowed, PracticeLetsNobodyIn, NoMailServer, NotTheSecond, NotWhereTheySign, RecoveryOver: nothing was written.
    """
    member.require_reach(PEOPLE, None)
    _check_place(member.station)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        held = _locked(recovery)
        if held.confirmed_at is not None:
            raise RecoveryOver
        if member.person.pk in {held.begun_by_id, held.person_id}:
            raise NotTheSecond
        stations = stations_that_agree(held.person)
        if member.station not in stations:
            raise NotWhereTheySign(name=held.person.name, stations=", ".join(one.name for one in stations))
        changes = {
            "confirmed_by": member.person,
            "confirmed_at": now(),
            "token_hash": digest(token.encode()),
            "expires_at": now() + timedelta(hours=LINK_HOURS),
        }
        Recovery.objects.filter(pk=held.pk).update(**changes)
        _shut(held.person, member.actor)
        record(held, "recovery_confirmed", by=member.actor, after=_about(held))
    return token


def drop(member: Member, recovery: Recovery) -> None:
    """Let it be; a link that was sent works no longer.

    Raises:
        NotAllowed, AboutYourself, RecoveryOver: nothing was written.
    """
    member.require_reach(PEOPLE, None)
    with transaction.atomic():
        held = _locked(recovery)
        if member.person.pk == held.person_id:
            raise AboutYourself
        _end(held, member.actor)


def drop_of(person: Person, station: Station | None, *, by: Actor) -> None:
    """Let be what waits for somebody who leaves: what was begun at `station`, or, none given, all of it. Call it inside the
    transaction that lets them go."""
    rows = _waiting(Recovery.objects.select_related("person").select_for_update(of=("self",)).filter(person=person))
    for held in rows if station is None else rows.filter(station=station):
        _end(held, by)


def drop_all(*, by: Actor) -> None:
    """Let be everything that waits: after a restore nobody knows which links were used since. Call it inside a transaction."""
    for held in _waiting(Recovery.objects.select_related("person").select_for_update(of=("self",))):
        _end(held, by)


def stations_that_agree(person: Person) -> list[Station]:
    """Return the stations whose people may let somebody back in: those where they sign, for their signing keys end; of
    somebody who signs nowhere all of theirs. Practice stations never."""
    rows = person.memberships.filter(station__is_practice=False).select_related("station")
    signing = [row for row in rows if SIGN in ABILITIES[row.role]]
    found = {row.station_id: row.station for row in signing or rows}
    return sorted(found.values(), key=lambda station: sort_key(station.name))


def may_agree(member: Member, recovery: Recovery) -> bool:
    """Tell whether somebody may be the second person."""
    return (
        member.desks_for(PEOPLE) is None
        and member.person.pk not in {recovery.begun_by_id, recovery.person_id}
        and member.station in stations_that_agree(recovery.person)
    )


def running(person: Person) -> Recovery | None:
    """Return the way back in that waits for somebody, if one does."""
    rows = Recovery.objects.select_related("begun_by", "confirmed_by", "person", "station")
    return _waiting(rows.filter(person=person)).first()


def link_to(token: str) -> str:
    """Return the whole address of the link."""
    return settings.ORIGIN + reverse("accounts:recover", kwargs={"token": token})


def opened_by(token: str) -> Recovery:
    """Return what a link lets in.

    Raises:
        LinkOver: nothing, or nothing any more.
    """
    found = _behind(token).first()
    if found is None:
        raise LinkOver(hours=LINK_HOURS)
    return found


def use(token: str, password: str) -> Person:
    """Set a new password; everything that opened the account before opens it no more, and whoever is signed in as them
    elsewhere is signed out.

    Raises:
        LinkOver: the link works no longer.
        django.core.exceptions.ValidationError: the password is too weak.
    """
    with transaction.atomic():
        found = _behind(token).first()
        if found is None:
            raise LinkOver(hours=LINK_HOURS)
        person = _lock_person(found.person_id)
        held = _behind(token).select_for_update(of=("self",)).first()
        if held is None:
            raise LinkOver(hours=LINK_HOURS)
        by = Actor(id=person.pk, name=person.name, role="")
        validate_password(password, person)
        _shut(person, by)
        person.set_password(password)
        person.save(update_fields=["password"])
        Recovery.objects.filter(pk=held.pk).update(ended_at=now())
        record(held, "recovery_used", by=by, after=_about(held))
    return person


def _check_place(station: Station) -> None:
    """Raise where nobody is let back in from."""
    if station.is_practice:
        raise PracticeLetsNobodyIn
    if not settings.EMAIL_HOST:
        raise NoMailServer


def _shut(person: Person, by: Actor) -> None:
    """End everything that opens the account, signs for it or shows its notices. Another password ends every session, too."""
    person.set_unusable_password()
    person.save(update_fields=["password"])
    Authenticator.objects.filter(user=person).delete()
    Device.objects.filter(person=person).delete()
    Chat.objects.filter(person=person).delete()
    ChatLink.objects.filter(person=person).delete()
    for receive in receivers:
        receive(person, by)


def _end(held: Recovery, by: Actor) -> None:
    Recovery.objects.filter(pk=held.pk).update(ended_at=now())
    record(held, "recovery_dropped", by=by, after=_about(held))


def _waiting(rows: QuerySet[Recovery]) -> QuerySet[Recovery]:
    return rows.filter(ended_at=None, expires_at__gt=now())


def _behind(token: str) -> QuerySet[Recovery]:
    rows = Recovery.objects.select_related("person", "station").filter(confirmed_at__isnull=False)
    return _waiting(rows.filter(token_hash=digest(token.encode()), person__is_active=True))


def _lock_person(person_id: UUID) -> Person:
    """Lock whoever it is about: always before the row that lets them in, so that no two steps wait for each other."""
    return Person.objects.select_for_update().get(pk=person_id)


def _locked(recovery: Recovery) -> Recovery:
    person = _lock_person(recovery.person_id)
    rows = Recovery.objects.select_for_update(of=("self",)).select_related("person", "station")
    held = _waiting(rows.filter(pk=recovery.pk, person__is_active=True)).first()
    if held is None:
        raise RecoveryOver
    held.person = person
    return held


def _about(recovery: Recovery) -> dict[str, str]:
    return {"person": recovery.person.name, "email": recovery.person.email}


def _tell(recovery: Recovery) -> None:
    """Tell whoever may agree, all over their stations: everybody sees that it goes on."""
    known = {recovery.begun_by_id, recovery.person_id}
    for station in stations_that_agree(recovery.person):
        people = [person for person in people_who_may(PEOPLE, station) if person.pk not in known]
        link = reverse("accounts:person", kwargs={"station": station.slug, "person_id": recovery.person_id})
        tell(people, station=station, desk=None, kind="recovery_waits", cause=str(recovery.pk), link=link)
