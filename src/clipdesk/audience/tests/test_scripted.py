"""Counters of practice platforms follow a script for days; what the pages and files say is what the script says.

Time passes by moving everything that was written back: the platform, the collectors and the pages live in the present.
"""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from math import log

import pytest
from django.db.models import F

from clipdesk.audience import collecting
from clipdesk.audience.models import Measurement, MetricDefinition, PackedCurve, Sample
from clipdesk.audience.packing import AGES
from clipdesk.audience.tests.test_pages import of_clip, page
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.facebook.practice.emulator import Facebook
from clipdesk.connectors.facebook.practice.emulator import Film as Reel
from clipdesk.connectors.youtube.practice.emulator import Film
from clipdesk.kernel.clock import now
from clipdesk.publishing.models import Publication

HOUR = timedelta(hours=1)
HOURS = 52


def views(hour: int) -> int:
    """How often the script has it seen at an age."""
    return round(2000 * log(1 + hour) / log(25))


def passes(span: timedelta) -> None:
    """Let so much time pass over everything that measurement has written."""
    Publication.objects.update(first_live_at=F("first_live_at") - span, shown_at=F("shown_at") - span)
    Sample.objects.update(slot=F("slot") - span, taken_at=F("taken_at") - span)
    moved = {name: F(name) - span for name in ("next_at", "tried_at", "read_at")}
    Measurement.objects.update(**moved)
    PackedCurve.objects.update(public_since=F("public_since") - span)


def measured() -> None:
    """Let the account be asked. No round: it would end again what the script has changed of the definitions."""
    collecting.collect(Publication.objects.select_related("destination").get().destination)


def rows_of(newsroom: Newsroom) -> list[list[str]]:
    answer = newsroom.client(newsroom.lan).get(newsroom.path(of_clip("figures.csv")))
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]


@pytest.fixture
def lived(newsroom: Newsroom, film: Film) -> Film:
    """The film after 52 hours: at the 20th nothing was told, at the 40th a tenth was taken back; at 30 hours the platform
    began to count twice as much."""
    Publication.objects.update(first_live_at=now())
    collecting.go_round()
    before = MetricDefinition.objects.get(name="viewCount", version=2)
    for hour in range(HOURS):
        counted = views(hour) * (2 if hour >= 30 else 1) - (400 if hour == 40 else 0)
        film.counts = {} if hour == 20 else {"viewCount": str(counted)}
        if hour == 30:
            MetricDefinition.objects.filter(pk=before.pk).update(valid_until=now())
            MetricDefinition.objects.create(
                platform="youtube", name="viewCount", version=3, valid_from=now(), place=before.place, source="practice",
                label_en="Views", label_vi="Lượt xem", wording_en="Twice.", wording_vi="Gấp đôi.",
            )  # fmt: skip
        measured()
        if hour < HOURS - 1:
            passes(HOUR)
            MetricDefinition.objects.filter(version__gte=2, name="viewCount").update(
                valid_from=F("valid_from") - HOUR, valid_until=F("valid_until") - HOUR
            )
    return film


def test_pages_and_files_say_what_the_script_says(newsroom: Newsroom, lived: Film) -> None:
    hours = [hour for hour in range(48) if hour != 20] + [48]  # then every six hours
    wanted = {hour: views(hour) * (2 if hour >= 30 else 1) - (400 if hour == 40 else 0) for hour in hours}
    found = {round(float(row[7])): int(row[5]) for row in rows_of(newsroom)}
    assert found == wanted
    shown = page(newsroom, of_clip())
    assert f"{wanted[48]:,}".replace(",", ".") in shown
    first, second = PackedCurve.objects.order_by("definition__version")
    day = AGES.index(24 * HOUR)
    assert first.counts[day] == pytest.approx(views(24), abs=2)
    assert second.counts[day] is None
    assert second.counts[AGES.index(48 * HOUR)] == pytest.approx(2 * views(48), abs=2)


def test_what_went_otherwise_shows_as_it_was(newsroom: Newsroom, lived: Film) -> None:
    shown = page(newsroom, of_clip())
    assert shown.count("<polyline") == 2  # the definition changed: two pieces, and a sentence
    assert "không so sánh được" in shown
    assert {row[4] for row in rows_of(newsroom)} == {"2", "3"}
    fell = [row for row in rows_of(newsroom) if row[9]]
    assert [(round(float(row[7])), int(row[5])) for row in fell] == [(40, 2 * views(40) - 400)]
    assert "20" not in {str(round(float(row[7]))) for row in rows_of(newsroom)}  # no answer is no zero
    assert Sample.objects.filter(value=0).count() == 1  # at its birth it was a zero, and told


def test_two_days_of_silence_are_no_zeros(newsroom: Newsroom, reel: Reel, facebook: Facebook) -> None:
    Publication.objects.update(first_live_at=now())
    collecting.go_round()
    facebook.retired = {"fb_reels_replay_count"}
    for day in range(4):
        reel.counts = {"fb_reels_total_plays": 100 * day} if day >= 2 else {}
        measured()
        if day < 2:
            assert "Nền tảng chưa cho số liệu nào" in page(newsroom, of_clip())
            assert rows_of(newsroom) == []
        if day < 3:
            passes(timedelta(days=1))
    assert [(row[7], row[5]) for row in rows_of(newsroom)] == [("48.00", "200"), ("72.00", "300")]
    shown = page(newsroom, of_clip())
    assert "300" in shown
    assert "chưa có số liệu" in shown  # of what the platform has retired, and of all else that it never told
