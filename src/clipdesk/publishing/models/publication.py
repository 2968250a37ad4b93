"""A publication: one clip on one destination. An attempt: one run of sending it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.models import Station
from clipdesk.clips.models import Clip
from clipdesk.destinations.models import Destination
from clipdesk.jobs.fence import Fenced
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.publishing.machine import State
from clipdesk.review.models import Package, SignOff


class Publication(Fenced):
    """One clip on one destination.

    `package` and `sign_off` are what is to go out; `shown` is the package whose content the public sees now (empty:
    nothing is public). A trigger refuses `sending` and `withdrawn` without a valid sign-off of exactly `package`.
    """

    STATES = {
        State.PREPARED: _("Prepared"),
        State.SENDING: _("Sending"),
        State.BY_HAND: _("To be posted by hand"),
        State.PROCESSING: _("Processing"),
        State.LIVE: _("Live"),
        State.FAILED: _("Failed"),
        State.UNKNOWN: _("Unknown"),
        State.MISSED: _("Missed its time"),
        State.CORRECTED: _("Live, corrected"),
        State.WITHDRAWN: _("Withdrawn"),
        State.CANCELLED: _("Cancelled"),
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="publications")
    clip = models.ForeignKey(Clip, on_delete=models.PROTECT, related_name="publications")
    destination = models.ForeignKey(Destination, on_delete=models.PROTECT, related_name="publications")
    state = models.CharField(max_length=20, default=State.PREPARED)
    slot = models.DateTimeField(null=True, blank=True)  # not before; empty: as soon as it is signed
    package = models.ForeignKey(Package, on_delete=models.PROTECT, null=True, related_name="publications")
    sign_off = models.ForeignKey(SignOff, on_delete=models.PROTECT, null=True, related_name="+")
    shown = models.ForeignKey(Package, on_delete=models.PROTECT, null=True, related_name="shown_in")
    remote_id = models.CharField(max_length=1000, blank=True)  # of an upload under way it may be a long address
    sent_bytes = models.BigIntegerField(default=0)
    brought = models.CharField(max_length=64, blank=True)  # digest of the package that lies ready there, unseen
    first_live_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)
    taken_down_at = models.DateTimeField(null=True)  # when the destination confirmed a withdrawal
    rest_until = models.DateTimeField(null=True)  # the next try is not before this
    room_from = models.DateTimeField(null=True)  # it waits: the platform takes no more new posts before this
    trouble_message = models.TextField(blank=True)
    trouble_params = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clip", "destination"], condition=~Q(state="cancelled"), name="clip_once_per_destination"
            ),
            models.UniqueConstraint(
                fields=["destination", "remote_id"], condition=~Q(remote_id=""), name="remote_id_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["prepared", "missed", "cancelled"])
                | Q(package__isnull=False, sign_off__isnull=False),
                name="nothing_moves_unsigned",
            ),
        ]
        indexes = [
            models.Index(fields=["station", "state", "slot"], name="publication_lists"),
            models.Index(fields=["station", "-first_live_at"], name="publication_went_public"),
            models.Index(
                fields=["state"],
                condition=Q(state__in=["prepared", "sending", "by_hand", "processing", "unknown", "failed"]),
                name="publication_waits",
            ),
            models.Index(
                fields=["destination"],
                condition=Q(state="cancelled", shown=None) & ~Q(remote_id=""),
                name="publication_left_behind",
            ),
            models.Index(
                fields=["state"], condition=Q(state="withdrawn", taken_down_at=None), name="publication_to_take_down"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clip} → {self.destination}"

    def get_state_display(self) -> str:
        """Return the state's name in the active language."""
        return str(self.STATES[State(self.state)])

    @property
    def is_public(self) -> bool:
        """Whether the public can see it now."""
        return self.shown_id is not None

    @property
    def is_urgent(self) -> bool:
        """Whether its jobs go before everything else: the clip is flagged breaking."""
        return self.clip.breaking

    @property
    def public_state(self) -> State | None:
        """How the public sees it now: `live`, `corrected`, or None for not at all."""
        if self.shown is None:
            return None
        return State.CORRECTED if self.shown.kind == Package.CORRECTION else State.LIVE

    @property
    def lock(self) -> str:
        """The name of the queue lock: two jobs about one publication never run at the same time."""
        return f"publication:{self.pk}"


class Attempt(models.Model):
    """One run of sending a publication. Committed before the one call that may not be repeated."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="attempts")
    run = models.BigIntegerField()
    package_sha256 = models.CharField(max_length=64)
    begun_at = models.DateTimeField(default=now, editable=False)
    publish_called_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, blank=True)
    detail = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "run"], name="attempt_once_per_run")]
        indexes = [models.Index(fields=["package_sha256"], condition=Q(outcome="live"), name="attempt_went_live")]

    def __str__(self) -> str:
        return f"{self.publication} #{self.run} {self.outcome}"
