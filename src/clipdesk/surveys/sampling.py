"""How a sample was drawn from a list: strata, clusters, how large each stratum is, and what becomes of strata of one unit.

Stratum and cluster of a person stand in columns of the list that links are made for. The link takes them along, and the answer
gets them when the link is used: what variances need, and nothing more of the list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import ASK
from clipdesk.history.transition import record
from clipdesk.statistics.designs import Design, Lonely, design
from clipdesk.surveys.models import Survey
from clipdesk.surveys.refusals import ColumnMissing, GroupSmall, NothingToCount, SamplingFixed, SizesUnfit

#: A stratum or cluster of fewer links would point at people.
LEAST_LINKS = 5
LONGEST_NAME = 80
LONELY: dict[str, str | Promise] = {
    Lonely.REFUSE.value: _("No figures until it is joined with another one: the one choice that hides nothing"),
    Lonely.CENTRE.value: _("It is held against the mean of all units: intervals become rather too wide"),
    Lonely.CERTAIN.value: _(
        "It adds no uncertainty, as if it had been chosen for certain: intervals become too narrow"
    ),
}
Drawn = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Sampling:
    """What is known of the drawing.

    strata, clusters: the columns of the list that name them; empty: there are none. sizes: how many units (clusters where
    there are any, else people) each stratum has in all; empty: not known. lonely: a `Lonely` by its value. drawn: stratum →
    cluster → links made.
    """

    strata: str = ""
    clusters: str = ""
    sizes: Mapping[str, int] = field(default_factory=dict)
    lonely: str = Lonely.REFUSE.value
    drawn: Drawn = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        """Whether variances have to follow it."""
        return bool(self.strata or self.clusters or self.sizes)

    def units(self, stratum: str) -> int:
        """Return how many units of a stratum were drawn."""
        of_stratum = self.drawn.get(stratum, {})
        return len(of_stratum) if self.clusters else sum(of_stratum.values())

    def faults(self) -> Iterator[tuple[str, int, int]]:
        """Yield each stratum with a size that is missing (0) or smaller than what was drawn: name, size, units drawn."""
        for stratum in self.drawn if self.sizes else ():
            if self.sizes.get(stratum, 0) < self.units(stratum):
                yield stratum, self.sizes.get(stratum, 0), self.units(stratum)


def sampling_of(survey: Survey) -> Sampling:
    """Return how a survey's sample was drawn."""
    return Sampling(**survey.sampling)


def describe(survey: Survey, said: Sampling, *, member: Member) -> None:
    """Keep how the sample was drawn. The columns are fixed once links were made; sizes and lonely strata until answers go.

    Raises:
        SamplingFixed: other columns, though links were made. SizesUnfit: a stratum's size cannot be.
        NothingToCount: the answers are deleted. Nothing was written.
    """
    member.require(ASK)
    with transaction.atomic():
        held = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
        before = sampling_of(held)
        if held.answers_deleted_on is not None:
            raise NothingToCount
        is_free = held.state == Survey.DRAFT and not held.links_made
        if (said.strata, said.clusters) != (before.strata, before.clusters) and not is_free:
            raise SamplingFixed
        new = Sampling(said.strata, said.clusters, said.sizes, Lonely(said.lonely).value, before.drawn)
        _check_sizes(new)
        if new != before:
            Survey.objects.filter(pk=held.pk).update(sampling=asdict(new))
            told = {"strata": new.strata, "clusters": new.clusters, "sizes": dict(new.sizes), "lonely": new.lonely}
            record(held, "survey_sample_described", by=member.actor, after=told)
    survey.sampling = asdict(new)


def places_of(sampling: Sampling, rows: Sequence[Sequence[str]]) -> tuple[bool, list[tuple[str, str]]]:
    """Return whether the first row is a head, and the stratum and cluster of each further row.

    Without columns to look for, no row is taken for a head.

    Raises:
        ColumnMissing: the head lacks a column, or a row has nothing in it.
    """
    if not (sampling.strata or sampling.clusters):
        return False, [("", "")] * len(rows)
    head = [" ".join(cell.split()).casefold() for cell in rows[0]] if rows else []
    columns = [_column(head, name) for name in (sampling.strata, sampling.clusters)]
    found = []
    for number, row in enumerate(rows[1:], start=2):
        cells = ["" if at is None else " ".join(row[at].split()) if at < len(row) else "" for at in columns]
        for at, cell, name in zip(columns, cells, (sampling.strata, sampling.clusters), strict=True):
            if at is not None and not 0 < len(cell) <= LONGEST_NAME:
                raise ColumnMissing(column=name, row=number)
        found.append((cells[0], cells[1]))
    return True, found


def _column(head: Sequence[str], name: str) -> int | None:
    if not name:
        return None
    if name.casefold() not in head:
        raise ColumnMissing(column=name, row=1)
    return head.index(name.casefold())


def with_drawn(sampling: Sampling, places: Sequence[tuple[str, str]]) -> Sampling:
    """Return the sampling with links made for people at these places.

    Raises:
        GroupSmall: a stratum or cluster that points at people. SizesUnfit: a size is missing or too small now.
    """
    drawn = {stratum: dict(units) for stratum, units in sampling.drawn.items()}
    for (stratum, unit), count in Counter(places).items():
        of_stratum = drawn.setdefault(stratum, {})
        of_stratum[unit] = of_stratum.get(unit, 0) + count
    for stratum, units in drawn.items():
        for unit, count in units.items():
            if (sampling.strata or sampling.clusters) and count < LEAST_LINKS:
                raise GroupSmall(group=" / ".join(filter(None, (stratum, unit))), links=count, least=LEAST_LINKS)
    found = Sampling(sampling.strata, sampling.clusters, sampling.sizes, sampling.lonely, drawn)
    _check_sizes(found)
    return found


def _check_sizes(sampling: Sampling) -> None:
    for stratum, size, units in sampling.faults():
        raise SizesUnfit(stratum=stratum or _("all"), size=size, units=units)


def design_of(sampling: Sampling, places: Sequence[tuple[str, str]]) -> Design:
    """Return the design of answers from these strata and clusters.

    An answer stands for the links per answer of its stratum, so that strata in which fewer answered weigh no less; where sizes
    are known, that times the units of the population per unit drawn. This is one stage: whoever belongs to a cluster that was
    drawn got a link.

    Raises:
        LonelyUnit and others of `designs.design`; the variance of a lonely stratum is refused later, by `Design.variance`.
    """
    answers = Counter(stratum for stratum, _unit in places)
    weight = {stratum: _weight(sampling, stratum, count) for stratum, count in answers.items()}
    return design(
        [weight[stratum] for stratum, _unit in places],
        strata=[stratum for stratum, _unit in places],
        clusters=[f"{stratum}\n{unit}" for stratum, unit in places] if sampling.clusters else None,
        population=dict(sampling.sizes) if sampling.sizes else None,
        lonely=Lonely(sampling.lonely),
    )


def _weight(sampling: Sampling, stratum: str, answers: int) -> float:
    links = sum(sampling.drawn.get(stratum, {}).values()) or answers
    units = sampling.units(stratum) or answers
    return links / answers * (sampling.sizes[stratum] / units if stratum in sampling.sizes else 1)
