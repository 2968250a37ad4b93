"""Planned, and nobody on duty: said in the evening, not at half past five."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from clipdesk.accounts.models import Notice
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.publishing.models import Publication
from clipdesk.publishing.sending import Plan, send_to_review
from clipdesk.publishing.unattended import next_evening, warn
from clipdesk.review import rota
from clipdesk.review.models import Package
from clipdesk.review.rota import Duty
from clipdesk.review.signing import sign

#: Two evenings and a morning in Hà Nội (UTC+7), far enough ahead that everything is still to come.
DAY = (now() + timedelta(days=3)).date()
MIDDAY, EVENING = (datetime(DAY.year, DAY.month, DAY.day, hour, tzinfo=UTC) for hour in (5, 11))
BULLETIN = EVENING + timedelta(hours=11, minutes=30)  # 05:30 the next morning


@pytest.fixture
def planned(newsroom: Newsroom, draft: Clip) -> Publication:
    """Lan's clip is in review and meant for 05:30."""
    plans = [Plan(newsroom.station.destinations.get(), BULLETIN)]
    send_to_review(draft, plans, base=draft.head_number, member=newsroom.lan)
    run_waiting_jobs()
    return Publication.objects.get()


def _on_duty(newsroom: Newsroom, starts: datetime, ends: datetime) -> None:
    duty = Duty(person=newsroom.dung.person, desk=newsroom.news, is_stand_in=False, spans=[(starts, ends)])
    rota.plan(duty, member=newsroom.minh)


def _warned() -> set[str]:
    return set(Notice.objects.filter(kind="nobody_on_duty").values_list("person__name", flat=True))


def test_the_gap_is_told_at_six_in_the_evening_once(newsroom: Newsroom, planned: Publication) -> None:
    _on_duty(newsroom, EVENING, EVENING + timedelta(hours=8))  # until two in the night
    warn(EVENING - timedelta(minutes=10))
    assert _warned() == set()
    warn(EVENING)
    assert _warned() == {"Minh", "Hà", "Thảo"}
    warn(EVENING + timedelta(minutes=10))
    assert Notice.objects.filter(kind="nobody_on_duty").count() == 3


def test_a_gap_that_opens_later_is_told_at_once(newsroom: Newsroom, planned: Publication) -> None:
    _on_duty(newsroom, EVENING, EVENING + timedelta(hours=12))
    warn(EVENING)
    assert _warned() == set()
    rota.be_away(newsroom.dung, EVENING + timedelta(hours=6), EVENING + timedelta(hours=20))
    warn(EVENING + timedelta(hours=5))
    assert _warned() == {"Minh", "Hà", "Thảo"}


def test_without_a_rota_it_is_told_when_every_editor_in_chief_will_be_away(
    newsroom: Newsroom, planned: Publication
) -> None:
    night = EVENING + timedelta(hours=4), EVENING + timedelta(hours=14)
    for member in (newsroom.minh, newsroom.ha):
        rota.be_away(member, *night)
    warn(EVENING)
    assert _warned() == set()
    rota.be_away(newsroom.thao, *night)
    warn(EVENING)
    assert _warned() == {"Minh", "Hà", "Thảo"}


def test_nothing_is_told_where_editors_in_chief_are_there_or_all_is_signed(
    newsroom: Newsroom, planned: Publication
) -> None:
    warn(EVENING)
    assert _warned() == set()
    _on_duty(newsroom, MIDDAY, EVENING)
    package = Package.objects.get()
    sign(package, given_for(package), member=newsroom.minh)
    run_waiting_jobs()
    warn(EVENING)
    assert _warned() == set()


def test_the_rotas_page_names_what_nobody_could_sign(newsroom: Newsroom, planned: Publication) -> None:
    _on_duty(newsroom, MIDDAY, EVENING)
    address = newsroom.path("publishing/unattended/")
    assert planned.clip.title in newsroom.client(newsroom.minh).get(address).content.decode()
    assert newsroom.client(newsroom.binh).get(address).content.decode().strip() == ""  # another desk's


@pytest.mark.parametrize(
    ("moment", "evening"),
    [
        (datetime(2026, 3, 5, 10, 59, tzinfo=UTC), datetime(2026, 3, 5, 11, tzinfo=UTC)),
        (datetime(2026, 3, 5, 11, 0, tzinfo=UTC), datetime(2026, 3, 6, 11, tzinfo=UTC)),
        (datetime(2026, 3, 5, 18, 0, tzinfo=UTC), datetime(2026, 3, 6, 11, tzinfo=UTC)),
    ],
)
def test_the_evening_is_the_stations_own(newsroom: Newsroom, moment: datetime, evening: datetime) -> None:
    assert next_evening(newsroom.station, moment) == evening


def test_a_gap_that_opens_anew_is_told_anew(newsroom: Newsroom, planned: Publication) -> None:
    _on_duty(newsroom, EVENING, EVENING + timedelta(hours=8))
    warn(EVENING)
    (shift,) = rota.plan(
        Duty(person=newsroom.dung.person, desk=None, is_stand_in=False, spans=[(EVENING, BULLETIN)]),
        member=newsroom.minh,
    )
    warn(EVENING + timedelta(minutes=10))
    assert Notice.objects.filter(kind="nobody_on_duty").count() == 3
    rota.cancel(shift, member=newsroom.minh)
    assert Notice.objects.filter(kind="off_rota", person=newsroom.dung.person).count() == 1
    warn(EVENING + timedelta(minutes=20))
    assert Notice.objects.filter(kind="nobody_on_duty").count() == 6


def test_who_made_it_is_nobody_on_duty_for_it(newsroom: Newsroom, planned: Publication) -> None:
    Clip.objects.filter(pk=planned.clip_id).update(author=newsroom.dung.person)
    _on_duty(newsroom, EVENING, EVENING + timedelta(hours=12))
    warn(EVENING)
    assert _warned() == {"Minh", "Hà", "Thảo"}


def test_the_alarm_leaves_who_is_away_in_peace(newsroom: Newsroom, planned: Publication) -> None:
    _on_duty(newsroom, EVENING, EVENING + timedelta(hours=8))
    rota.be_away(newsroom.ha, EVENING - timedelta(hours=1), EVENING + timedelta(hours=20))
    warn(EVENING)
    assert _warned() == {"Minh", "Thảo"}
