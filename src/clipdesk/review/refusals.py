"""What keeps somebody from signing: each reason with its sentence, and the checks that find it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import CHIEF, SIGN
from clipdesk.clips.access import require
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.text import clean_words
from clipdesk.review.demands import ANSWER_NAMES, NO, Answer, asked_of, demands_of
from clipdesk.review.in_force import is_of_desk, standing
from clipdesk.review.keys import KeyAnswer
from clipdesk.review.known import Known
from clipdesk.review.models import Package, Shift
from clipdesk.review.models.review_copy import check_watched
from clipdesk.review.models.risk import lifted_from
from clipdesk.review.own_work import is_own_work

DUTY, PERSONAL, OF_DESK, SIGNERS = "duty", "personal", "desk", "signers"
"""What a signature may lack, and an emergency release goes without: a shift for it, the editor-in-chief, somebody of the clip's
own desk, more people."""


class OwnWork(ClipdeskError):
    """The author, the last editor or the sender wants to sign."""

    message = gettext_noop(
        "You made, changed or sent this clip yourself. Author and signer are two people: ask another editor-in-chief."
    )


class NotOnDuty(ClipdeskError):
    """A deputy wants to sign outside their shift."""

    message = gettext_noop(
        "A deputy signs while on duty, and you are not on duty for this desk now. On duty: {people}. The "
        "rota is under Review → Rota."
    )


class NotTheirClass(ClipdeskError):
    """A deputy is on duty, but not for a class of this clip."""

    message = gettext_noop(
        "You are on duty, but not for this: {classes}. On duty for it: {people}. The rota is under Review → Rota."
    )


class ChiefNeeded(ClipdeskError):
    """Only deputies would have signed what an editor-in-chief signs personally."""

    message = gettext_noop(
        "An editor-in-chief must sign this personally: your rules of signing ask for it. Nothing was signed. The "
        "editors-in-chief were called."
    )


class DeskNeeded(ClipdeskError):
    """Nobody of the clip's own desk would have signed it."""

    message = gettext_noop(
        "Somebody whose role is for the desk “{desk}” must sign this: your rules of signing ask for it. Nothing was signed. "
        "Whoever can was called."
    )


class ChiefsOnly(ClipdeskError):
    """A deputy wants to sign what editors-in-chief alone sign."""

    message = gettext_noop(
        "Editors-in-chief alone sign this, also in an emergency: your rules of signing ask for it. Nothing was signed."
    )


class LiftedByYou(ClipdeskError):
    """Who took a class off a clip wants to sign it."""

    message = gettext_noop(
        "You took a risk class off this clip. Somebody else signs it: one person alone never does both."
    )


class SignedByYou(ClipdeskError):
    """Two signatures are two people."""

    message = gettext_noop("You have signed this already. It waits for somebody else: two signatures are two people.")


class NotWatched(ClipdeskError):
    """The signer has not confirmed that they watched the clip."""

    message = gettext_noop("Watch the clip to the end and tick that you have watched it. Then sign.")


class TooLate(ClipdeskError):
    """The package's time window is over."""

    message = gettext_noop(
        "Nobody signed this package in time, and now it can be signed no more. Send it again; then the new one is signed."
    )


class NotOpen(ClipdeskError):
    """The package was signed, sent back or voided meanwhile."""

    message = gettext_noop("This package no longer waits for a sign-off. Reload the page and look again.")


class OtherPackage(ClipdeskError):
    """The page showed another package than the one that waits now."""

    message = gettext_noop("The clip was changed while you looked at it. Reload the page, look at it again, then sign.")


class ChecklistOpen(ClipdeskError):
    """Not every question of the checklist was answered."""

    message = gettext_noop("Go through the checklist first: every line needs your answer. Nothing was signed.")


class NoWithoutReason(ClipdeskError):
    """A line of the checklist was answered with no, and nothing more."""

    message = gettext_noop(
        "You answered no: “{question}” Send the clip back, or write beside the line why you sign all the same. Nothing "
        "was signed."
    )


class ReasonMissing(ClipdeskError):
    """An emergency release without a reason."""

    message = gettext_noop("An emergency release needs your reason; it stays in the history. Nothing was signed.")


class NoEmergency(ClipdeskError):
    """An emergency release of what needs none."""

    message = gettext_noop("Nothing is missing here: your signature suffices. Sign as usual. Nothing was signed.")


class KeyNeeded(ClipdeskError):
    """The station asks for signing keys, and the signer gave a password."""

    message = gettext_noop(
        "A signing key is asked for here: a password and a code are not enough. Nothing was signed. Register a key "
        "under Review → Signing keys."
    )


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What a signer says: the digest of the package their page showed, that they watched it, what they answer to which
    question. watched_copy: the SHA-256 of the review copy where they watched that. played: the shapes that the page saw
    played through, apart by spaces. emergency: why they release it without
    all that is asked for; None where they do not."""

    seen_sha256: str
    watched: bool
    answers: Mapping[str, Answer] = field(default_factory=dict)
    watched_copy: str = ""
    played: str = ""
    emergency: str | None = None


def check(package: Package, said: Answers, *, member: Member) -> datetime:
    """Make sure that this person may sign this package with these answers; return until when it may be signed.

    Call it before identity is asked for, so that nobody spends a one-time code on a missing tick; `sign` calls it again.

    Raises:
        NotAllowed: the person signs nothing on this desk.
        OwnWork: they made, changed or sent it.
        SignedByYou, LiftedByYou, ChiefsOnly, NotOnDuty, NotTheirClass, ChiefNeeded, DeskNeeded, NotWatched, NotThisCopy,
        ChecklistOpen, NoWithoutReason, ReasonMissing, NoEmergency, NotOpen, OtherPackage, TooLate, BrokenSeal: as their
        sentences say.
    """
    require(member, SIGN, package.clip)
    if package.state != Package.OPEN:
        raise NotOpen
    valid_until = package.valid_until
    if is_own_work(package, member.person):
        raise OwnWork
    if any(one.signer_id == member.person.pk for one in package.sign_offs.all()):
        raise SignedByYou
    if lifted_from(package.clip).filter(lifted__by=member.person).exists():
        raise LiftedByYou
    if demands_of(package).chiefs_only and not is_chief(member, package):
        raise ChiefsOnly
    # What is public is withdrawn whatever is being corrected meanwhile; everything else must be the newest revision.
    is_newest = package.kind == Package.WITHDRAWAL or package.clip.head_number == package.revision.number
    if said.seen_sha256 != package.sha256 or not is_newest:
        raise OtherPackage
    if valid_until <= now():
        raise TooLate
    _check_emergency(package, said, member)
    if package.kind != Package.WITHDRAWAL:
        _check_answers(package, said)
    return valid_until


def lacking(package: Package, member: Member, known: Known | None = None) -> dict[str, ClipdeskError | None]:
    """Return what would be lacking if this person signed now: by `DUTY`, `PERSONAL` and `OF_DESK` they cannot, and the error
    says why; by `SIGNERS` (None) they can, and more people must."""
    known = known or Known([package])
    found: dict[str, ClipdeskError | None] = {}
    try:
        check_duty(package, member, known)
    except (NotOnDuty, NotTheirClass) as error:
        found[DUTY] = error
    missing, people = _missing_after(package, member, known)
    if people > 0:
        found[SIGNERS] = None
    else:
        found |= missing
    return found


def _missing_after(
    package: Package, member: Member, known: Known | None = None
) -> tuple[dict[str, ClipdeskError | None], int]:
    """Return who would still be missing once this person had signed: by kind, and how many people."""
    demands, others = demands_of(package), standing(package, known)
    found: dict[str, ClipdeskError | None] = {}
    if demands.is_personal and not (is_chief(member, package) or any(one.is_chief for one in others)):
        found[PERSONAL] = ChiefNeeded()
    if demands.of_desk and not (is_of_desk(member, package) or any(one.is_of_desk for one in others)):
        found[OF_DESK] = DeskNeeded(desk=package.clip.desk.name)
    return found, demands.signers - len(others) - 1


def waived(package: Package, member: Member) -> list[str]:
    """Return all that an emergency release by this person goes without."""
    found = {*lacking(package, member), *_missing_after(package, member)[0]}
    return [one for one in (DUTY, PERSONAL, OF_DESK, SIGNERS) if one in found]


def is_chief(member: Member, package: Package) -> bool:
    """Tell whether the person is an editor-in-chief of the package's desk."""
    return member.may(CHIEF, package.clip.desk_id)


def check_duty(package: Package, member: Member, known: Known | None = None) -> Shift | None:
    """Return the shift in which this person may sign this package now; an editor-in-chief needs none.

    Raises:
        NotOnDuty: they are a deputy, and not on duty.
        NotTheirClass: they are, but not for all of the clip's classes.
    """
    if is_chief(member, package):
        return None
    desk_id, demands = package.clip.desk_id, demands_of(package)
    there = (known or Known([package])).rota.on(desk_id)
    fitting = [shift for shift in there if shift.covers(demands.classes)]
    for shift in fitting:
        if shift.person_id == member.person.pk:
            return shift
    people = ", ".join(shift.person.name for shift in fitting) or _("nobody")
    if any(shift.person_id == member.person.pk for shift in there):
        raise NotTheirClass(classes=", ".join(demands.class_names), people=people)
    raise NotOnDuty(people=people)


def check_key(packages: list[Package], member: Member, confirmation: object) -> None:
    """Make sure that the confirmation is a key's answer where the station, or a class of one package, asks for that.

    Raises:
        KeyNeeded: it is not.
    """
    if not isinstance(confirmation, KeyAnswer) and asks_key(packages, member):
        raise KeyNeeded


def asks_key(packages: list[Package], member: Member) -> bool:
    """Tell whether a password does not suffice for these packages."""
    return member.station.asks_signing_key or any(demands_of(package).needs_key for package in packages)


def _check_emergency(package: Package, said: Answers, member: Member) -> None:
    """Raise what is lacking, unless the person takes it upon themselves, with a reason, to release it all the same."""
    lacks = lacking(package, member)
    if said.emergency is None:
        for error in lacks.values():
            if error is not None:
                raise error
    elif not clean_words(said.emergency):
        raise ReasonMissing
    elif not lacks:
        raise NoEmergency


def _check_answers(package: Package, said: Answers) -> None:
    """Raise NotWatched, NotThisCopy, ChecklistOpen or NoWithoutReason where something is missing."""
    if demands_of(package).is_watched and not said.watched:
        raise NotWatched
    if said.watched:
        check_watched(package, said.watched_copy)
    asked = {question.key for question in asked_of(package)}
    for question in demands_of(package).questions:
        given = said.answers.get(question.key)
        if given is None and question.key not in asked:
            continue  # in haste; what was answered all the same counts
        if given is None or given.answer not in ANSWER_NAMES:
            raise ChecklistOpen
        if given.answer == NO and not clean_words(given.note):
            raise NoWithoutReason(question=str(question))
