"""A clip goes wide: once whatever breaks, put right everywhere, and no secret of it lies open (`make accept-publishing`).

`CLIPDESK_STORM` says how many publications the bad weather meets.
"""

from __future__ import annotations

import os
import resource
from collections.abc import Callable, Iterator

import pytest

from tests.wide.canary import MAIL_PASSWORD, search
from tests.wide.righting import WRONG, put_right
from tests.wide.station import Station, station_with
from tests.wide.storm import press, weather

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3 * 3600)]
PUBLICATIONS = int(os.environ.get("CLIPDESK_STORM", "20"))
ACCOUNTS = 8
MOST_ASKED = 0.02
_IMPATIENT = {
    "CLIPDESK_ANSWER_SECONDS": "2",
    "CLIPDESK_SMTP_HOST": "127.0.0.1",
    "CLIPDESK_SMTP_PORT": "1",
    "CLIPDESK_SMTP_USER": "desk",
    "CLIPDESK_SMTP_PASSWORD": MAIL_PASSWORD,
}
Says = Callable[[str, object], None]


@pytest.fixture(scope="module")
def station() -> Iterator[Station]:
    """A station whose desk waits two seconds for an answer, and may leave dumps of its memory where it crashes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    try:
        with station_with(ACCOUNTS, _IMPATIENT, by_hand=True) as found:
            yield found
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))


def test_bad_weather(station: Station, record_property: Says) -> None:
    found = weather(station, PUBLICATIONS)
    record_property("figure", found.figure())
    assert (found.wrong, found.blind) == ([], [])
    assert found.killed.total() > 0
    assert found.met["publishing"] > 0
    if PUBLICATIONS >= 200:  # of a few, one is a large share
        assert found.asked_in_vain <= MOST_ASKED
        assert found.met.total() >= 0.3 * found.count
        assert len(found.killed) == 6


def test_many_press_at_once(station: Station, record_property: Says) -> None:
    people, workers = (50, 7) if PUBLICATIONS >= 200 else (12, 1)
    record_property("figure", press(station, min(100, PUBLICATIONS), people, workers))


def test_a_clip_is_put_right_everywhere_and_the_table_is_true(station: Station, record_property: Says) -> None:
    found = put_right(station)
    record_property("figure", found.figure())
    assert found.false == []


def test_no_secret_lies_open(station: Station, record_property: Says) -> None:
    clips = station.desk.rows("SELECT id::text FROM clips_clip ORDER BY made_at LIMIT 1")
    if not clips:
        clips = [{"id": station.sealed([WRONG], station.places)[0]}]
        station.sign()
    found = search(station, clips[0]["id"])
    record_property("figure", found.figure())
    assert found.found == []
    assert found.places["crash dumps"] == 0
