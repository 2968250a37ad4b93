"""A clip: a chain of immutable revisions, and where it stands on its way to the public."""

from __future__ import annotations

from fractions import Fraction

from django.db import models
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.models import Desk, Person, Station
from clipdesk.clips.content import Content
from clipdesk.clips.models.look import cards_of, film_seconds
from clipdesk.history.transition import move
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.library.models import Recording
from clipdesk.media.film import Film, film_of


class Clip(models.Model):
    """One thought, whole, on its way from the recording to the public.

    `title` and `text_folded` repeat the newest revision for lists and search; `last_editor` is who made it. `recording` is
    what that was made of: the recording that the clip was cut from, or a file that was finished outside the desk.
    """

    DRAFT, IN_REVIEW, SENT_BACK, SIGNED = "draft", "in_review", "sent_back", "signed"
    PUBLISHED, WITHDRAWN, EXPIRED = "published", "withdrawn", "expired"
    STATES = {
        DRAFT: _("Draft"),
        IN_REVIEW: _("In review"),
        SENT_BACK: _("Sent back"),
        SIGNED: _("Signed off"),
        PUBLISHED: _("Published"),
        WITHDRAWN: _("Withdrawn"),
        EXPIRED: _("Expired"),
    }
    SEND = move("sent_to_review", "draft sent_back expired", IN_REVIEW, "clip.sent")
    TAKE_BACK = move("taken_back", "in_review signed", DRAFT)
    SEND_BACK = move("sent_back", "in_review", SENT_BACK)
    RENDER_FAILED = move("render_failed", "in_review", DRAFT)
    SIGN = move("signed", "in_review", SIGNED)
    CHANGE = move("changed_after_review", "in_review signed expired", DRAFT)
    CORRECT = move("correction_begun", "published", DRAFT)
    EXPIRE = move("sign_off_expired", "signed", EXPIRED)
    PUBLISH = move("published", "signed", PUBLISHED)
    DROP_CORRECTION = move("correction_dropped", "draft sent_back expired", PUBLISHED)
    WITHDRAW = move("withdrawn", "published draft in_review sent_back signed expired", WITHDRAWN)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="clips")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="clips")
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="clips")
    state = models.CharField(max_length=20, default=DRAFT)
    title = models.CharField(max_length=120, blank=True)
    text_folded = models.TextField(blank=True, editable=False)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="clips")
    last_editor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    head_number = models.PositiveIntegerField(default=0)
    going_out = models.BooleanField(
        default=False, editable=False
    )  # publishing writes whether something is, or may be, out
    breaking = models.BooleanField(default=False)
    # Both filled while a correction of a published clip is under way: what the public will read, and what is public.
    correction_note = models.TextField(blank=True)
    corrects_number = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField(default=now, editable=False)
    changed_at = models.DateTimeField(default=now)

    class Meta:
        indexes = [
            models.Index(fields=["station", "state", "-changed_at"], name="clip_lists"),
            models.Index(fields=["state"], condition=models.Q(state__in=["signed", "in_review"]), name="clip_waits"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["draft", "in_review", "sent_back", "signed", "published", "withdrawn", "expired"]
                ),
                name="clip_state_known",
            )
        ]

    def __str__(self) -> str:
        return self.title or str(self.pk)

    @property
    def head(self) -> Revision:
        """The newest revision."""
        return self.revisions.get(number=self.head_number)

    @property
    def content(self) -> Content:
        """What the newest revision holds."""
        return self.head.content

    @property
    def film_seconds(self) -> Fraction:
        """How long the files of the newest revision last: see `film_seconds`."""
        return film_seconds(self.content.recipe, self.station_id)

    @property
    def cut_from(self) -> Recording:
        """What it was cut from: its recording, but for a clip that was finished outside the desk (`FinishedFile`)."""
        finished = self.finished_files.select_related("cut_from").first()
        return finished.cut_from if finished else self.recording

    @property
    def origin(self) -> str:
        """Where its pictures come from; empty: they are the station's own."""
        return self.cut_from.origin or self.recording.origin

    def recording_of(self, source_sha256: str) -> Recording | None:
        """Return the recording that an edit of this clip was made of, by the SHA-256 of its file; None: it is none of the
        clip's."""
        if self.recording.original_id == source_sha256:
            return self.recording
        for finished in self.finished_files.select_related("recording", "cut_from"):
            for one in (finished.recording, finished.cut_from):
                if one.original_id == source_sha256:
                    return one
        return None

    def recording_for(self, revision: Revision) -> Recording:
        """Return what one of its revisions was made of; not always what the newest is."""
        return self.recording_of(revision.content_json["recipe"]["source_sha256"]) or self.recording

    @property
    def is_public(self) -> bool:
        """Whether it went out and nothing is being changed: it is edited only by way of a correction."""
        return self.state in {self.PUBLISHED, self.WITHDRAWN}

    @property
    def is_urgent(self) -> bool:
        """Whether its jobs go before everything else: it is flagged breaking."""
        return self.breaking

    @property
    def is_correction(self) -> bool:
        """Whether the work under way corrects something that is public."""
        return bool(self.correction_note)

    def get_state_display(self) -> str:
        """Return the state's name in the active language."""
        return str(self.STATES[self.state])


class Revision(models.Model):
    """One immutable edit (a trigger refuses UPDATE and DELETE). `content_json` is a `Content` in its stored form."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    clip = models.ForeignKey(Clip, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    content_json = models.JSONField()
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clip", "number"], name="revision_number_once")]

    def __str__(self) -> str:
        return f"{self.clip} r{self.number}"

    @property
    def content(self) -> Content:
        """What this revision holds."""
        return Content.from_json(self.content_json)

    @property
    def film_seconds(self) -> Fraction:
        """How long its files last: see `film_seconds`."""
        return film_seconds(self.content.recipe, self.clip.station_id)

    @property
    def film(self) -> Film:
        """What its files show, frame by frame: the cards of its look, and itself between them."""
        recipe = self.content.recipe
        grid = self.clip.recording_for(self).frame_rate
        return film_of(recipe, grid, cards_of(recipe.look, self.clip.station_id))
