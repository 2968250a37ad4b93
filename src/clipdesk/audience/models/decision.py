"""What was hoped of a clip, what came of it, and what was learnt: one decision for each clip that was public."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.models import Desk, Person, Station
from clipdesk.audience.models.metric_definition import MetricDefinition
from clipdesk.clips.models import Clip
from clipdesk.destinations.models import Destination
from clipdesk.history.transition import move
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.publishing.models import Publication
from clipdesk.statistics.standings import by_chance, percentile_interval
from clipdesk.ui.formats import number
from clipdesk.ui.sentences import stored_sentence


class Decision(models.Model):
    """One clip. A trigger refuses a hypothesis that is written or changed once the clip was public.

    drafted: the verdict that the figures give; verdict: the one a person confirmed. kind: `observed`, or `randomised` where
    lots were drawn, then `tested` says in which test. same_as: the decision of the clip that told this story first.
    """

    OPEN, DRAFTED, CONFIRMED = "open", "drafted", "confirmed"
    DRAFT = move("verdict_drafted", "open", DRAFTED)
    CONFIRM = move("verdict_confirmed", "drafted", CONFIRMED)
    CHANGE = move("verdict_changed", "confirmed", CONFIRMED)
    MORE, USUAL, LESS, MIXED, UNKNOWN = "more", "usual", "less", "mixed", "unknown"
    VERDICTS = {
        MORE: _("More than usual"),
        USUAL: _("Within what is usual"),
        LESS: _("Less than usual"),
        MIXED: _("Different from place to place"),
        UNKNOWN: _("Not enough data"),
    }
    OBSERVED, RANDOMISED = "observed", "randomised"
    KINDS = {OBSERVED: _("Observational: associated with, not proven"), RANDOMISED: _("Randomised: lots were drawn")}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    clip = models.OneToOneField(Clip, on_delete=models.PROTECT, related_name="decision")
    hypothesis = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=12, default=OPEN)
    drafted = models.CharField(max_length=10, blank=True)
    verdict = models.CharField(max_length=10, blank=True)
    kind = models.CharField(max_length=12, default=OBSERVED)
    tested = models.CharField(max_length=200, blank=True)
    learnt = models.CharField(max_length=280, blank=True)
    same_as = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="repeats")
    public_at = models.DateTimeField(null=True)  # when the clip first was; empty: it never was
    drafted_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="decision_state_known", condition=Q(state__in=["open", "drafted", "confirmed"])
            ),
            models.CheckConstraint(
                name="decision_verdict_known",
                condition=Q(drafted__in=["", "more", "usual", "less", "mixed", "unknown"])
                & Q(verdict__in=["", "more", "usual", "less", "mixed", "unknown"]),
            ),
            models.CheckConstraint(
                name="decision_confirmed_by_somebody",
                condition=~Q(state="confirmed") | (Q(confirmed_by__isnull=False) & ~Q(verdict="")),
            ),
            models.CheckConstraint(
                name="decision_test_is_named", condition=Q(kind="observed") | (Q(kind="randomised") & ~Q(tested=""))
            ),
        ]
        indexes = [
            models.Index(fields=["station", "state", "-public_at"], name="decision_list"),
            models.Index(fields=["station", "-confirmed_at"], name="decision_by_quarter"),
        ]

    def __str__(self) -> str:
        return self.hypothesis or str(self.clip)

    @property
    def drafted_text(self) -> str:
        """The verdict of the figures in the active language; empty: there is none yet."""
        return str(self.VERDICTS[self.drafted]) if self.drafted else ""

    @property
    def verdict_text(self) -> str:
        """The verdict of the person in the active language; empty: nobody has said it yet."""
        return str(self.VERDICTS[self.verdict]) if self.verdict else ""

    def get_kind_display(self) -> str:
        """Return how the finding was come by, in the active language."""
        return str(self.KINDS[self.kind])


class Finding(models.Model):
    """How one publication stood among what was usual when the verdict was drafted. It is written once and never changed.

    hour: at which it came out, by the station's clock. counts: False where the same story stood on the same destination
    before, so that learning counts it once. percentile empty: nothing can be said, and `note_…` says why.
    """

    publication = models.OneToOneField(Publication, on_delete=models.PROTECT, primary_key=True, related_name="finding")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="findings")
    destination = models.ForeignKey(Destination, on_delete=models.PROTECT, related_name="+")
    shape = models.CharField(max_length=10, blank=True)
    hour = models.PositiveSmallIntegerField()
    public_at = models.DateTimeField()
    definition = models.ForeignKey(MetricDefinition, on_delete=models.PROTECT, null=True, related_name="+")
    age = models.DurationField(null=True)
    value = models.FloatField(null=True)
    is_guess = models.BooleanField(default=False)  # long passed between the samples on both sides
    low = models.FloatField(null=True)
    median = models.FloatField(null=True)
    high = models.FloatField(null=True)
    size = models.PositiveSmallIntegerField(null=True)
    percentile = models.FloatField(null=True)
    multiple = models.FloatField(null=True)
    counts = models.BooleanField(default=True)
    note_message = models.TextField(blank=True)
    note_params = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="finding_is_whole",
                condition=Q(percentile=None)
                | Q(
                    definition__isnull=False,
                    age__isnull=False,
                    value__isnull=False,
                    median__isnull=False,
                    size__isnull=False,
                ),
            )
        ]
        indexes = [
            models.Index(fields=["destination", "public_at"], name="finding_of_place"),
            models.Index(
                fields=["destination", "public_at"],
                name="finding_that_counts",
                include=["shape", "hour", "percentile", "publication"],
                condition=Q(counts=True, percentile__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id}: {self.percentile}"

    @property
    def note(self) -> str:
        """Why nothing is said, in the active language; empty: something is."""
        return stored_sentence(self.note_message, self.note_params)

    @property
    def sureness(self) -> str:
        """How sure the percentile is, and what chance does; empty where there is none."""
        if self.percentile is None or self.size is None:
            return ""
        sure = percentile_interval(self.percentile, self.size)
        words = gettext(
            "Of 100 such posts it beats {percentile} (95% interval: {low} to {high}). By chance alone {chance} of 100 posts "
            "stand as far out."
        )
        return words.format(
            percentile=number(round(self.percentile)),
            low=number(round(sure.low)),
            high=number(round(sure.high)),
            chance=number(round(100 * by_chance(self.percentile, self.size))),
        )
