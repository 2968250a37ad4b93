"""Posts that stand on an account of the station and are no publication of the desk's."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.models import Station
from clipdesk.audience.models.metric_definition import MetricDefinition
from clipdesk.destinations.models import Destination
from clipdesk.history.transition import move
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id


class Listing(models.Model):
    """How the listing of one account stands. What was public there before `began_at` needs no explanation."""

    destination = models.OneToOneField(Destination, on_delete=models.PROTECT, primary_key=True, related_name="listing")
    began_at = models.DateTimeField(default=now)
    next_at = models.DateTimeField(default=now)
    looked_at = models.DateTimeField(null=True)  # when the account last told what stands there
    trouble_message = models.TextField(blank=True)  # why the last try told nothing
    trouble_params = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"listing {self.destination_id}"


class FoundPost(models.Model):
    """A post of the account's own. Of it are kept its title, address, time and shape, and how it is measured.

    `elsewhere`: it was there before the desk looked for the first time. `unsigned`: it came afterwards, and no publication
    explains it; a person answers whether it is `ours` (posted by hand by `posted_by`) or `not_ours`.
    """

    ELSEWHERE, UNSIGNED, OURS, NOT_OURS = "elsewhere", "unsigned", "ours", "not_ours"
    STATES = {
        ELSEWHERE: _("Posted elsewhere"),
        UNSIGNED: _("Unsigned: nobody has answered yet"),
        OURS: _("Ours, posted by hand"),
        NOT_OURS: _("Not ours"),
    }
    SAY_OURS = move("found_post_ours", "unsigned not_ours", OURS)
    SAY_NOT_OURS = move("found_post_not_ours", "unsigned ours", NOT_OURS)
    #: What is measured, and counts among what is usual.
    KNOWN = (ELSEWHERE, OURS)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    destination = models.ForeignKey(Destination, on_delete=models.PROTECT, related_name="found_posts")
    remote_id = models.CharField(max_length=200)
    address = models.CharField(max_length=1000, blank=True)
    title = models.CharField(max_length=200, blank=True)
    shape = models.CharField(max_length=10, blank=True)  # empty: the platform does not say
    public_since = models.DateTimeField()
    found_at = models.DateTimeField(default=now, editable=False)
    state = models.CharField(max_length=20)
    posted_by = models.CharField(max_length=120, blank=True)
    next_at = models.DateTimeField(null=True)  # when it is measured next; empty: it is not
    absent = models.BooleanField(default=False)  # at the last try the platform did not know it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["destination", "remote_id"], name="found_post_once"),
            models.CheckConstraint(
                name="found_post_state_known", condition=Q(state__in=["elsewhere", "unsigned", "ours", "not_ours"])
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="found_post_due"),
            models.Index(fields=["destination", "shape", "public_since"], name="found_post_peers"),
        ]

    def __str__(self) -> str:
        return self.title or self.remote_id

    def get_state_display(self) -> str:
        """Return the state's name in the active language."""
        return str(self.STATES[self.state])


class FoundSample(models.Model):
    """One metric of one such post at one time, as `Sample` is of a publication."""

    post = models.ForeignKey(FoundPost, on_delete=models.PROTECT, related_name="samples", db_index=False)
    definition = models.ForeignKey(MetricDefinition, on_delete=models.PROTECT, related_name="+", db_index=False)
    slot = models.DateTimeField()
    taken_at = models.DateTimeField()
    value = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "definition", "slot"], name="found_sample_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="found_sample_is_a_count"),
        ]

    def __str__(self) -> str:
        return f"{self.definition} = {self.value}"

    @property
    def age(self) -> timedelta:
        """How old the post was then."""
        return self.taken_at - self.post.public_since
