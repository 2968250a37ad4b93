"""The page of a week: what went out, how the posts stood whose verdict came due, what was learnt, what to try next.

A week is the station's, from Monday to Sunday. What went public in it is counted; how it stood can be said only when it is
old enough, so the page compares the posts that reached that age in the week. Destinations stand side by side, never added up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from statistics import median
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Station
from clipdesk.audience.curve import age_text
from clipdesk.audience.learning.charts import Chart, bars, intervals
from clipdesk.audience.learning.drafting import wait
from clipdesk.audience.learning.outlook import Outlook, Slot, findings_for, outlook_of
from clipdesk.audience.learning.quarters import learnt_in
from clipdesk.audience.learning.telling import Table, Told, between, figure, words
from clipdesk.audience.models import Finding
from clipdesk.kernel.clock import now
from clipdesk.kernel.text import sort_key
from clipdesk.publishing.access import publications_for
from clipdesk.statistics.standings import percentile_interval
from clipdesk.ui.formats import day, number
from clipdesk.ui.sentences import stored_sentence

_MOST = 5
_ABOVE, _WITHIN, _BELOW = "above", "within", "below"


@dataclass(frozen=True)
class Week:
    """Monday to Sunday by the station's clock."""

    monday: date
    zone: ZoneInfo

    @property
    def since(self) -> datetime:
        """Its first moment."""
        return datetime.combine(self.monday, time(), self.zone)

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return self.after.since

    @property
    def after(self) -> Week:
        """The next one."""
        return Week(self.monday + timedelta(days=7), self.zone)

    @property
    def before(self) -> Week:
        """The one before."""
        return Week(self.monday - timedelta(days=7), self.zone)

    @property
    def span(self) -> str:
        """From which day to which, in the active language."""
        return f"{day(self.monday)} – {day(self.monday + timedelta(days=6))}"


def week_of(moment: datetime, station: Station) -> Week:
    """Return the week in which a moment lies, by the station's clock."""
    zone = ZoneInfo(station.timezone)
    today = moment.astimezone(zone).date()
    return Week(today - timedelta(days=today.weekday()), zone)


def last_week(station: Station) -> Week:
    """Return the week that ended last."""
    return week_of(now(), station).before


def week_named(name: str, station: Station) -> Week | None:
    """Return the week that an address names by its Monday (2026-11-23); None: it names none."""
    try:
        named = date.fromisoformat(name)
    except ValueError:
        return None
    if not date(2000, 1, 10) < named < date(9000, 1, 1):
        return None
    return Week(named - timedelta(days=named.weekday()), ZoneInfo(station.timezone))


def told_of(member: Member, week: Week) -> Told:
    """Return the page of a week as somebody may see it, in the active language."""
    found = list(_findings(member, week))
    compared = [one for one in found if one.percentile is not None]
    outlook = outlook_of(member)
    went_out, stood = _went_out(member, week), _stood(compared)
    tables = [went_out, stood, _stood_out(member, compared), _learnt(member, week), _next(outlook)]
    tables += [_unsaid(found), _meanings(compared)]
    said = [_takeaway_out(went_out), _takeaway_stood(compared), _takeaway_next(outlook)]
    return Told(_("The week"), member.station.name, week.span, said, tables)


@cache
def side(percentile: float, size: int) -> str:
    """Tell on which side of the middle a post surely stands: above, below, or within what is usual."""
    sure = percentile_interval(percentile, size)
    return _ABOVE if sure.low > 50 else _BELOW if sure.high < 50 else _WITHIN


def _findings(member: Member, week: Week) -> QuerySet[Finding]:
    """Return what became old enough in the week, on the desks that somebody sees; each story once a destination."""
    rows = findings_for(member).filter(public_at__gte=week.since - wait(), public_at__lt=week.until - wait())
    return rows.select_related("destination", "definition", "decision__clip")


def _went_out(member: Member, week: Week) -> Table:
    def counted(since: Week) -> dict[str, int]:
        rows = publications_for(member).filter(first_live_at__gte=since.since, first_live_at__lt=since.until)
        return dict(rows.order_by().values_list("destination__name").annotate(Count("pk")))

    this, last = counted(week), counted(week.before)
    places = sorted({*this, *last}, key=sort_key)
    rows = [[words(place), figure(this.get(place, 0)), figure(last.get(place, 0))] for place in places]
    columns = [(_("Destination"), False), (_("Posts"), True), (_("In the week before"), True)]
    return Table(_("What went out"), columns, rows, _("Nothing went public in this week or the one before."))


def _stood(compared: Sequence[Finding]) -> Table:
    groups: dict[tuple[str, int, timedelta], list[Finding]] = {}
    for one in compared:
        assert one.definition_id is not None and one.age is not None  # noqa: PT018 # `finding_is_whole` holds both
        groups.setdefault((one.destination.name, one.definition_id, one.age), []).append(one)
    rows, drawn = [], []
    for (place, _definition, age), members in sorted(
        groups.items(), key=lambda one: (sort_key(one[0][0]), *one[0][1:])
    ):
        sides = Counter(side(one.percentile or 0.0, one.size or 1) for one in members)
        parts = [sides[_ABOVE], sides[_WITHIN], sides[_BELOW]]
        metric = _metric(members[0])
        middle = median(one.value or 0.0 for one in members)
        rows.append(
            [
                words(place),
                words(metric),
                words(age_text(age)),
                figure(len(members)),
                figure(middle),
                *map(figure, parts),
            ]
        )
        drawn.append((f"{age_text(age)}, {place}", parts))
    names = [_("above usual"), _("within usual"), _("below usual")]
    columns = [
        *((_("Destination"), False), (_("Metric"), False), (_("Age"), False), (_("Posts"), True)),
        *((_("Median"), True), *((name, True) for name in names)),
    ]
    alt = "; ".join(
        f"{label}: " + ", ".join(f"{name} {number(part)}" for name, part in zip(names, parts, strict=True))
        for label, parts in drawn
    )
    notes = [
        _("A post counts as above or below when the 95% interval of its percentile does not hold the middle."),
        _(
            "Each is compared with the last 20 to 50 of its destination and shape at the same age, by the same definition. "
            "Every story counts once a destination."
        ),
    ]
    return Table(
        _("How posts stood that became old enough"),
        columns,
        rows,
        _("No post became old enough to be compared in this week, or fewer than 20 came before it."),
        notes if rows else (),
        bars(drawn, names, alt) if drawn else None,
    )


def _stood_out(member: Member, compared: Sequence[Finding]) -> Table:
    ranked = sorted(compared, key=lambda one: (one.percentile or 0.0, one.multiple or 0.0), reverse=True)
    best = [one for one in ranked if _side(one) == _ABOVE][:_MOST]
    worst = [one for one in reversed(ranked) if _side(one) == _BELOW][:_MOST]
    rows = []
    for one in (*best, *worst):
        sure = percentile_interval(one.percentile or 0.0, one.size or 1)
        clip = one.decision.clip
        way = reverse("audience:clip", kwargs={"station": member.station.slug, "clip_id": clip.pk})
        rows.append(
            [
                *(words(clip.title or _("Untitled clip"), way), words(one.destination.name), words(_metric(one))),
                *(figure(one.value), figure(one.median), figure(one.multiple, 1), figure(one.percentile)),
                between(sure.low, sure.high),
            ]
        )
    columns = [
        *((_("Clip"), False), (_("Destination"), False), (_("Metric"), False), (_("Value"), True), (_("Usual"), True)),
        *((_("Times usual"), True), (_("Beats of 100"), True), (_("95% interval"), False)),
    ]
    notes = [
        _("Where many posts are looked at, some stand out by chance. What stood out is a question, not an answer.")
    ]
    return Table(
        _("What stood out"),
        columns,
        rows,
        _("No post stood surely above or below what is usual."),
        notes if rows else (),
    )


def _learnt(member: Member, week: Week) -> Table:
    rows = [
        [
            words(str(one.clip) if one.clip.title else _("Untitled clip")),
            *(words(one.hypothesis or "–"), words(one.drafted_text), words(one.verdict_text)),
            *(words(one.get_kind_display()), words(one.learnt or "–")),
        ]
        for one in learnt_in(member, week.since, week.until)
    ]
    columns = [
        *((_("Clip"), False), (_("Hypothesis"), False), (_("By the figures"), False), (_("Confirmed"), False)),
        *((_("Kind of finding"), False), (_("What we learnt"), False)),
    ]
    return Table(_("What we learnt"), columns, rows, _("Nobody confirmed a verdict in this week."))


def _next(outlook: Outlook) -> Table:
    slots = [one for one in (*outlook.proposals, *outlook.less) if one.standing]
    rows = []
    for one in slots:
        if one.standing:
            advice = _("More of it") if one.is_better else _("Less of it")
            standing = one.standing
            rows.append(
                [
                    *(words(advice), words(one.destination.name), words(one.shape_name), words(one.hours)),
                    *(figure(one.size), figure(standing.mean), between(standing.low, standing.high)),
                ]
            )
    columns = [
        *((_("Proposal"), False), (_("Destination"), False), (_("Shape"), False), (_("Hours of the day"), False)),
        *((_("Posts"), True), (_("Beats of 100"), True), (_("95% interval"), False)),
    ]
    notes = [counted_with(outlook), _("Observational: associated with the hours, not proven by them.")] if rows else ()
    return Table(_("What next"), columns, rows, nothing_found(outlook), notes, chart_of(slots))


def chart_of(slots: Sequence[Slot]) -> Chart | None:
    """Draw how slots stand, each between its ends; None: there is none."""
    drawn = [
        (f"{one.hours}, {one.shape_name}, {one.destination}", one.standing.low, one.standing.mean, one.standing.high)
        for one in slots
        if one.standing
    ]
    return intervals(drawn, " ".join(f"{one.label}: {one.reason}" for one in slots)) if drawn else None


def counted_with(outlook: Outlook) -> str:
    """Say how many comparisons stand behind what was found."""
    return ngettext(
        "{count} slot was compared; what is named remains when it is counted with (Benjamini and Hochberg, 5%).",
        "{count} slots were compared at once; what is named remains when all are counted with (Benjamini and Hochberg, 5%).",
        outlook.tested,
    ).format(count=number(outlook.tested))


def nothing_found(outlook: Outlook) -> str:
    """Say why nothing is proposed."""
    if not outlook.tested:
        return _("Not enough data: no shape has 10 compared posts at the same hours of one destination yet.")
    return _("No hours differ from what is usual by more than chance makes them.")


def _unsaid(found: Sequence[Finding]) -> Table:
    reasons = Counter(
        (one.destination.name, stored_sentence(one.note_message, one.note_params))
        for one in found
        if one.percentile is None
    )
    rows = [
        [words(place), words(why), figure(count)]
        for (place, why), count in sorted(reasons.items(), key=lambda one: (sort_key(one[0][0]), one[0][1]))
    ]
    columns = [(_("Destination"), False), (_("Why nothing is said"), False), (_("Posts"), True)]
    return Table(_("What is not known"), columns, rows, _("Every post that became old enough was compared."))


def _meanings(compared: Sequence[Finding]) -> Table:
    means = {one.definition.pk: one.definition for one in compared if one.definition is not None}
    rows = [
        [words(_metric_name(one.label, one.version)), words(one.wording), words(one.source)]
        for one in sorted(means.values(), key=lambda one: (one.platform, one.place))
    ]
    columns = [(_("Metric"), False), (_("What is counted"), False), (_("Source"), False)]
    return Table(_("What the figures mean"), columns, rows, _("No figure stands on this page."))


def _takeaway_out(table: Table) -> str:
    parts = [f"{place.text} {count.text}" for place, count, _before in table.rows if count.value]
    return (
        _("Went public: {places}.").format(places=", ".join(parts)) if parts else _("Nothing went public in this week.")
    )


def _takeaway_stood(compared: Sequence[Finding]) -> str:
    if not compared:
        return _("Not enough data to say how posts stood.")
    sides = Counter(_side(one) for one in compared)
    return _(
        "Of {all} posts that were compared, {above} stood surely above what is usual and {below} surely below."
    ).format(all=number(len(compared)), above=number(sides[_ABOVE]), below=number(sides[_BELOW]))


def _takeaway_next(outlook: Outlook) -> str:
    if not outlook.proposals:
        return nothing_found(outlook)
    return _("Try more of: {slot}.").format(slot=outlook.proposals[0].label)


def _side(finding: Finding) -> str:
    return side(finding.percentile or 0.0, finding.size or 1)


def _metric(finding: Finding) -> str:
    means = finding.definition
    return _metric_name(means.label, means.version) if means else "–"


def _metric_name(label: str, version: int) -> str:
    said = _("version {number}").format(number=version)
    return f"{label} ({said})"
