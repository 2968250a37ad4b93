"""Tell people what waits for them. Rooms above call `tell()` inside the transaction that gives the cause."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.models import Desk, Membership, Notice, Person, Station
from clipdesk.accounts.roles import ABILITIES, OPERATE, abilities
from clipdesk.jobs.announce import announce
from clipdesk.kernel.clock import now

#: Kind → the sentence on the page and wherever else it is told. It never holds a clip's content.
KINDS = {
    "sign_off_waiting": _("A clip waits for your sign-off"),
    "sign_off_urgent": _("A clip waits for your sign-off now"),
    "sign_off_due": _("A clip that waits for your sign-off is due within half an hour"),
    "on_rota": _("You are on duty: look at the rota"),
    "off_rota": _("You are no longer on duty: look at the rota"),
    "nobody_on_duty": _("Something is planned, and nobody is on duty to sign for it"),
    "emergency": _("A clip was released in an emergency: look at it"),
    "emergency_unseen": _("Nobody has looked at an emergency release in time"),
    "not_signed_in_time": _("Nobody signed in time: a clip can be signed only once it is sent again"),
    "sent_back": _("A clip was sent back to you"),
    "picture_note": _("Somebody wrote a note on a clip that you work on"),
    "signed": _("Your clip was signed off"),
    "render_failed": _("A clip could not be made ready for its review and is a draft again: look at it"),
    "ingest_failed": _("A recording could not be read"),
    "publication_failed": _("A publication failed"),
    "will_be_refused": _("A clip waits for its sign-off, but a destination will not take it as it is"),
    "ahead_refused": _("A planned clip could not be brought to its destination ahead of its time: look at it"),
    "no_room": _("A clip waits: its destination takes no more new posts for now"),
    "publication_unknown": _("A publication needs a decision: its outcome is unknown"),
    "sign_off_expired": _("A sign-off no longer holds: the clip did not go out"),
    "take_down_failed": _("A withdrawn clip has not been taken down everywhere yet"),
    "by_hand": _("A clip waits to be posted by hand"),
    "by_hand_overdue": _("Nobody has done yet what must be done by hand: posting, correcting or taking down"),
    "by_hand_look": _("Something done by hand waits for a second look"),
    "by_hand_differs": _("A second look found something else than was signed, or said"),
    "by_hand_stop": _("A clip that you have in hand is to be withdrawn: post nothing, and say what became of it"),
    "missed_slot": _("A planned publication missed its time and waits for a decision"),
    "drafts_handed_over": _("Drafts were handed over to you"),
    "assigned": _("You were asked to do something: accept or decline"),
    "assignment_declined": _("Somebody declined what you asked them to do"),
    "plan_changed": _("A plan that you work for was changed: look at it"),
    "contact_due": _("An answer to or from somebody outside is due: look at the request"),
    "contact_overdue": _("An answer to or from somebody outside is overdue: look at the request"),
    "held": _("Publishing was put on hold"),
    "accounts_changed": _("The register of official accounts was changed"),
    "account_shows_otherwise": _(
        "An account of the station shows another name than before: look whether it is still ours"
    ),
    "unsigned_post": _("A post stands on an account of the station that the desk did not publish: is it ours?"),
    "account_in_trouble": _("A destination can no longer be used: look at its account"),
    "channel_silent": _("A channel brings nothing any more: look at it"),
    "channel_alarm": _("A channel is silent, black or frozen, or on its backup source: look at it"),
    "planned_in_danger": _(
        "A scheduled recording runs or is about to begin, and its channel brings nothing: look at it"
    ),
    "planned_not_whole": _("A scheduled recording could not be made, or parts of it are missing: look at it"),
    "planned_ready": _("A scheduled recording is ready: look at what is proposed"),
    "account_proposed": _("An account waits for your word: is it the station’s?"),
    "permission_ends": _("The permission of a destination ends within a week: connect it again"),
    "disk_full": _("The disk is nearly full"),
    "history_unsigned": _("The history has not been signed for a while: look at the signer"),
    "recovery_waits": _("Somebody lost their access: a second person must agree"),
    "chat_unlinked": _("Telegram no longer takes your notices: your chat was unlinked"),
    "bot_died": _("Telegram no longer takes the bot's token: give it a new one"),
    "webhook_failed": _("The webhook does not answer: calls were given up"),
}


def tell(people: Iterable[Person], *, station: Station, desk: Desk | None, kind: str, cause: str, link: str) -> None:
    """Write one notice per person and have it told in the ways they chose; who was told of this cause before is not told again.

    Args:
        people: who is told.
        station: where.
        desk: the desk it concerns, if one.
        kind: a key of `KINDS`.
        cause: what is unique about it, for example `package:<id>`.
        link: the path of the page where it is dealt with.
    """
    write(people, Notice(station=station, desk=desk, kind=kind, cause=cause, link=link))


def write(people: Iterable[Person], like: Notice) -> None:
    """Do what `tell` does, with a notice that may also name risk classes; `like` itself is never saved."""
    if like.kind not in KINDS:
        raise LookupError(f"unknown kind of notice {like.kind}")
    said = {"station": like.station, "desk": like.desk, "kind": like.kind, "link": like.link, "classes": like.classes}
    for person in people:
        notice, made = Notice.objects.get_or_create(person=person, cause=f"{like.kind}:{like.cause}", defaults=said)
        if made:
            announce("notice.written", urgent=notice.is_urgent, notice_id=notice.pk)


def tell_operators(kind: str, about: str) -> None:
    """Tell the operators of every station, once a day, of something that concerns the whole desk: `about` names it."""
    for station in Station.objects.all():
        tell(
            people_who_may(OPERATE, station),
            station=station,
            desk=None,
            kind=kind,
            cause=f"{about}:{now():%Y-%m-%d}",
            link=f"/s/{station.slug}/",
        )


def mark_as_read(notices: QuerySet[Notice]) -> None:
    """Note that the person has seen them; what was read before keeps its time."""
    notices.filter(read_at=None).update(read_at=now())


def people_who_may(ability: str, station: Station, desk: Desk | None = None) -> list[Person]:
    """Return the active people of a station whose role includes `ability` on `desk` (or, none given, anywhere)."""
    roles = [role for role in ABILITIES if ability in abilities(role, practice=station.is_practice)]
    rows = Membership.objects.filter(station=station, role__in=roles, person__is_active=True).select_related("person")
    if desk is not None:
        rows = rows.filter(desk=desk) | rows.filter(desk=None)
    return list({row.person_id: row.person for row in rows}.values())
