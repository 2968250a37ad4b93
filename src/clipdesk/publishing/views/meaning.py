"""What a publication's state means in plain words, and what a person can do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clipdesk.clips.models import Clip
from clipdesk.connectors.contract import NotReady, StillWorking
from clipdesk.destinations.models import Destination
from clipdesk.kernel.clock import now
from clipdesk.publishing.ahead import lies_ready
from clipdesk.publishing.embargoes import waits_for_embargo
from clipdesk.publishing.hands import has_not_said, look_at, said_gone
from clipdesk.publishing.machine import Event, IllegalEvent, State, step
from clipdesk.publishing.models import HandWord, Hold, Publication
from clipdesk.publishing.moves import GONE, NO_ACCOUNT

Words = str | Promise


@dataclass(frozen=True)
class Meaning:
    """One case in words: its tone, what it means, what can be done now."""

    tone: str
    means: Words
    advice: Words


@dataclass(frozen=True)
class Decision:
    """A decision that somebody can take about a publication; `asks` is what they confirm, where there is no way back."""

    event: Event
    label: Words
    icon: str
    kind: str = ""
    asks: Words = ""


_CASES: dict[str, Meaning] = {
    "unsigned": Meaning(
        "review",
        _(
            "It is planned, but not signed yet. Nothing goes out before an editor-in-chief has signed exactly this clip."
        ),
        _("Have it signed in the review. To change where or when it goes, take the clip back and send it again."),
    ),
    "in_work": Meaning(
        "draft",
        _("It is planned, but the clip is being worked on again. Nothing goes out before it is sent and signed."),
        _("Send the clip to review when it is ready, or cancel the publication."),
    ),
    "lapsed": Meaning(
        "review",
        _("The sign-off no longer holds, so nothing is sent."),
        _("Send the clip to review again and have it signed, or cancel the publication."),
    ),
    "held": Meaning(
        "held",
        _("It is signed, but a hold is in force over it. It waits until somebody lets it go on."),
        _("Lift the hold on the page of publications. If its time passes by then, it asks before it is sent."),
    ),
    "embargoed": Meaning(
        "held",
        _("It is signed, but its campaign is under embargo. It goes out by itself once the embargo is over."),
        _("Whoever plans sets the embargo on the campaign’s page."),
    ),
    "scheduled": Meaning(
        "signed",
        _("It is signed and goes out by itself at its time."),
        _(
            "To stop it, cancel it here or hold publishing. To change it, take the clip back: it must then be signed again."
        ),
    ),
    "lies_ready": Meaning(
        "signed",
        _(
            "It is signed and lies ready at the destination, where nobody can see it. It goes public by itself at its time."
        ),
        _(
            "To stop it, cancel it here or hold publishing; what was cancelled is deleted there. To change it, take the clip "
            "back: it must then be signed again."
        ),
    ),
    "due": Meaning("signed", _("It is signed and its time has come. It goes out within seconds."), _("Wait a moment.")),
    "sending": Meaning(
        "info",
        _("The signed files are on their way. The public sees nothing of them yet."),
        _("Wait a moment, or hold publishing to stop it."),
    ),
    "being_prepared": Meaning(
        "info",
        _("All files have arrived and the destination still prepares the video. The public sees nothing of it yet."),
        _("Wait: it goes public as soon as that is done. To stop it, hold publishing."),
    ),
    "by_hand": Meaning(
        "review",
        _("It is signed and its time has come. It waits for a person: nothing is posted there by a machine."),
        _(
            "Make a link for a phone, post it in the app with the sealed file and texts, and paste the address of the post."
        ),
    ),
    "correction_by_hand": Meaning(
        "review",
        _(
            "The public sees the version from before the correction. The correction is signed and waits for a person, who "
            "makes it in the app."
        ),
        _("Make a link for a phone: it says what to change, with the texts to copy."),
    ),
    "deleted_by_hand": Meaning(
        "failed",
        _(
            "Somebody says that the old post was deleted and nothing new posted: the public sees no post of this clip there."
        ),
        _("Have it posted anew by a correction, or ask for its withdrawal, so that it is on record."),
    ),
    "to_post_anew": Meaning(
        "review",
        _(
            "The old post was deleted, as somebody says: the public sees no post of this clip there until the correction is "
            "posted."
        ),
        _("Make a link for a phone: it says what to change, with the texts to copy."),
    ),
    "in_hand": Meaning(
        "info",
        _("Somebody has it in hand and is posting it now. Nobody else can begin."),
        _(
            "Wait until they say where it stands. If they say nothing within an hour, somebody must look at the account."
        ),
    ),
    "said_live": Meaning(
        "live",
        _(
            "It is public, as whoever posted it by hand says. Nobody else has looked yet whether it shows what was signed."
        ),
        _("Somebody else opens the post and says here what they see."),
    ),
    "seen_other": Meaning(
        "failed",
        _("It is public, and whoever looked says that it does not show what was signed."),
        _("If something in it is wrong, correct it on the clip's page or ask for its withdrawal."),
    ),
    "take_down_by_hand": Meaning(
        "failed",
        _("It is withdrawn here, but the post is still up there: a person must take it down."),
        _("Delete the post in the app, then say so here. Somebody else then looks that it is gone."),
    ),
    "said_gone": Meaning(
        "review",
        _("Somebody says that they took it down. It counts as gone once somebody else has looked."),
        _("Open the address of the post and look whether it is really gone."),
    ),
    "gone_by_hand": Meaning(
        "withdrawn",
        _("It was taken down by hand, and a second person has seen that it is gone."),
        _("There is nothing left to do. A withdrawal is final."),
    ),
    "gone_unsaid": Meaning(
        "failed",
        _(
            "A second person has seen that the post is gone. But whoever had it in hand when it was withdrawn has not said "
            "whether another was posted: one may still be up."
        ),
        _("Ask them, and look through the whole account. If a post is there, say here at which address."),
    ),
    "processing": Meaning(
        "info",
        _("Everything has arrived and the destination was asked to show it. We wait for the answer."),
        _("Wait a moment. This cannot be stopped any more; it can be withdrawn afterwards."),
    ),
    "sending_whole": Meaning(
        "info",
        _("The signed files are compared with their seals once more. Nothing has left yet."),
        _("Wait a moment, or hold publishing to stop it."),
    ),
    "processing_whole": Meaning(
        "info",
        _("The signed files are on their way; the public sees them once all have arrived. We wait for the answer."),
        _("Wait. A hold still stops it while the files are on their way; afterwards it can only be withdrawn."),
    ),
    "live": Meaning(
        "live",
        _("The public sees it, exactly as it was signed."),
        _("If something in it is wrong, correct it on the clip's page or ask for its withdrawal."),
    ),
    "corrected": Meaning(
        "live",
        _("The public sees the corrected version, with the note beside it."),
        _("If something in it is wrong, correct it on the clip's page or ask for its withdrawal."),
    ),
    "correction_due": Meaning(
        "live",
        _("The public sees the version from before the correction. The correction is signed and follows in seconds."),
        _("Wait a moment."),
    ),
    "correction_held": Meaning(
        "held",
        _("The public sees the version from before the correction. The correction is signed, but a hold stops it."),
        _("Lift the hold on the page of publications; the correction then goes out."),
    ),
    "failed": Meaning(
        "failed",
        _("It did not go out, and it is not tried again by itself. The public sees nothing of it."),
        _("Put right what the reason names, then try again; or cancel the publication."),
    ),
    "failed_public": Meaning(
        "failed",
        _("The correction did not go out, and it is not tried again by itself. The public still sees what was there."),
        _("Put right what the reason names, then try again; or ask for the withdrawal of what is public."),
    ),
    "failed_account": Meaning(
        "failed",
        _(
            "It did not go out, because the account could not be used. Once it works again, this goes out by itself if it "
            "is not too late by then. The public sees nothing of it."
        ),
        _("Have an operator look at the account under Destinations; or cancel the publication."),
    ),
    "failed_public_account": Meaning(
        "failed",
        _(
            "The correction did not go out, because the account could not be used. Once it works again, the correction "
            "goes out by itself. The public still sees what was there."
        ),
        _("Have an operator look at the account under Destinations; or ask for the withdrawal of what is public."),
    ),
    "failed_gone": Meaning(
        "failed",
        _(
            "The correction did not go out: there is nothing to correct any more. The public sees no post of this clip here."
        ),
        _("Ask for the withdrawal, so that it is on record that this was taken down."),
    ),
    "unknown": Meaning(
        "unknown",
        _("It was handed over, but the answer was lost: nobody knows whether the public sees it."),
        _("Look at the destination yourself, then say what you found. Until then nothing is sent again."),
    ),
    "accepted": Meaning(
        "info",
        _(
            "The destination has taken it and does not show it yet: it still prepares it, or somebody there looks at it."
        ),
        _("Wait. It is asked again by itself until it shows it. If that takes long, look there yourself."),
    ),
    "missed": Meaning(
        "review",
        _("Its time passed before it could go out, and it is never sent late by itself."),
        _("Decide: send it now all the same, or cancel it."),
    ),
    "withdrawn": Meaning(
        "withdrawn",
        _("It was taken down. At its address the public reads that it was withdrawn, and why."),
        _("There is nothing left to do. A withdrawal is final."),
    ),
    "taken_down": Meaning(
        "withdrawn",
        _("It was taken down: the destination has confirmed that the post is gone."),
        _("There is nothing left to do. A withdrawal is final."),
    ),
    "still_up": Meaning(
        "failed",
        _("It is withdrawn here, but the destination has not confirmed that the post is gone: it may still be up."),
        _(
            "The destination is asked again by itself until the post is gone. If you delete it there, that is noticed too."
        ),
    ),
    "cancelled": Meaning(
        "withdrawn",
        _("It was cancelled before it went out. The public never saw it."),
        _("If it is to go out after all, send the clip to review again."),
    ),
}

_DECISIONS = (
    Decision(
        Event.SEND_LATE,
        _("Send it late"),
        "send",
        asks=_("It goes out at once, although its time has passed. Once it is public, it can only be withdrawn."),
    ),
    Decision(Event.RETRY, _("Try again"), "send"),
    Decision(
        Event.FOUND_LIVE,
        _("I found it live"),
        "check",
        asks=_("You looked at the destination and saw this very version. From now on it counts as public."),
    ),
    Decision(
        Event.FOUND_ABSENT,
        _("I found it absent"),
        "send",
        asks=_(
            "You looked at the destination and it is not there. It is sent again at once; if it was there after all, "
            "the public would see it twice."
        ),
    ),
    Decision(
        Event.CANCEL,
        _("Cancel the publication"),
        "cross",
        "danger",
        asks=_("It will not go out to this destination. To publish it later, send the clip to review again."),
    ),
)
_MOVING = {"due", "sending", "sending_whole", "processing", "processing_whole", "correction_due"}
EVENTS = {decision.event.value: decision.event for decision in _DECISIONS}


def meaning_of(publication: Publication, held: bool) -> Meaning:
    """Return what the publication's case means."""
    return _CASES[_case(publication, held)]


def is_stopped(publication: Publication, held: bool) -> bool:
    """Tell whether it would go out now, or at its time, if no hold were over it."""
    return held and _case(publication, held) in {"held", "correction_held"}


def is_moving(publication: Publication, held: bool) -> bool:
    """Tell whether it changes by itself within seconds, so that the page should look again."""
    return _case(publication, held) in _MOVING


def decisions_for(publication: Publication) -> list[Decision]:
    """Return the decisions that the machine takes in this state. What is public is withdrawn, never just cancelled."""
    return [
        decision
        for decision in _DECISIONS
        if _possible(publication, decision.event) and not (decision.event is Event.CANCEL and publication.is_public)
    ]


def covers(holds: Iterable[Hold], publication: Publication) -> bool:
    """Tell whether one of the holds in force reaches over the publication."""
    return any(
        hold.desk_id in {None, publication.clip.desk_id} and hold.destination_id in {None, publication.destination_id}
        for hold in holds
    )


def _possible(publication: Publication, event: Event) -> bool:
    try:
        step(State(publication.state), event)
    except IllegalEvent:
        return False
    return True


def _case(publication: Publication, held: bool) -> str:
    """Return the key of the publication's case; mostly that is its state."""
    state = publication.state
    if state == State.PREPARED:
        return _prepared_case(publication, held)
    if state == State.SENDING and held:
        return "held"
    if state == State.BY_HAND and held:
        return "correction_held" if publication.is_public else "held"
    if state == State.FAILED:
        return _failed_case(publication)
    if state in {State.LIVE, State.CORRECTED} and publication.package_id != publication.shown_id:
        return "correction_held" if held else "correction_due"
    if publication.destination.is_by_hand and state in _BY_HAND:
        return _BY_HAND[State(state)](publication)
    if state == State.SENDING and _ended(publication) == NotReady.__name__:
        return "being_prepared"
    if state == State.UNKNOWN and _ended(publication) == StillWorking.__name__:
        return "accepted"
    if state in {State.SENDING, State.PROCESSING} and _leaves_in_one(publication.destination):
        return f"{state}_whole"  # its files leave in one piece, with the call that publishes them
    if state == State.WITHDRAWN and not publication.destination.is_own_site:
        return "taken_down" if publication.taken_down_at else "still_up"
    return state


def _leaves_in_one(place: Destination) -> bool:
    """Tell whether nothing leaves for a destination before the call that publishes."""
    return place.is_by_hand or place.limits.in_one


def _ended(publication: Publication) -> str | None:
    """Return how its newest attempt ended; None: there was none."""
    return publication.attempts.order_by("-run").values_list("outcome", flat=True).first()


def _waiting_case(publication: Publication) -> str:
    if not publication.is_public:
        return "by_hand"
    return "to_post_anew" if said_gone(publication) else "correction_by_hand"


def _withdrawn_case(publication: Publication) -> str:
    if publication.taken_down_at:
        return "gone_unsaid" if has_not_said(publication) else "gone_by_hand"
    return "said_gone" if said_gone(publication) else "take_down_by_hand"


def _public_case(publication: Publication) -> str:
    if said_gone(publication):
        return "deleted_by_hand"
    looked = look_at(publication)
    if looked is None:
        return "said_live"
    return "seen_other" if looked.kind == HandWord.OTHER else publication.state


_BY_HAND: dict[State, Callable[[Publication], str]] = {
    State.BY_HAND: _waiting_case,
    State.PROCESSING: lambda publication: "in_hand",
    State.WITHDRAWN: _withdrawn_case,
    State.LIVE: _public_case,
    State.CORRECTED: _public_case,
}


def _failed_case(publication: Publication) -> str:
    """Return the case of one that failed, by how its newest attempt ended."""
    case = "failed_public" if publication.is_public else "failed"
    ended = _ended(publication)
    if ended == NO_ACCOUNT:
        return f"{case}_account"
    is_gone = ended == GONE or (publication.destination.is_by_hand and said_gone(publication) is not None)
    return "failed_gone" if is_gone and publication.is_public else case


def _prepared_case(publication: Publication, held: bool) -> str:
    """Return the case of one that has not begun to go out."""
    sign_off = publication.sign_off
    if sign_off is None:
        return "unsigned" if publication.clip.state in {Clip.IN_REVIEW, Clip.SIGNED} else "in_work"
    if sign_off.valid_until <= now() or hasattr(sign_off, "void"):
        return "lapsed"
    if held:
        return "held"
    if waits_for_embargo(publication) is not None:
        return "embargoed"
    if not publication.slot or publication.slot <= now():
        return "due"
    return "lies_ready" if lies_ready(publication) else "scheduled"
