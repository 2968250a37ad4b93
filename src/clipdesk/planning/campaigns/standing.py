"""How a campaign stands: planned, made and on time by destination and language; what is missing; what went public."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID
from zoneinfo import ZoneInfo

from clipdesk.planning.campaigns.outcomes import Outcome, outcomes_of
from clipdesk.planning.models import Assignment, Campaign, Made, Phase, Story
from clipdesk.ui.languages import language_name

#: Of what went public, the newest are shown with what they did.
MOST_POSTS = 200


@dataclass
class Row:
    """Clips for one destination in one language. destination: its name, empty: anywhere. made: of those planned, how many
    are done; on_time: of those made, how many by their deadline; late: still to be made, the deadline over."""

    destination: str
    language: str
    planned: int = 0
    made: int = 0
    on_time: int = 0
    late: int = 0

    def count(self, work: Assignment) -> None:
        """Count one clip."""
        self.planned += 1
        if work.state == Assignment.DONE:
            self.made += 1
            self.on_time += work.done_at is not None and work.done_at <= work.deadline
        else:
            self.late += work.is_late

    @property
    def open(self) -> int:
        """How many are still to be made."""
        return self.planned - self.made


@dataclass(frozen=True)
class Missing:
    """What is missing of a campaign. no_owner: clips that nobody has; no_clip: clips that somebody has and whose deadline is
    over; no_version: a story, and the names of the languages in which nobody plans a clip of it; no_plan: stories without any
    clip planned."""

    no_owner: Sequence[Assignment] = ()
    no_clip: Sequence[Assignment] = ()
    no_version: Sequence[tuple[Story, Sequence[str]]] = ()
    no_plan: Sequence[Story] = ()

    @property
    def count(self) -> int:
        """How much is missing, all kinds together."""
        return len(self.no_owner) + len(self.no_clip) + len(self.no_version) + len(self.no_plan)


@dataclass(frozen=True)
class Post:
    """One clip that is public on one destination, and what it did. on_time: None where it was made for no deadline."""

    made: Made
    language: str
    on_time: bool | None
    too_early: bool
    outcome: Outcome


@dataclass(frozen=True)
class Standing:
    """Rows by destination and language, with their sum."""

    rows: Sequence[Row] = field(default_factory=list)

    @property
    def total(self) -> Row:
        """All rows together."""
        whole = Row("", "")
        for row in self.rows:
            for name in ("planned", "made", "on_time", "late"):
                setattr(whole, name, getattr(whole, name) + getattr(row, name))
        return whole


def standing_of(campaign: Campaign) -> Standing:
    """Return how the clips of a campaign stand, over all desks."""
    rows: dict[tuple[str, str], Row] = {}
    for work in clips_of(campaign):
        key = (work.destination.name if work.destination else "", language_of(work, campaign))
        rows.setdefault(key, Row(*key)).count(work)
    return Standing([rows[key] for key in sorted(rows)])


def clips_of(campaign: Campaign) -> list[Assignment]:
    """Return the clips that are or were to be cut for a campaign, in order of their deadlines; not what was cancelled."""
    rows = Assignment.objects.filter(story__campaign=campaign, kind=Assignment.CUT)
    rows = rows.exclude(state=Assignment.CANCELLED).select_related("story", "destination", "person")
    return list(rows.order_by("deadline", "pk"))


def missing_of(campaign: Campaign, stories: Iterable[Story]) -> Missing:
    """Return what is missing of these open stories of a campaign (with `assignments` fetched)."""
    no_owner: list[Assignment] = []
    no_clip: list[Assignment] = []
    no_version: list[tuple[Story, list[str]]] = []
    no_plan: list[Story] = []
    for story in stories:
        clips = [
            work
            for work in story.assignments.all()
            if work.kind == Assignment.CUT and work.state != Assignment.CANCELLED
        ]
        free = [work for work in clips if work.state in {Assignment.OPEN, Assignment.DECLINED}]
        no_owner += free
        no_clip += [work for work in clips if work.is_late and work not in free]
        spoken = {language_of(work, campaign) for work in clips}
        absent = [language_name(code) for code in campaign.languages if language_name(code) not in spoken]
        if not clips:
            no_plan.append(story)
        elif absent:
            no_version.append((story, absent))
    return Missing(no_owner, no_clip, no_version, no_plan)


def posts_of(campaign: Campaign) -> list[Post]:
    """Return what is public of a campaign, the newest first, with what rooms above know of it."""
    rows = Made.objects.filter(assignment__story__campaign=campaign, taken_down_at=None)
    made = list(rows.select_related("destination", "assignment").order_by("-at")[:MOST_POSTS])
    told = outcomes_of([one.publication for one in made])
    return [_post(one, campaign, told) for one in made]


def phases_of(campaign: Campaign) -> list[tuple[Phase, int]]:
    """Return the phases in their order, each with how many clips went public in it; one in two places is one clip."""
    zone = ZoneInfo(campaign.station.timezone)
    rows = Made.objects.filter(assignment__story__campaign=campaign, taken_down_at=None).values_list("clip", "at")
    days = {(clip, at.astimezone(zone).date()) for clip, at in rows}
    return [
        (phase, len({clip for clip, day in days if phase.first_on <= day <= phase.last_on}))
        for phase in campaign.phases.order_by("first_on", "last_on", "pk")
    ]


def language_of(work: Assignment, campaign: Campaign) -> str:
    """Return the name of the language in which a clip is to be."""
    return language_name(work.language or campaign.station.language)


def _post(made: Made, campaign: Campaign, told: Mapping[UUID, Outcome]) -> Post:
    work = made.assignment
    return Post(
        made,
        language_of(work, campaign) if work else "",
        made.at <= work.deadline if work else None,
        campaign.embargo is not None and made.at < campaign.embargo,
        told.get(made.publication, Outcome()),
    )
