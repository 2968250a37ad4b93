"""Shorts proposed from what is stored of a recording; taken as a draft, or refused for good."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from django.db import transaction

from clipdesk.accounts.member import Member
from clipdesk.accounts.notices import people_who_may, tell
from clipdesk.accounts.roles import CUT
from clipdesk.clips import editing
from clipdesk.clips.models import Clip, Refusal
from clipdesk.clips.thoughts import (
    LONGEST,
    SHORTEST,
    Material,
    Short,
    Story,
    Thought,
    sentences_between_pauses,
    sentences_of,
    shorts,
    stories_between_pauses,
)
from clipdesk.history.transition import record
from clipdesk.kernel.time import format_fraction
from clipdesk.library.models import PlannedRecording, Recording, RundownItem
from clipdesk.library.transcripts import hear_item, spoken_lines
from clipdesk.media.recipe import Cue, Range, Recipe

#: No short is shorter.
LEAST_SECONDS = 5
_COVERED = Fraction(1, 2)  # of what is spoken in a story, before its captions are believed to be all of it


def suggest(recording: Recording, shortest: int, longest: int) -> list[Short]:
    """Return the shorts of `shortest` to `longest` seconds that nobody refused and that no clip holds already.

    Raises:
        NotReady: the recording has not been read.
    """
    if recording.state != Recording.READY:
        raise editing.NotReady
    recipes = [clip.content.recipe for clip in recording.clips.all()]
    taken = [refusal.cut for refusal in recording.refusals.all()]
    taken += [cut for recipe in recipes for cut in recipe.ranges]
    return shorts(_material(recording, recipes), shortest, longest, taken)


def suggest_as_usual(recording: Recording, longest: int = LONGEST) -> tuple[list[Short], int]:
    """Return the shorts that are not shorter than usual, and from how many seconds on; where there are none, shorter ones.

    Raises:
        NotReady: see `suggest`.
    """
    found = suggest(recording, SHORTEST, longest)
    if found:
        return found, SHORTEST
    return suggest(recording, LEAST_SECONDS, longest), LEAST_SECONDS  # stories of a news flash may all be shorter


def tell_of_scheduled(recording: Recording) -> None:
    """Tell those who cut that a scheduled recording is ready, where its series says so; with a way to its shorts, if any."""
    rows = PlannedRecording.objects.filter(cut__recording=recording, series__tells=True)
    if recording.state != Recording.READY or not rows.exists():
        return
    found, _shortest = suggest_as_usual(recording)
    link = f"/s/{recording.station.slug}/recordings/{recording.pk}/{'shorts/' if found else ''}"
    people = people_who_may(CUT, recording.station, recording.desk)
    with transaction.atomic():
        tell(
            people,
            station=recording.station,
            desk=recording.desk,
            kind="planned_ready",
            cause=f"recording:{recording.pk}",
            link=link,
        )


def take(member: Member, recording: Recording, short: Short) -> Clip:
    """Make a draft of a short.

    Raises:
        NotAllowed, NotReady: see `editing.new_clip`.
    """
    item = recording.rundown.filter(pk=short.story.item).first() if short.story.item else None
    return editing.new_clip(member, recording, item=item, cut=short.cut)


def short_of_item(member: Member, recording: Recording, item: RundownItem) -> Clip:
    """Make a draft of an item of the rundown with the words of its script as captions: of all of it where it is no longer
    than a short, else of the best short in it, if there is one.

    Its script is listened for first where nobody did yet.

    Raises:
        NotAllowed, NotReady, ItemOutside: see `editing.new_clip`.
    """
    member.require(CUT, recording.desk_id)
    if recording.state != Recording.READY:
        raise editing.NotReady
    hear_item(recording, item)
    cut = None
    if item.within.end - item.within.start > LONGEST:
        found = suggest(recording, SHORTEST, LONGEST)
        cut = next((short.cut for short in found if short.story.item == item.pk), None)
    return editing.new_clip(member, recording, item=item, cut=cut)


def refuse(member: Member, recording: Recording, short: Short) -> None:
    """Keep that a short is not wanted. Twice is once.

    Raises:
        NotAllowed: the person may not cut on that desk.
    """
    member.require(CUT, recording.desk_id)
    place = {"start": format_fraction(short.cut.start), "end": format_fraction(short.cut.end)}
    with transaction.atomic():
        _row, made = Refusal.objects.get_or_create(recording=recording, **place, defaults={"made_by": member.person})
        if made:
            record(recording, "short_refused", by=member.actor, after=place)


def _material(recording: Recording, recipes: Sequence[Recipe]) -> Material:
    info, analysis, series = recording.source_info, recording.analysis, recording.loudness_series
    whole = analysis.loudness.integrated if analysis.loudness else 0.0

    def loud(cut: Range) -> float:
        return series.integrated((cut,)) - whole if series else 0.0

    return Material(
        stories=tuple(_stories(recording, _words(recording, recipes))),
        shots=tuple(number / info.grid for number in analysis.shots),
        duration=recording.duration,
        grid=info.grid,
        loud=loud,
    )


def _stories(recording: Recording, cues: Sequence[Cue]) -> Iterator[Story]:
    """One per item of the rundown; without a rundown, one between two long pauses."""
    spans, items = _spoken(recording), list(recording.rundown.all())
    if not items:
        yield from stories_between_pauses(_thoughts(cues, spans, ""))
    for item in items:
        within = item.within
        inside = [span for span in spans if within.holds_middle_of(span)]
        thoughts = _thoughts([cue for cue in cues if within.holds_middle_of(cue)], inside, item.script)
        if thoughts:
            yield Story(thoughts, item.title or item.slug, item.pk)


def _thoughts(cues: Sequence[Cue], spans: Sequence[Range], script: str) -> tuple[Thought, ...]:
    """Sentences of the captions where they cover what is spoken, else what the pauses tell."""
    shown = sum((cue.end - cue.start for cue in cues), Fraction(0))
    if cues and shown >= _COVERED * sum((span.end - span.start for span in spans), Fraction(0)):
        return sentences_of(cues)
    return sentences_between_pauses(spans, script)


def _words(recording: Recording, recipes: Sequence[Recipe]) -> Sequence[Cue]:
    """What is known to be said, line by line; else the fullest captions of any clip."""
    lines = [Cue(line.start, line.end, line.text) for line in spoken_lines(recording)]
    return lines or max((recipe.captions for recipe in recipes), key=len, default=())


def _spoken(recording: Recording) -> list[Range]:
    """Where somebody speaks; where nobody listened for that, whatever lies between two silences."""
    analysis = recording.analysis
    if analysis.speech:
        return list(analysis.speech.spans)
    found: list[Range] = []
    at = Fraction(0)
    for silence in analysis.silence:
        if silence.start > at:
            found.append(Range(at, silence.start))
        at = silence.end
    return [*found, Range(at, recording.duration)] if recording.duration > at else found
