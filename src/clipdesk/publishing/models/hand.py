"""Posting by hand: the link that gives a person the sealed file, and what people said they did or saw. Rows are only added;
a trigger sees to it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from clipdesk.accounts.models import Person
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.publishing.models.publication import Attempt, Publication
from clipdesk.review.models import Package


class HandLink(models.Model):
    """A link that may be used once, until `expires_at`, to begin posting one package. Only its token's hash is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="hand_links")
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="+")
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.made_by} → {self.publication}"


class HandLinkUsed(models.Model):
    """Somebody began: from then on the clip counts as being posted. The page that follows has a secret of its own."""

    link = models.OneToOneField(HandLink, on_delete=models.PROTECT, related_name="used")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="+")
    token_sha256 = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=now, editable=False)

    def __str__(self) -> str:
        return f"{self.link} {self.at}"


class HandWord(models.Model):
    """What somebody said of a post that was made by hand, under their name.

    package: which version they speak of. address and remote_id: of the post, where they say that it is up. words: what
    they saw instead. also: a post is up that nobody asked for any more. compared: what comparing a copy of the post gave,
    `exact` or `alike`; empty: they only looked.
    """

    POSTED, ALSO = "posted", "also"
    SAME, OTHER = "same", "other"  # a second look: it shows what was signed, or something else
    TAKEN_DOWN = "taken_down"
    GONE, STILL_UP = "gone", "still_up"  # a second look at a withdrawal

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="hand_words")
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    remote_id = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=400, blank=True)
    words = models.TextField(blank=True)
    compared = models.CharField(max_length=10, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["remote_id"], condition=~Q(remote_id=""), name="hand_word_post")]

    def __str__(self) -> str:
        return f"{self.publication} {self.kind}"
