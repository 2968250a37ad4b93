"""A station's rules of signing in one version. Versions are only added; a sign-off names the one it met."""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from clipdesk.accounts.models import Person, Station
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.review.rules import Rules
from clipdesk.review.usual_rules import USUAL


class Policy(models.Model):
    """`canonical` is the rules' text, `sha256` its digest; a trigger refuses every change of a row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="policies")
    version = models.PositiveIntegerField()
    canonical = models.TextField()
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["station", "version"], name="policy_version_once")]

    def __str__(self) -> str:
        return f"{self.station} {self.label}"

    @property
    def rules(self) -> Rules:
        """The rules, as values."""
        data: dict[str, Any] = json.loads(self.canonical)
        return Rules.from_json(data)

    @property
    def label(self) -> str:
        """What a sign-off calls it: the version, and the beginning of its digest."""
        return f"{self.version}:{self.sha256[:12]}"


def policy_of(station: Station) -> Policy:
    """Return the rules that hold now; a station that never changed them has the usual ones, as version 0 and unsaved."""
    kept = Policy.objects.filter(station=station).select_related("made_by").order_by("-version").first()
    if kept is not None:
        return kept
    return Policy(station=station, version=0, canonical=USUAL.canonical, sha256=USUAL.sha256)
