"""Two pieces of media work side by side; where one ends early, so does the other."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Generic, TypeVar

from clipdesk.media.errors import Cancelled
from clipdesk.media.runner import ShouldStop

_POLL_SECONDS = 0.1
T = TypeVar("T")


class Beside(Generic[T]):
    """Work that goes on in a thread of its own. `should_stop` is for the work in front of it."""

    def __init__(self, future: Future[T], wished: ShouldStop) -> None:
        self._future = future
        self._wished = wished

    def should_stop(self) -> bool:
        """Tell whether the work in front is in vain: stopped from outside, or this one failed."""
        return self._wished() or (self._future.done() and self._future.exception() is not None)

    def result(self) -> T:
        """Wait for what it makes; raise what it raised.

        Raises:
            Cancelled: stopped from outside while it was waited for.
        """
        while not wait([self._future], _POLL_SECONDS).done:
            if self._wished():
                raise Cancelled
        return self._future.result()


@contextmanager
def beside(job: Callable[[ShouldStop], T], should_stop: ShouldStop | None) -> Iterator[Beside[T]]:
    """Run `job` beside the body. It is asked to stop as soon as the body is left; `should_stop` is asked by the body alone.

    Raises:
        Exception: what the job raised, where the body was stopped for that.
    """
    left = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(job, left.is_set)
        try:
            yield Beside(future, should_stop or (lambda: False))
        except Cancelled:
            if future.done() and (fault := future.exception()) is not None:
                raise fault from None
            raise
        finally:
            left.set()
