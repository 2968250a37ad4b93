"""Ideas: written in one line by anybody on the desk, or put there by another room with its evidence; taken up by planners
(`stories.make`), or dropped.

Planning imports no room above it. A room that finds something calls `propose`, and says once, from its `AppConfig.ready`,
how the board calls its cards:

    ideas.sources["surveys"] = _("From a survey")
"""

from __future__ import annotations

from django.db import transaction
from django.utils.http import url_has_allowed_host_and_scheme

from clipdesk.accounts.member import Member, member_of
from clipdesk.accounts.models import Desk, Person
from clipdesk.accounts.roles import PLAN, SEE
from clipdesk.history.models import CLIPDESK
from clipdesk.history.transition import record, transition
from clipdesk.planning.models import Idea
from clipdesk.planning.models.idea import sources

__all__ = ["drop", "propose", "revive", "sources", "write"]
MOST_LETTERS = 280


def write(member: Member, desk: Desk, words: str) -> Idea:
    """Put an idea on the board.

    Raises:
        NotAllowed.
    """
    member.require(SEE, desk.pk)
    with transaction.atomic():
        idea = Idea.objects.create(station=member.station, desk=desk, words=words, made_by=member.person)
        record(idea, "idea_written", by=member.actor, after={"words": words})
    return idea


def propose(desk: Desk, text: str, evidence: str, link: str, source: str, *, by: Person | None = None) -> Idea:
    """Put a card with its evidence on a desk's board, for a room above; the same finding stands there once.

    A card that is there already comes back as it is: also where it was taken up, and where it was dropped, because people
    decided that. The caller has seen to it that `by` may see what the evidence tells.

    Args:
        desk: whose board.
        text: what could be made of it, in one sentence; what is over 280 letters is cut off.
        evidence: what it rests on: figures with their base, the question that was asked.
        link: where it is seen, as an address of this desk (“/s/…”); with `source` it tells findings apart.
        source: the room, as in `sources`; at most 30 letters.
        by: who had it put there; None: the desk found it by itself.

    Raises:
        ValueError: no text, evidence or source, or the link leads elsewhere.
    """
    words, evidence = " ".join(text.split()), evidence.strip()
    if not (words and evidence and source):
        raise ValueError("a card needs a sentence, its evidence and its source")
    if not (link.startswith("/") and url_has_allowed_host_and_scheme(link, None)):
        raise ValueError(f"the evidence is not on this desk: {link!r}")
    if len(words) > MOST_LETTERS:
        words = words[: MOST_LETTERS - 1].rstrip() + "…"
    said = {"station": desk.station, "words": words, "evidence": evidence, "made_by": by}
    member = member_of(by, desk.station) if by else None
    with transaction.atomic():
        idea, is_new = Idea.objects.get_or_create(desk=desk, source=source, link=link, defaults=said)
        if is_new:
            told = {"words": words, "source": source, "link": link}
            record(idea, "idea_proposed", by=member.actor if member else CLIPDESK, after=told)
    return idea


def drop(idea: Idea, *, member: Member) -> None:
    """Take an idea off the board: whoever wrote it, or a planner.

    Raises:
        NotAllowed, IllegalTransition.
    """
    if idea.made_by_id != member.person.pk:
        member.require(PLAN, idea.desk_id)
    transition(idea, Idea.DROP, by=member.actor)


def revive(idea: Idea, *, member: Member) -> None:
    """Put a dropped idea back on the board.

    Raises:
        NotAllowed, IllegalTransition.
    """
    member.require(PLAN, idea.desk_id)
    transition(idea, Idea.REVIVE, by=member.actor)
