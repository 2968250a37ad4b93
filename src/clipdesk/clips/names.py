"""The names that a station knows, and where a clip writes them otherwise."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Station
from clipdesk.accounts.roles import SEND
from clipdesk.clips.access import clips_for
from clipdesk.clips.content import Content
from clipdesk.clips.models import Name, Revision
from clipdesk.history.transition import record
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.text import fold, sort_key

_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[\s\-–]+")
Words = tuple[str, ...]
LOOKED_THROUGH = 100
"""A person's newest clips whose names on the picture are offered again."""


class NotAWrongName(ClipdeskError):
    """A wrong spelling that is the right one, or none."""

    message = gettext_noop("“{wrong}” cannot be a wrong spelling of “{written}”. Write it as it is written wrong.")


@dataclass(frozen=True)
class Slip:
    """A name that is written otherwise than the station writes it: as it was found, as it should be, how often."""

    found: str
    written: str
    count: int


def names_of(station_id: UUID) -> list[Name]:
    """Return the station's names in dictionary order."""
    rows = Name.objects.filter(station_id=station_id).select_related("made_by")
    return sorted(rows, key=lambda name: sort_key(name.written))


def names_to_offer(member: Member) -> dict[str, str]:
    """Return whom a clip may name on its picture: those of the newest clips that the member sees, with the role of the newest
    one, and the station's names, without a role. In dictionary order."""
    newest = clips_for(member).order_by("-pk").values("pk")[:LOOKED_THROUGH]
    heads = Revision.objects.filter(clip__in=newest, number=F("clip__head_number")).order_by("-clip_id")
    found: dict[str, str] = {}
    for named in heads.values_list("content_json__recipe__lower_thirds", flat=True):
        for one in named or []:  # a recipe without names has no such part
            found.setdefault(one["name"], one["role"])
    for name in names_of(member.station.pk):
        found.setdefault(name.written, "")
    return dict(sorted(found.items(), key=lambda item: sort_key(item[0])))


def keep_name(member: Member, written: str, wrong: Sequence[str] = (), note: str = "") -> Name:
    """Write a name down, or what is known of one that is there already.

    Raises:
        NotAllowed: the person may not send clips to review, and so not say how names are written.
        NotAWrongName: see `check_wrong`.
    """
    member.require(SEND)
    written, wrong = _plain(written), [_plain(text) for text in wrong]
    check_wrong(written, wrong)
    with transaction.atomic():
        station = Station.objects.select_for_update().get(pk=member.station.pk)
        known = {"wrong": wrong, "note": note, "made_by": member.person}
        name, _ = Name.objects.update_or_create(station=station, written=written, defaults=known)
        record(name, "name_kept", by=member.actor, after={"written": written, "wrong": wrong})
    return name


def check_wrong(written: str, wrong: Sequence[str]) -> None:
    """Make sure that spellings can be wrong ones of the name `written`.

    Raises:
        NotAWrongName: one has no word in it, or is right.
    """
    for text in wrong:
        if not _words(text) or _plain(text).casefold() == _plain(written).casefold():
            raise NotAWrongName(wrong=text, written=written)


def drop_name(member: Member, written: str) -> None:
    """Take a name off the list. One that is gone already is no error.

    Raises:
        NotAllowed: as in `keep_name`.
    """
    member.require(SEND)
    with transaction.atomic():
        name = Name.objects.select_for_update(of=("self",)).filter(station=member.station, written=written).first()
        if name is not None:
            record(name, "name_dropped", by=member.actor, before={"written": name.written, "wrong": name.wrong})
            name.delete()


def slips_in(content: Content, names: Iterable[Name]) -> list[Slip]:
    """Return where titles, descriptions, strap, names on the picture and captions write a name otherwise; capitals do not
    count.

    A spelling that is known to be wrong is found in every language. A name of two words or more is also found by its
    bare letters where the clip is in Vietnamese: “Ben Sen” for “Bến Sen”. Shorter ones are words of their own too often,
    and English is written without marks.
    """
    by_letters = content.language == "vi"
    right: set[str] = set()
    wanted: dict[Words, str] = {}
    for name in names:
        right.add(name.written.casefold())
        spellings = {tuple(text.casefold() for text in _words(wrong)) for wrong in name.wrong}
        bare = tuple(fold(text) for text in _words(name.written))
        for spelling in spellings | ({bare} if by_letters and len(bare) > 1 else set()):
            wanted.setdefault(spelling, name.written)
    texts = (*content.written, *(cue.text for cue in content.recipe.heard))
    found = Counter(slip for text in texts for slip in _slips(unicodedata.normalize("NFC", text), wanted))
    return [Slip(was, written, count) for (was, written), count in found.items() if was.casefold() not in right]


def _slips(text: str, wanted: dict[Words, str]) -> Iterable[tuple[str, str]]:
    """Every place that is one of `wanted`, as it stands there and as it should; the longest where several begin."""
    places = list(_WORD.finditer(text))
    sizes = sorted({len(words) for words in wanted}, reverse=True)
    at = 0
    while at < len(places):
        size = next((size for size in sizes if _matches(text, places[at : at + size], size, wanted)), 0)
        if size:
            part = places[at : at + size]
            yield _plain(text[part[0].start() : part[-1].end()]), _matches(text, part, size, wanted)
        at += size or 1


def _matches(text: str, part: Sequence[re.Match[str]], size: int, wanted: dict[Words, str]) -> str:
    """Return how the words `part` should be written; empty where they are no name, or not one phrase."""
    joints = (text[left.end() : right.start()] for left, right in zip(part, part[1:], strict=False))
    if len(part) < size or not all(_BETWEEN.fullmatch(joint) for joint in joints):
        return ""
    exact = tuple(word[0].casefold() for word in part)
    return wanted.get(exact) or wanted.get(tuple(fold(word[0]) for word in part), "")


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
