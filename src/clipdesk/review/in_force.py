"""Whether sign-offs cover their package at this moment: asked again whenever something is about to go out."""

from __future__ import annotations

from typing import NamedTuple

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import CHIEF, SIGN
from clipdesk.kernel.canonical import digest
from clipdesk.kernel.clock import now
from clipdesk.review.challenge import is_under
from clipdesk.review.demands import demands_of
from clipdesk.review.keys import KeyAnswer, NotThisKey, NotVerified, check_signature
from clipdesk.review.known import Known
from clipdesk.review.models import Package, SignOff
from clipdesk.review.own_work import had_a_part


def is_covered(package: Package) -> bool:
    """Tell whether a package is signed as it demands, now: by enough different people, an editor-in-chief and somebody of its
    desk among them where it asks for them; or by one who released it in an emergency and gave the reason."""
    if digest(package.canonical.encode()) != package.sha256:
        return False
    found, demands = standing(package), demands_of(package)
    if any(hasattr(one.sign_off, "emergency") for one in found):
        return True
    with_chief = not demands.is_personal or any(one.is_chief for one in found)
    with_desk = not demands.of_desk or any(one.is_of_desk for one in found)
    return len(found) >= demands.signers and with_chief and with_desk


class Standing(NamedTuple):
    """A sign-off in force, and who gave it: an editor-in-chief of the package's desk, somebody who answers for that very
    desk."""

    sign_off: SignOff
    is_chief: bool
    is_of_desk: bool


def is_of_desk(member: Member, package: Package) -> bool:
    """Tell whether somebody who signs answers for the package's own desk: their role is held there and not on all desks."""
    return (SIGN, package.clip.desk_id) in member.grants


def standing(package: Package, known: Known | None = None) -> list[Standing]:
    """Return the sign-offs of a package that are in force. One person signs a package once: that many rows are that many
    people."""
    known = known or Known([package])
    found = []
    for sign_off in known.sign_offs_of(package):
        sign_off.package = package
        signer = known.members.get(sign_off.signer_id)
        if signer is not None and _holds(sign_off, signer, known):
            found.append(Standing(sign_off, signer.may(CHIEF, package.clip.desk_id), is_of_desk(signer, package)))
    return found


def _holds(sign_off: SignOff, signer: Member, known: Known) -> bool:
    """Tell whether one sign-off holds: not void, in time, the seal whole, the signature good, and the signer still somebody
    who may sign there and has no part in the work."""
    package = sign_off.package
    if hasattr(sign_off, "void") or sign_off.valid_until <= now():
        return False
    if sign_off.package_sha256 != package.sha256 or digest(package.canonical.encode()) != package.sha256:
        return False
    ability = CHIEF if demands_of(package).chiefs_only else SIGN
    if not signer.may(ability, package.clip.desk_id) or had_a_part(package, signer.person, known):
        return False
    return _was_on_duty(sign_off, signer) and _is_signed(sign_off, package)


def _was_on_duty(sign_off: SignOff, signer: Member) -> bool:
    """Tell whether somebody who is no editor-in-chief there signed within a shift of their own, or in an emergency."""
    desk_id, shift = sign_off.package.clip.desk_id, sign_off.shift
    if signer.may(CHIEF, desk_id) or hasattr(sign_off, "emergency"):
        return True
    return (
        shift is not None
        and shift.person_id == sign_off.signer_id
        and shift.desk_id in {None, desk_id}
        and shift.covers(demands_of(sign_off.package).classes)
        and shift.starts <= sign_off.signed_at < shift.ends
    )


def _is_signed(sign_off: SignOff, package: Package) -> bool:
    """Check the signature again, where there is one: from the stored rows alone, as an outsider would."""
    if sign_off.method != KeyAnswer.method:
        return True
    if not hasattr(sign_off, "under"):
        return False
    under = sign_off.under
    kept, key = under.assertion, under.assertion.key
    challenge = bytes(kept.challenge)
    try:
        path = [bytes.fromhex(step) for step in under.path]
        whole = is_under(package.canonical, under.index, under.size, path, challenge)
        if key.person_id != sign_off.signer_id or not whole:
            return False
        parts = (bytes(kept.client_data), bytes(kept.authenticator_data), bytes(kept.signature))
        check_signature(key, challenge, *parts, fresh=False)
    except (NotThisKey, NotVerified, ValueError, TypeError):
        return False
    return True
