"""A clip that is public on an emulated platform, and a way to let time pass over its figures.

Ask for `film` or `reel` before the platform itself: the clip goes public on the own site first, and moves there then.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from clipdesk.audience import collecting
from clipdesk.audience.models import Measurement, Sample
from clipdesk.connectors.facebook.practice.emulator import PAGE, Facebook
from clipdesk.connectors.facebook.practice.emulator import Film as Reel
from clipdesk.connectors.youtube.practice.emulator import Film, YouTube
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.publishing.models import Publication
from clipdesk.publishing.tests.conftest import facebook as facebook
from clipdesk.publishing.tests.conftest import youtube as youtube

VIDEO, REEL = "vid-0000001", "777000000000001"
Told = Callable[[timedelta, dict[str, int]], None]


@pytest.fixture
def film(published: Publication, youtube: YouTube) -> Film:
    """The clip's video on YouTube, public for two hours and a half; what it counts is written into it."""
    Publication.objects.update(remote_id=VIDEO, first_live_at=now() - timedelta(hours=2, minutes=30))
    film = Film({"id": VIDEO, "status": {"privacyStatus": "public"}}, b"")
    youtube.films[VIDEO] = film
    return film


@pytest.fixture
def reel(published: Publication, facebook: Facebook) -> Reel:
    """The clip's Reel on Facebook, public for two hours and a half."""
    Publication.objects.update(remote_id=REEL, first_live_at=now() - timedelta(hours=2, minutes=30))
    film = Reel(PAGE, reel=True, told=True, finished=True)
    facebook.films[REEL] = film
    return film


@pytest.fixture
def told(film: Film) -> Told:
    """Let YouTube tell figures of the clip at an age of it, as a collector would have got them then."""
    collecting.go_round()

    def tell(age: timedelta, counts: dict[str, int]) -> None:
        row = Measurement.objects.select_related("publication__destination").get()
        collecting.keep([row], {VIDEO: counts}, since() + age)

    return tell


def since() -> datetime:
    """Return when the clip became public."""
    moment = Publication.objects.get().first_live_at
    assert moment is not None
    return moment


def asked_again() -> Measurement:
    """Let the next slot come, and everything run that belongs to it."""
    Measurement.objects.update(next_at=now())
    collecting.go_round()
    run_waiting_jobs()
    return Measurement.objects.get()


def values() -> dict[str, int]:
    """Return every figure that is kept, by its metric; of several the newest."""
    return {one.definition.name: one.value for one in Sample.objects.order_by("slot").select_related("definition")}
