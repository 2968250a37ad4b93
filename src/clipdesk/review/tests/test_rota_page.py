"""The rota's page: putting people on duty, times of the station's clock, handing over, being away."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from clipdesk.accounts.member import Member
from clipdesk.config.testing_cast import Newsroom
from clipdesk.kernel.clock import now
from clipdesk.review.models import Absence, Package, Shift
from clipdesk.review.tests.test_duty import HOUR, on_duty
from clipdesk.review.usual_rules import USUAL

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TOMORROW = now().astimezone(ZONE).date() + timedelta(days=1)


def _plan(newsroom: Newsroom, **changes: Any) -> Any:
    fields = {
        "person": str(newsroom.dung.person.pk),
        "desk": "",
        "day": f"{TOMORROW}",
        "starts": "22:00",
        "ends": "06:00",
        "repeat": "once",
        "times": "1",
        **changes,
    }
    return newsroom.client(newsroom.minh).post(newsroom.path("review/rota/plan/"), fields)


def test_a_night_shift_ends_the_next_morning_by_the_stations_clock(newsroom: Newsroom) -> None:
    assert _plan(newsroom).status_code == 302
    shift = Shift.objects.get()
    begins = datetime.combine(TOMORROW, time(15), UTC)  # 22:00 in Hà Nội, seven hours ahead
    assert (shift.starts, shift.ends) == (begins, begins + timedelta(hours=8))
    page = newsroom.client(newsroom.lan).get(newsroom.path("review/rota/")).content.decode()
    assert "Dũng" in page


def test_a_shift_is_for_the_classes_that_were_ticked(newsroom: Newsroom) -> None:
    everything = [one.key for one in USUAL.risky]
    for ticked, kept in ((["health", "sponsored"], ["health", "sponsored"]), ([], []), (everything, None)):
        _plan(newsroom, classes=ticked)
        assert Shift.objects.order_by("made_at").last().classes == kept  # type: ignore[union-attr]
    _plan(newsroom, classes=["health", "sponsored"])  # stands there already
    assert Shift.objects.count() == 3
    shift = Shift.objects.order_by("made_at")[0]
    assert (shift.covers([]), shift.covers(["health"]), shift.covers(["health", "minors"])) == (True, True, False)
    form = newsroom.client(newsroom.minh).get(newsroom.path("review/rota/")).context["form"]
    assert form.initial["classes"] == everything


def test_a_week_of_nights_is_planned_at_once(newsroom: Newsroom) -> None:
    _plan(newsroom, repeat="daily", times="7")
    starts = list(Shift.objects.order_by("starts").values_list("starts", flat=True))
    assert [later - earlier for earlier, later in zip(starts, starts[1:], strict=False)] == [timedelta(days=1)] * 6
    _plan(newsroom, repeat="daily", times="7")
    assert Shift.objects.count() == 7


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"day": "2026-02-30"}, "day"),
        ({"day": "2024-01-01"}, "day"),
        ({"times": "61", "repeat": "daily"}, "times"),
        ({"repeat": "weekly", "times": "60"}, "day"),
        ({"starts": "25:00"}, "starts"),
        ({"person": "nobody"}, "person"),
        ({"person": ""}, "person"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(newsroom: Newsroom, changes: dict[str, str], field: str) -> None:
    answer = _plan(newsroom, **changes)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Shift.objects.exists()


def test_only_who_may_sign_can_be_chosen(newsroom: Newsroom) -> None:
    page = newsroom.client(newsroom.minh).get(newsroom.path("review/rota/"))
    names = {name for _key, name in page.context["form"].fields["person"].choices if _key}
    assert names == {"Dũng", "Hà", "Minh", "Thảo"}  # a trainee signs on a practice station


def test_a_deputy_hands_their_shift_over(newsroom: Newsroom) -> None:
    shift = on_duty(newsroom, newsroom.dung)
    browser = newsroom.client(newsroom.dung)
    address = newsroom.path(f"review/rota/{shift.pk}/hand-over/")
    assert "Hà" in browser.get(address).content.decode()
    assert browser.post(address, {"taker": str(newsroom.ha.person.pk)}).status_code == 302
    assert Shift.objects.get(ends__gt=now()).person == newsroom.ha.person
    again = browser.post(address, {"taker": str(newsroom.ha.person.pk)})
    assert again.status_code == 200
    assert "taker" in again.context["form"].errors


def _away(member: Member, newsroom: Newsroom, starts: datetime, ends: datetime) -> Any:
    shown = {
        "away-starts": f"{starts.astimezone(ZONE):%Y-%m-%dT%H:%M}",
        "away-ends": f"{ends.astimezone(ZONE):%Y-%m-%dT%H:%M}",
    }
    return newsroom.client(member).post(newsroom.path("review/rota/away/"), shown)


def test_somebody_is_away_and_comes_back(newsroom: Newsroom) -> None:
    on_duty(newsroom, newsroom.dung, ends=3 * HOUR)
    assert _away(newsroom.dung, newsroom, now() - HOUR, now() + 2 * HOUR).status_code == 302
    page = newsroom.client(newsroom.minh).get(newsroom.path("review/rota/"))
    assert page.context["on_duty"] == []
    absence = Absence.objects.get()
    others = newsroom.client(newsroom.ha).post(newsroom.path(f"review/rota/away/{absence.pk}/end/"))
    assert others.status_code == 404
    newsroom.client(newsroom.dung).post(newsroom.path(f"review/rota/away/{absence.pk}/end/"))
    page = newsroom.client(newsroom.minh).get(newsroom.path("review/rota/"))
    assert [row["shift"].person.name for row in page.context["on_duty"]] == ["Dũng"]


@pytest.mark.parametrize(("begins", "ends"), [(2, 1), (-3, -2), (1, 24 * 400)])
def test_an_absence_that_makes_no_sense_is_refused(newsroom: Newsroom, begins: int, ends: int) -> None:
    answer = _away(newsroom.dung, newsroom, now() + begins * HOUR, now() + ends * HOUR)
    assert answer.status_code == 422
    assert not Absence.objects.exists()


def test_the_page_of_a_package_tells_a_deputy_who_is_on_duty_instead(newsroom: Newsroom, package: Package) -> None:
    on_duty(newsroom, newsroom.ha)
    page = newsroom.client(newsroom.dung).get(newsroom.path(f"review/{package.pk}/"))
    (why,) = page.context["refusals"]
    assert "Hà" in why
    on_duty(newsroom, newsroom.dung)
    page = newsroom.client(newsroom.dung).get(newsroom.path(f"review/{package.pk}/"))
    assert (page.context["may_sign"], page.context["refusals"]) == (True, [])
