"""One search box over recordings with their rundowns, clips, texts and captions, with and without diacritics.

Vietnamese syllables are short: looked for anywhere, “Đà” would be found in “đang”. So a word of up to three letters
has to stand as it is, a longer one has to begin a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from operator import and_, or_
from typing import Any
from uuid import UUID

from django.db.models import F, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import SEE
from clipdesk.clips.access import clips_for
from clipdesk.clips.content import Content
from clipdesk.clips.models import Clip, Revision
from clipdesk.kernel.text import fold
from clipdesk.library.access import listed_recordings_for
from clipdesk.library.models import Recording, RundownItem
from clipdesk.media.timeline import clip_cues

SHOWN = 40
QUERY_CHARACTERS = 200
WHOLE_WORD = 3  # letters
WORD = re.compile(r"\w+(?:[.,:/-]\w+)*")  # also 4,18 and 18:30
GRID = Fraction(25)  # fine enough to tell which captions lie inside the cut


@door(SEE)
def search(request: HttpRequest, station: str) -> HttpResponse:
    """Find every recording and clip that holds all the words."""
    member = member_of_request(request)
    query = request.GET.get("q", "").replace("\0", "").strip()[:QUERY_CHARACTERS]
    words = WORD.findall(fold(query))
    context: dict[str, Any] = {"query": query, "words": words}
    if words:
        clips = list(clips_for(member).filter(_all(words, "text_folded"))[: SHOWN + 1])
        lines = _lines(clips[:SHOWN], words)
        context |= {
            "clips": [(clip, lines.get(clip.pk, "")) for clip in clips[:SHOWN]],
            "recordings": [(recording, _line_of_rundown(recording, words)) for recording in _recordings(member, words)],
            "more": len(clips) > SHOWN,
            "shown": SHOWN,
        }
    return render(request, "web/search.html", context)


def _recordings(member: Member, words: list[str]) -> Iterable[Recording]:
    """Return the recordings that hold all the words, each with the items of its rundown that do."""
    items = RundownItem.objects.filter(recording__station=member.station)
    items = items.filter(_all(words, "text_folded", "recording__title_folded"))
    found = _all(words, "title_folded") | Q(pk__in=items.values("recording"))
    rows = listed_recordings_for(member).filter(found)
    return rows.prefetch_related(Prefetch("rundown", queryset=items))[:SHOWN]


def _all(words: list[str], *fields: str) -> Q:
    """Return the condition that each of the words stands in one of the fields."""
    return reduce(and_, (reduce(or_, (_in(field, word) for field in fields)) for word in words))


def _in(field: str, word: str) -> Q:
    """Return the condition that `field` holds the word; the plain comparison spares most rows the other."""
    return Q(**{f"{field}__contains": word}, **{f"{field}__regex": _pattern(word, begins=r"\m", ends=r"\M")})


def _pattern(word: str, *, begins: str, ends: str) -> str:
    """Return a regular expression for a word; PostgreSQL and Python write a word's edges differently."""
    return begins + re.escape(word) + (ends if len(word) <= WHOLE_WORD else "")


def _holds(text: str, word: str) -> bool:
    """Tell whether a text holds a folded word."""
    return bool(re.search(_pattern(word, begins=r"\b", ends=r"\b"), fold(text)))


def _lines(clips: Iterable[Clip], words: list[str]) -> dict[UUID, str]:
    """Return, by clip, the sentence that was found where the title alone does not show it."""
    heads = Revision.objects.filter(clip__in=clips, number=F("clip__head_number"))
    return {head.clip_id: _line_of_clip(head.content, words) for head in heads}


def _line_of_clip(content: Content, words: list[str]) -> str:
    captions = (cue.text for cue in clip_cues(content.recipe, GRID))
    own = (line for text in content.own_words.values() for line in (text.title, *text.description.splitlines()))
    named = (one.said for one in content.recipe.named)
    return _line(content.title, [*content.description.splitlines(), *own, *named, *captions], words)


def _line_of_rundown(recording: Recording, words: list[str]) -> str:
    items = recording.rundown.all()  # only those that were found
    return _line(recording.title, [line for item in items for line in (item.title, *item.script.splitlines())], words)


def _line(title: str, lines: list[str], words: list[str]) -> str:
    """Return the first of the lines that holds most of the words the title lacks."""
    missing = [word for word in words if not _holds(title, word)]
    best = max(lines, key=lambda line: sum(_holds(line, word) for word in missing), default="")
    return best if any(_holds(best, word) for word in missing) else ""
