"""An item of a rundown on a recording's timeline."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.db import models

from clipdesk.kernel.text import fold
from clipdesk.kernel.time import clock_text, parse_fraction
from clipdesk.media.recipe import Range


class RundownItem(models.Model):
    """An item with its script. start, end: where it lies in the recording; by: how that is known. planned, real: where it
    was to begin, and where it began as the rundown says it; empty where that says nothing. Times are "num/den" seconds.
    marks: what the newsroom system flagged it with. sought: its script was looked for; margin: by how much better it fits
    there than anywhere else, see `media.alignment.placing`."""

    PLAN, REAL, SCRIPT, HAND = "plan", "real", "script", "hand"
    WORDS = ("slug", "title", "language", "presenter", "rights", "script")
    TIMES = ("start", "end", "planned", "planned_end", "real", "real_end")
    #: From this margin on nobody has to look; a person who reads verse in a hall lies below it.
    SURE = 0.1

    recording = models.ForeignKey("library.Recording", on_delete=models.CASCADE, related_name="rundown")
    position = models.PositiveIntegerField()
    slug = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, blank=True)
    presenter = models.CharField(max_length=200, blank=True)
    rights = models.CharField(max_length=300, blank=True)
    start = models.CharField(max_length=60)
    end = models.CharField(max_length=60)
    planned = models.CharField(max_length=60, blank=True)
    planned_end = models.CharField(max_length=60, blank=True)
    real = models.CharField(max_length=60, blank=True)
    real_end = models.CharField(max_length=60, blank=True)
    script = models.TextField(blank=True)
    marks = models.JSONField(default=list)
    by = models.CharField(max_length=10, default=PLAN)
    sought = models.BooleanField(default=False)
    margin = models.FloatField(null=True)
    text_folded = models.TextField(editable=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                name="rundown_item_place_known", condition=models.Q(by__in=["plan", "real", "script", "hand"])
            )
        ]

    def __str__(self) -> str:
        return self.title or self.slug

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the search key in step with the title, the presenter and the script."""
        self.text_folded = fold(f"{self.title} {self.presenter} {self.script}")
        super().save(*args, **kwargs)

    @property
    def within(self) -> Range:
        """Where it lies in the recording; empty or the wrong way round where it lies behind its end."""
        return Range(parse_fraction(self.start), min(parse_fraction(self.end), self.recording.duration))

    @property
    def is_placed(self) -> bool:
        """Whether it was found, or put, where it is: not only planned there."""
        return self.by in (self.SCRIPT, self.HAND)

    @property
    def is_sure(self) -> bool:
        """Whether nobody has to look at where it was put."""
        return self.by == self.HAND or (self.margin or 0.0) >= self.SURE

    @property
    def has_script(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.script.strip())

    @property
    def planned_times(self) -> str:
        """From when until when it was planned, for people; a dash where the rundown says nothing."""
        return _from_to(self.time("planned"), self.time("planned_end"))

    @property
    def lies_at(self) -> str:
        """From when until when it lies in the recording, for people."""
        return _from_to(self.time("start"), self.time("end"))

    @property
    def start_typed(self) -> str:
        """Where it begins, as `kernel.time.parse_clock` reads it."""
        return _typed(parse_fraction(self.start))

    @property
    def end_typed(self) -> str:
        """Where it ends, in the same way."""
        return _typed(parse_fraction(self.end))

    def time(self, name: str) -> Fraction | None:
        """Return one of its times (see `TIMES`) in seconds; None where the rundown says nothing."""
        text: str = getattr(self, name)
        return parse_fraction(text) if text else None


def _from_to(start: Fraction | None, end: Fraction | None) -> str:
    if start is None:
        return "–"
    return clock_text(start) if end is None or end <= start else f"{clock_text(start)} – {clock_text(end)}"


def _typed(seconds: Fraction) -> str:
    hundredths = int(seconds * 100)
    whole, part = divmod(hundredths, 100)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}.{part:02d}"
