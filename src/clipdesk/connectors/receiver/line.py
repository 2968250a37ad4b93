"""A signed call, and a sealed file by its name: all that ever goes to a receiver.

Calls go to one address; files too, unless the receiver names another place for one, such as a signed address of its
bucket. Either address may hold a key: nothing here puts one into an error or a log line.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Any

from clipdesk.connectors.contract import nothing_against_it
from clipdesk.connectors.http import Answer, Body, NoAnswer, Times, ask, where
from clipdesk.connectors.receiver.errors import NotEncrypted, TooLarge, error_of, not_stored
from clipdesk.connectors.receiver.places import Place
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.signature import signature
from clipdesk.kernel.clock import now
from clipdesk.kernel.targets import Target

#: The version of what is said; it stands in every call and in every answer.
SAYS = 1
MOST_ANSWER_BYTES = 256 << 10


class WrongAnswer(NoAnswer):
    """A success that no receiver would write: a page, somebody's proxy, another program. Nothing is known."""


@dataclass(frozen=True)
class Line:
    """The way to one receiver. inside: hosts that may lie in the station's own network, and there without TLS."""

    address: str = field(repr=False)
    secret: Secret
    inside: Collection[str] = ()
    times: Times = Times()

    def call(
        self, kind: str, fields: dict[str, Any], may_go: Callable[[], None] = nothing_against_it
    ) -> dict[str, Any]:
        """Make a signed call and return the object that was answered. `may_go` has the last word.

        Raises:
            ConnectorError: as `contract.Connector.publish` tells them apart.
        """
        said = {"clipdesk": SAYS, "call": kind, **fields}
        data = json.dumps(said, ensure_ascii=False).encode()
        body = Body([data], len(data), headers=self._signed(data))
        answer = ask(self._target(self.address), body, times=self.times, most=MOST_ANSWER_BYTES, may_go=may_go)
        found = _object(answer)
        if not 200 <= answer.status < 300:
            raise error_of(answer.status, found, answer.wait)
        if found.get("clipdesk") != SAYS:
            raise WrongAnswer
        return found

    def put(self, name: str, body: Body, place: Place | None = None) -> None:
        """Send a file under its name, which begins with its SHA-256 and is what is signed; or to the place that the
        receiver named for it, which learns nothing of our signature. Safe to repeat.

        Raises:
            ConnectorError: it is not there, as far as anybody knows.
            Whatever the body's pieces raise: the request was broken off before it was complete.
        """
        if place:
            body = replace(body, headers=place.headers, media_type=place.media_type or body.media_type)
        else:
            body = replace(body, headers={"Clipdesk-File": name, **self._signed(name.encode())})
        target, times = self._target(place.url if place else self.address), self.times.for_files(body.size)
        answer = ask(target, body, method="PUT", times=times, most=MOST_ANSWER_BYTES)
        if answer.status == 413:
            raise TooLarge(size=-(-body.size // 1_000_000))
        if not 200 <= answer.status < 300:
            raise not_stored(answer) if place else error_of(answer.status, _object(answer), answer.wait)

    def _signed(self, what: bytes) -> dict[str, str]:
        moment = int(now().timestamp())
        return {
            "User-Agent": "Clipdesk",
            "Clipdesk-Timestamp": str(moment),
            "Clipdesk-Signature": signature(self.secret.reveal(), moment, what),
        }

    def _target(self, address: str) -> Target:
        target = where(address, self.inside)
        if target.scheme != "https" and target.host not in self.inside:
            raise NotEncrypted
        return target


def _object(answer: Answer) -> dict[str, Any]:
    """Return the object that was answered; anything else is none."""
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
