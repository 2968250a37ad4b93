"""Open a package, sign it, send it back, void it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.identity import Confirmation
from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Person
from clipdesk.accounts.notices import tell
from clipdesk.accounts.roles import SEND_BACK
from clipdesk.clips.access import require
from clipdesk.clips.editing import NoteMissing
from clipdesk.clips.models import Clip, Revision
from clipdesk.history.models import Actor
from clipdesk.history.transition import record, transition
from clipdesk.jobs.announce import announce
from clipdesk.kernel.canonical import canonical_json, digest
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import gettext_noop
from clipdesk.kernel.text import clean_words
from clipdesk.review.calling import call, settled
from clipdesk.review.challenge import challenge_of, path_of
from clipdesk.review.demands import demands_of, in_order
from clipdesk.review.emergencies import declare
from clipdesk.review.in_force import is_covered, is_of_desk
from clipdesk.review.keys import CountWentBack, KeyAnswer, doubt, prove
from clipdesk.review.models import Assertion, Package, SealedFile, SentBack, Shift, SignedUnder, SignOff, SignOffVoid
from clipdesk.review.refusals import DUTY, Answers, NotOnDuty, NotOpen, check, check_duty, check_key, waived

SENT_BACK = gettext_noop("the package was sent back")


@dataclass(frozen=True, kw_only=True)
class Given(Answers):
    """What a signer gives: their answers, and who they proved to be, for this sign-off alone."""

    confirmation: Confirmation | KeyAnswer


def open_package(clip: Clip, revision: Revision, kind: str, content: Mapping[str, Any], sent_by: Person) -> Package:
    """Seal `content` and put it before the signers. Call inside the transaction that assembled it."""
    canonical = canonical_json(content)
    package = Package.objects.create(
        station=clip.station,
        clip=clip,
        revision=revision,
        kind=kind,
        canonical=canonical.decode(),
        sha256=digest(canonical),
        sent_by=sent_by,
    )
    for sealed in content.get("files", []):
        SealedFile.objects.create(package=package, file_id=sealed["sha256"])
    by = Actor(id=sent_by.pk, name=sent_by.name, role="")
    record(package, "package_opened", by=by, after={"sha256": package.sha256, "clip": str(clip.pk), "kind": kind})
    announce("package.opened", urgent=clip.breaking, package_id=package.pk)
    call(package)
    return package


def sign(package: Package, given: Given, *, member: Member) -> SignOff:
    """Sign a package: the person answers for exactly this content from now on.

    Raises:
        Whatever `sign_together` raises. Nothing was written.
    """
    return sign_together([(package, given)], given.confirmation, member=member)[0]


def sign_together(
    said: Sequence[tuple[Package, Answers]], confirmation: Confirmation | KeyAnswer, *, member: Member
) -> list[SignOff]:
    """Sign one package or several, each with answers of its own, all with one confirmation; all of them or none.

    Raises:
        Whatever `check` and `keys.prove` raise. Nothing was written.
        KeyNeeded: the station, or a class of one of the clips, asks for a signing key.
    """
    check_key([package for package, _answers in said], member, confirmation)
    try:
        return _all_or_none(said, confirmation, member)
    except CountWentBack as error:
        doubt(error.key, by=member.actor)
        raise


def _all_or_none(
    said: Sequence[tuple[Package, Answers]], confirmation: Confirmation | KeyAnswer, member: Member
) -> list[SignOff]:
    with transaction.atomic():
        clips = sorted({package.clip_id for package, _ in said})
        list(Clip.objects.select_for_update(of=("self",)).filter(pk__in=clips).order_by("pk"))
        locked = [(_locked(package), answers) for package, answers in said]
        until = [check(package, answers, member=member) for package, answers in locked]
        canonicals = [package.canonical for package, _ in locked]
        assertion = None
        if isinstance(confirmation, KeyAnswer):
            assertion = prove(member.person, challenge_of(canonicals), confirmation)
        made = []
        for index, (package, answers) in enumerate(locked):
            sign_off = _sign_off(package, answers, until[index], confirmation.method, member)
            if assertion is not None:
                path = [step.hex() for step in path_of(canonicals, index)]
                SignedUnder.objects.create(
                    sign_off=sign_off, assertion=assertion, index=index, size=len(canonicals), path=path
                )
            made.append(sign_off)
            _record(sign_off, assertion, member)
            _settle(package, confirmation.method, member)
    return made


def _sign_off(package: Package, given: Answers, valid_until: datetime, method: str, member: Member) -> SignOff:
    """Write one sign-off."""
    waives = waived(package, member) if given.emergency is not None else []
    sign_off = SignOff.objects.create(
        station=package.station,
        package=package,
        package_sha256=package.sha256,
        signer=member.person,
        signer_name=member.person.name,
        signer_roles=", ".join(member.roles),
        method=method,
        policy=_policy(package),
        shift=None if DUTY in waives else _held(check_duty(package, member)),
        watched=given.watched,
        watched_copy=given.watched_copy if given.watched else "",
        played=given.played if given.watched else "",
        answers=in_order(package, given.answers),
        valid_until=valid_until,
    )
    if given.emergency is not None:
        declare(sign_off, clean_words(given.emergency), waives, member=member)
    return sign_off


def _settle(package: Package, method: str, member: Member) -> None:
    """Let a package go that is signed as it demands; while it is not, call whoever must sign it too."""
    if not is_covered(package):
        call(package)
        return
    transition(package, Package.SIGN, by=member.actor, because=method)
    settled(package)
    if package.kind != Package.WITHDRAWAL:
        transition(package.clip, Clip.SIGN, by=member.actor)
    _tell_author(package, "signed", {package.clip.author, package.sent_by} - {member.person})


def _policy(package: Package) -> str:
    """Name the rules that the package was sealed under: their version, and the beginning of their digest."""
    policy = package.content["policy"]
    return policy if isinstance(policy, str) else f"{policy['version']}:{policy['sha256'][:12]}"


def _held(shift: Shift | None) -> Shift | None:
    """Return the shift locked, so that nobody ends it or hands it over before the sign-off stands.

    Raises:
        NotOnDuty: somebody was faster.
    """
    if shift is None:
        return None
    held = Shift.objects.select_for_update(no_key=True, of=("self",)).get(pk=shift.pk)
    if held.state != Shift.PLANNED or not held.starts <= now() < held.ends:
        raise NotOnDuty(people=_("nobody"))
    return held


def _record(sign_off: SignOff, assertion: Assertion | None, member: Member) -> None:
    """Write into the ledger what was answered for, and the digest of the signature under it."""
    after = {
        "package": sign_off.package_sha256,
        "method": sign_off.method,
        "watched": sign_off.watched,
        "watched_copy": sign_off.watched_copy,
        "played": sign_off.played,
        "answers": sign_off.answers,
    }
    if sign_off.shift_id:
        after["shift"] = str(sign_off.shift_id)
    if demands_of(sign_off.package).of_desk and is_of_desk(member, sign_off.package):
        after["of_desk"] = True
    if assertion is not None:
        after["signature"] = digest(
            b"".join(map(bytes, (assertion.authenticator_data, assertion.client_data, assertion.signature)))
        )
    record(sign_off, "sign_off_given", by=member.actor, after=after)
    announce("sign_off.given", sign_off_id=sign_off.pk)


def send_back(package: Package, reason: str, *, member: Member) -> None:
    """Refuse a package with a reason; the clip goes back to its author.

    Raises:
        NoteMissing: no reason was given.
        NotOpen: the package no longer waits.
    """
    require(member, SEND_BACK, package.clip)
    reason = clean_words(reason)
    if not reason:
        raise NoteMissing
    with transaction.atomic():
        package = _locked(package)
        if package.state != Package.OPEN:
            raise NotOpen
        SentBack.objects.create(package=package, by=member.person, reason=reason)
        for sign_off in package.sign_offs.filter(void=None):
            SignOffVoid.objects.create(sign_off=sign_off, because=SENT_BACK)
        transition(package, Package.SEND_BACK, by=member.actor, because=reason)
        settled(package)
        if package.kind != Package.WITHDRAWAL:
            transition(package.clip, Clip.SEND_BACK, by=member.actor, because=reason)
        _tell_author(package, "sent_back", {package.clip.author, package.sent_by} - {member.person})


def void(package: Package, because: str, *, by: Actor) -> None:
    """Make a package worthless, and with it every sign-off of it. Call inside the transaction that gives the cause."""
    for sign_off in package.sign_offs.filter(void=None):
        SignOffVoid.objects.create(sign_off=sign_off, because=because)
    if package.state in Package.DROP.start:
        transition(package, Package.DROP, by=by, because=because)
        settled(package)


def _locked(package: Package) -> Package:
    """Return the package as it is now, it and its clip locked (the clip first, as everywhere)."""
    clip = Clip.objects.select_for_update(of=("self",)).get(pk=package.clip_id)
    package = Package.objects.select_for_update(of=("self",)).select_related("revision").get(pk=package.pk)
    package.clip = clip
    return package


def _tell_author(package: Package, kind: str, people: set[Person]) -> None:
    """Tell those who made and sent the clip what became of it."""
    clip = package.clip
    link = f"/s/{clip.station.slug}/clips/{clip.pk}/"
    tell(people, station=clip.station, desk=clip.desk, kind=kind, cause=f"package:{package.pk}", link=link)
