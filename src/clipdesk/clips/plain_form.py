"""The cutting page's form without scripts: texts, flags, one range as times, the captions as SRT, the names on the picture, and
whether a picture of its own goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from math import ceil
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from clipdesk.clips.asked import read_time
from clipdesk.clips.content import FLAGS, Content
from clipdesk.clips.models import Clip
from clipdesk.clips.translations import laid_anew
from clipdesk.kernel.time import NotATime, frame_at
from clipdesk.media.captions import read_file, to_srt
from clipdesk.media.lower_third import USUAL, LowerThird
from clipdesk.media.recipe import Range

_TEXTS = ("title", "description", "language", "look", "strap", "captions", "start", "end", "base", "no_picture")
_NAMED = ("named_start", "named_end", "named_name", "named_role")


def shown(content: Content) -> dict[str, Any]:
    """Return what the fields show of a content; start and end as seconds, the flags as the set of those that are on."""
    cuts = content.recipe.ranges
    return {
        "title": content.title,
        "description": content.description,
        "language": content.language,
        "look": content.recipe.look,
        "strap": content.recipe.title,
        "captions": to_srt(content.recipe.captions),
        "named": [_named_row(one) for one in content.recipe.lower_thirds] + [("", "", "", "")],
        "start": seconds_text(cuts[0].start),
        "end": seconds_text(cuts[-1].end),
        "one_range": len(cuts) == 1,
        "flags": {name for name in FLAGS if content.flags.get(name, False)},
    }


def typed(form: QueryDict) -> dict[str, Any]:
    """Return what was typed, to be shown again beside the sentence that refused it."""
    fields = {name: form.get(name, "") for name in _TEXTS}
    named = list(zip(*(form.getlist(name) for name in _NAMED), strict=False))
    return {"form": {**fields, "named": named, "one_range": bool(form.get("start")), "flags": set(FLAGS) & set(form)}}


def read(form: QueryDict, clip: Clip) -> Content:
    """Read the form on top of the clip's newest revision. Captions outside the field stay as they are.

    Raises:
        NotATime, CaptionError, TextTooLong, …: as their sentences say.
    """
    old = clip.content
    recipe = replace(
        old.recipe,
        captions=_captions(form, old),
        language=form.get("language", old.recipe.language),
        look=form.get("look", old.recipe.look),
        title=form.get("strap", old.recipe.title).strip(),
        lower_thirds=_lower_thirds(form, clip, old),
    )
    start, end, before = form.get("start", ""), form.get("end", ""), shown(old)
    if before["one_range"] and start and end and (start, end) != (before["start"], before["end"]):
        rate = clip.recording.frame_rate
        cut = Range(_frame_start(start, rate), _frame_start(end, rate))
        recipe = replace(recipe, ranges=(cut,))
    language = form.get("language", old.language)
    further = laid_anew(old, recipe.captions)
    further.pop(language, None)  # the clip's own is none beside it
    changes: Mapping[str, Any] = {
        "recipe": recipe.to_json(),
        "title": form.get("title", "").strip(),
        "description": form.get("description", "").strip().replace("\r\n", "\n"),
        "language": language,
        "flags": {name: name in form for name in FLAGS},
        "translations": further,
        "picture": "" if "no_picture" in form else old.picture,
    }
    return Content.from_json({**old.to_json(), **changes})


def seconds_text(seconds: Fraction) -> str:
    """Write a time as seconds with three decimals: exact enough to name one frame."""
    return f"{float(seconds):.3f}"


def _captions(form: QueryDict, old: Content) -> Any:
    text = form.get("captions", "").replace("\r\n", "\n").strip()
    if not text:
        return ()
    if text == to_srt(old.recipe.captions).strip():
        return old.recipe.captions
    speakers = {(cue.start, cue.end): cue.speaker for cue in old.recipe.captions}
    found = read_file(text.encode(), _("the captions field")).cues
    return tuple(replace(cue, speaker=speakers.get((cue.start, cue.end), "")) for cue in found)


def _named_row(one: LowerThird) -> tuple[str, str, str, str]:
    """What the fields show of a name on the picture; times as seconds."""
    return seconds_text(one.start), seconds_text(one.end), one.name, one.role


def _lower_thirds(form: QueryDict, clip: Clip, old: Content) -> tuple[LowerThird, ...]:
    """Read the names on the picture: a row without a name is none, one without an end stays for the usual time."""
    if "named_name" not in form:
        return old.recipe.lower_thirds
    known = {_named_row(one)[:2]: (one.start, one.end) for one in old.recipe.lower_thirds}
    found, rate = [], clip.recording.frame_rate
    for start, end, name, role in zip(*(form.getlist(field) for field in _NAMED), strict=False):
        name, role = " ".join(name.split()), " ".join(role.split())
        if not name:
            continue
        if (start, end) in known:  # untouched: as exact as it was
            found.append(LowerThird(*known[start, end], name, role))
            continue
        begins = _frame_start(start, rate)
        ends = _frame_start(end, rate) if end.strip() else Fraction(ceil((begins + USUAL) * rate)) / rate
        found.append(LowerThird(begins, ends, name, role))
    return tuple(sorted(found, key=lambda one: one.start))


def _frame_start(text: str, rate: Fraction) -> Fraction:
    """Read `h:mm:ss.fff`, `m:ss.fff` or seconds, and take the frame shown then.

    Raises:
        NotATime: it is none of these.
    """
    seconds = Fraction(0)
    for part in text.strip().replace(",", ".").split(":"):
        try:
            seconds = seconds * 60 + read_time(part)
        except NotATime as error:
            raise NotATime(text=text) from error
    return Fraction(frame_at(seconds + Fraction(1, 1000), rate)) / rate
