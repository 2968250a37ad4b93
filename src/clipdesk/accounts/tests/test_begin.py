"""The first station of an installation is made from the command line, and its first person comes in by the link."""

import pytest

from clipdesk.accounts.beginning import StationNotMade, begin_station
from clipdesk.accounts.member import member_of
from clipdesk.accounts.models import Invitation, Person, Station
from clipdesk.accounts.tests.conftest import browser
from clipdesk.history.models import LedgerEntry


def test_the_first_person_comes_in_as_operator(db: None) -> None:
    link = begin_station("Đài Tây Nguyên", "tay-nguyen", "Hoa@tay-nguyen.example")
    assert link.startswith("http://localhost:8080/invite/")
    form = {"name": "Hoa", "password": "mua-he-ruc-ro-81", "language": "vi"}
    answer = browser().post(link.removeprefix("http://localhost:8080"), form)
    assert answer["Location"] == "/s/tay-nguyen/"
    station = Station.objects.get()
    assert (station.language, station.timezone, station.is_practice) == ("vi", "Asia/Ho_Chi_Minh", False)
    hoa = member_of(Person.objects.get(email="hoa@tay-nguyen.example"), station)
    assert hoa is not None
    assert hoa.may("people")
    assert hoa.may("operate")
    assert set(LedgerEntry.objects.values_list("verb", "actor_name")) == {
        ("station_made", "Clipdesk"),
        ("person_invited", "Clipdesk"),
        ("invitation_accepted", "Hoa"),
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"slug": "tây nguyên"},
        {"name": ""},
        {"email": "hoa at example"},
        {"timezone": "Asia/Hanoi"},
        {"language": "fr"},
        {"slug": "co-roi"},
    ],
)
def test_what_is_not_right_makes_nothing(db: None, wrong: dict[str, str]) -> None:
    Station.objects.create(slug="co-roi", name="Đài đã có")
    given = {"name": "Đài Tây Nguyên", "slug": "tay-nguyen", "email": "hoa@example.vn", **wrong}
    with pytest.raises(StationNotMade) as refused:
        begin_station(**given)
    assert len(str(refused.value)) > len("The station was not made: ")
    assert Station.objects.count() == 1
    assert not Invitation.objects.exists()
