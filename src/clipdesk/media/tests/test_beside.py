"""Work beside other work: nobody waits for what is in vain, and the reason that is told is the first one."""

import time

import pytest

from clipdesk.media.beside import beside
from clipdesk.media.errors import Cancelled, DamagedMedia
from clipdesk.media.runner import ShouldStop


def _until_stopped(stop: ShouldStop) -> str:
    while not stop():
        time.sleep(0.01)
    return "stopped"


def _fail(_stop: ShouldStop) -> str:
    raise DamagedMedia(time="0:10")


def test_both_go_on_at_the_same_time() -> None:
    done: list[int] = []

    def wait_for_the_body(_stop: ShouldStop) -> str:
        while not done:
            time.sleep(0.01)
        return "ready"

    with beside(wait_for_the_body, None) as work:
        assert not work.should_stop()
        done.append(1)
        assert work.result() == "ready"


def _go_on_until_stopped() -> None:
    """As whatever runs in front of it does: end with `Cancelled` when asked to."""
    with beside(_fail, lambda: False) as work:
        while not work.should_stop():
            time.sleep(0.01)
        raise Cancelled


def test_where_it_fails_the_body_is_stopped_and_its_reason_is_told() -> None:
    with pytest.raises(DamagedMedia):
        _go_on_until_stopped()


def test_where_the_body_fails_it_is_stopped() -> None:
    with pytest.raises(DamagedMedia), beside(_until_stopped, None):
        raise DamagedMedia(time="0:20")


def test_a_stop_from_outside_ends_the_waiting() -> None:
    asked = iter([False, True])
    with pytest.raises(Cancelled), beside(_until_stopped, lambda: next(asked)) as work:
        work.result()
