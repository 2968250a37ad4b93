"""Who has looked at which package: the next version of the clip is compared with what that person saw."""

from __future__ import annotations

from django.db import models

from clipdesk.accounts.models import Person
from clipdesk.kernel.clock import now
from clipdesk.review.models.package import Package


class Looked(models.Model):
    """Somebody opened the page of a package; `at`: for the first time."""

    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="looks")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["package", "person"], name="looked_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.package}"
