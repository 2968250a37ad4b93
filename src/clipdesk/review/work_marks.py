"""What review leaves behind, for the minutes of planning: opened, noted, answered, signed, sent back; and what waited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Max, Q, QuerySet

from clipdesk.planning.worktime.marks import REVIEW, Asked, Mark, Wait
from clipdesk.review.models import Looked, NoteReply, NoteResolved, Package, PictureNote, SentBack, SignOff


def marks_of_review(asked: Asked) -> Iterator[Mark]:
    """Return who opened a package (which opens the work), and who wrote, decided or signed when."""
    read: tuple[tuple[QuerySet[Any], str, str, str], ...] = (
        (Looked.objects.all(), "package__clip", "person", "at"),
        (PictureNote.objects.filter(by__isnull=False), "clip", "by", "at"),
        (NoteReply.objects.all(), "note__clip", "by", "at"),
        (NoteResolved.objects.all(), "note__clip", "by", "at"),
        (SignOff.objects.all(), "package__clip", "signer", "signed_at"),
        (SentBack.objects.all(), "package__clip", "by", "at"),
    )
    for rows, clip, person, at in read:
        found = rows.filter(
            **{f"{at}__gte": asked.starts, f"{at}__lt": asked.ends, f"{clip}__station__in": asked.stations}
        )
        if asked.person is not None:
            found = found.filter(**{person: asked.person})
        opens = rows.model is Looked
        for who, moment, which in found.values_list(person, at, clip):
            yield Mark(who, moment, REVIEW, which, opens)


def waits_of_review(asked: Asked) -> Iterator[Wait]:
    """Return what lay sealed before the signers: until the last signature, or until it was sent back."""
    rows = Package.objects.filter(station__in=asked.stations, made_at__lt=asked.ends)
    rows = rows.annotate(signed=Max("sign_offs__signed_at"))
    rows = rows.filter(Q(state=Package.OPEN) | Q(signed__gte=asked.starts) | Q(refusal__at__gte=asked.starts))
    for clip, state, starts, signed, refused in rows.values_list("clip", "state", "made_at", "signed", "refusal__at"):
        ends = None if state == Package.OPEN else signed or refused
        if ends is None or ends < asked.ends:
            yield Wait(clip, starts, ends)
