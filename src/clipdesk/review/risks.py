"""Which risk classes a clip is in: found by the station's rules, set by people, taken off by a named decision alone."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import SEND, SEND_BACK
from clipdesk.clips.access import require
from clipdesk.clips.content import Content
from clipdesk.clips.editing import NoteMissing
from clipdesk.clips.finishing import cut_of, cut_or_finished_from
from clipdesk.clips.models import Clip
from clipdesk.history.models import CLIPDESK, Actor
from clipdesk.history.transition import record
from clipdesk.jobs.announce import announce
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.text import clean_words, spoken_words
from clipdesk.library.models import Recording
from clipdesk.review.models import Package, RiskLifted, RiskMark
from clipdesk.review.models.policy import policy_of
from clipdesk.review.models.risk import classes_of, marks_of
from clipdesk.review.own_work import makers_of
from clipdesk.review.rules import Rules
from clipdesk.review.signing import void

OPEN_STATES = frozenset({Clip.DRAFT, Clip.SENT_BACK, Clip.EXPIRED, Clip.IN_REVIEW})
_CHANGED = gettext_noop("the risk classes of the clip were changed")
_KNOWN = gettext_noop("more is known of the recording")


class NoSuchClass(ClipdeskError):
    """A class that the rules have not, or no longer."""

    message = gettext_noop("The rules of your station have no such risk class. Reload the page and choose another.")


class SignedAlready(ClipdeskError):
    """The classes of a clip that is signed or public are to be changed."""

    message = gettext_noop("This clip is signed or public already. Take it back or begin a correction first.")


class OwnRisk(ClipdeskError):
    """Somebody wants to take a class off a clip that they made."""

    message = gettext_noop(
        "You made, changed or sent this clip yourself. Somebody else decides that it is less of a risk."
    )


def beside(clip: Clip, content: Content) -> list[str]:
    """Return the words that are known of the pictures: what the recording and its file are called, where it comes from, and
    title, slug, rights and marks of the items of the rundown that the cuts touch; of a clip that was finished outside the
    desk also what the finished file is called."""
    recording, cuts = clip.cut_from, cut_of(clip, content).ranges
    finished = [] if clip.recording == recording else [clip.recording.original_name]
    items = [item for item in recording.rundown.all() if any(item.within.meets(cut) for cut in cuts)]
    of_items = (text for item in items for text in (item.title, item.slug, item.rights, *item.marks))
    return [recording.title, recording.original_name, clip.origin, *finished, *of_items]


def found_in(content: Content, rules: Rules, around: Sequence[str] = ()) -> dict[str, list[str]]:
    """Return the classes that the rules find in a clip's texts and marks, in the names of who speaks, and in the texts
    `around` (see `beside`), each with what was found."""
    recipe = content.recipe
    heard = " ".join(cue.text for cue in recipe.heard)  # a phrase may begin in one caption and end in the next
    further = (" ".join(texts) for texts in content.translations.values())
    texts = (*content.written, heard, *further, *recipe.speakers, *around)
    spoken = f" {' | '.join(spoken_words(text) for text in texts)} "
    found: dict[str, list[str]] = {}
    for one in rules.risky:
        words = [phrase for phrase in one.phrases if (said := spoken_words(phrase)) and f" {said} " in spoken]
        words += [flag for flag in one.flags if content.flags.get(flag)]
        if words:
            found[one.key] = words
    return found


def still_to_mark(clip: Clip, content: Content, rules: Rules) -> dict[str, list[str]]:
    """Return the classes that the rules find, that the clip is not in, and that nobody took off for these very finds."""
    known = classes_of(clip)
    refused: dict[str, set[str]] = {}
    for mark in clip.risk_marks.exclude(lifted=None):
        refused.setdefault(mark.risk_class, set()).update(mark.found)
    found = found_in(content, rules, beside(clip, content))
    return {key: words for key, words in found.items() if key not in known and set(words) - refused.get(key, set())}


def raise_by_rules(clip: Clip, content: Content, rules: Rules) -> None:
    """Mark what the rules find. Call it inside the transaction that seals the clip, holding it."""
    for key, words in still_to_mark(clip, content, rules).items():
        _write(clip, key, words, by=CLIPDESK)


def look_again(recording: Recording) -> None:
    """Look again at what waits for a sign-off, when more is known of a recording: it may be in another class, and what is
    said of where it comes from is sealed. Safe to run twice."""
    for pk in cut_or_finished_from(recording).filter(state=Clip.IN_REVIEW).values_list("pk", flat=True):
        with transaction.atomic():
            clip = Clip.objects.select_for_update(of=("self",)).select_related("station", "recording").get(pk=pk)
            waiting = clip.packages.filter(state=Package.OPEN).exclude(kind=Package.WITHDRAWAL).first()
            if clip.state != Clip.IN_REVIEW or waiting is None:
                continue
            rules = policy_of(clip.station).rules
            said_otherwise = waiting.content.get("origin", "") != clip.origin
            if said_otherwise or still_to_mark(clip, clip.content, rules):
                _seal_anew(clip, CLIPDESK, _KNOWN)  # sealing marks what the rules find


def mark(clip: Clip, key: str, *, member: Member) -> None:
    """Put a clip into a class. What waits for a sign-off is sealed anew, with what the class demands.

    Raises:
        NotAllowed: the person sends nothing to review on that desk.
        NoSuchClass, SignedAlready: nothing was written.
    """
    require(member, SEND, clip)
    if key not in {one.key for one in policy_of(clip.station).rules.risky}:
        raise NoSuchClass
    with transaction.atomic():
        clip = _locked(clip)
        if key not in classes_of(clip):
            _write(clip, key, [], by=member.actor, member=member)
            _seal_anew(clip, member.actor)


def lift(mark: RiskMark, reason: str, *, member: Member) -> None:
    """Decide, by name and with a reason, that a clip is not in a class. One that is taken off already is no error.

    Raises:
        NotAllowed: the person may send nothing back on that desk.
        OwnRisk, NoteMissing, SignedAlready: nothing was written.
    """
    require(member, SEND_BACK, mark.clip)
    reason = clean_words(reason)
    if not reason:
        raise NoteMissing
    with transaction.atomic():
        clip = _locked(mark.clip)
        if member.person.pk in makers_of(clip):
            raise OwnRisk
        held = marks_of(clip).filter(pk=mark.pk).first()
        if held is None:
            return
        RiskLifted.objects.create(mark=held, by=member.person, reason=reason)
        said = f"{_name(clip, held.risk_class)}: {reason}"
        record(clip, "risk_lifted", by=member.actor, before={"risk": held.risk_class}, because=said)
        _seal_anew(clip, member.actor)


def _write(clip: Clip, key: str, found: Sequence[str], *, by: Actor, member: Member | None = None) -> None:
    person = member.person if member else None
    RiskMark.objects.create(station=clip.station, clip=clip, risk_class=key, found=list(found), by=person)
    said = ", ".join([_name(clip, key), *(f"“{word}”" for word in found)])
    record(clip, "risk_marked", by=by, after={"risk": key, "found": list(found)}, because=said)


def _name(clip: Clip, key: str) -> str:
    """Return a class's name in the station's language, for the history."""
    one = policy_of(clip.station).rules.risk_class(key)
    return key if one is None else one.name.get(clip.station.language) or str(one)


def _locked(clip: Clip) -> Clip:
    """Return the clip as it is now, locked.

    Raises:
        SignedAlready: its classes stand as they were signed.
    """
    clip = Clip.objects.select_for_update(of=("self",)).select_related("station").get(pk=clip.pk)
    if clip.state not in OPEN_STATES:
        raise SignedAlready
    return clip


def _seal_anew(clip: Clip, by: Actor, because: str = _CHANGED) -> None:
    """What waits was sealed with other demands or facts: nobody signs it, and the render that is done is sealed again."""
    waiting = clip.packages.filter(state=Package.OPEN).exclude(kind=Package.WITHDRAWAL).first()
    if waiting is not None:
        void(waiting, because, by=by)
        announce("clip.sent", urgent=clip.breaking, clip_id=clip.pk)
