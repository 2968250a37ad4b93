"""The Data API: a call is one request with a short-lived token in its head, and JSON both ways.

Where the token comes from is not known here (`Access`). It is renewed once where YouTube no longer takes it: a 401 says
that nothing was done.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from clipdesk.connectors.contract import ConnectorError, nothing_against_it
from clipdesk.connectors.http import Answer, Body, NoAnswer, Times, ask, where
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.tokens import Access
from clipdesk.connectors.youtube.errors import error_of
from clipdesk.connectors.youtube.quota import asked_again
from clipdesk.kernel.clock import now

NOTHING = Body([], 0)
_LONGEST_WAIT = 3600


@dataclass(frozen=True)
class Places:
    """Where Google answers: the API, the token's renewal, and the page on which a person gives permission."""

    api: str = "https://www.googleapis.com"
    token: str = "https://oauth2.googleapis.com/token"  # noqa: S105  an address
    revoke: str = "https://oauth2.googleapis.com/revoke"
    consent: str = "https://accounts.google.com/o/oauth2/v2/auth"

    @classmethod
    def at(cls, base: str) -> Places:
        """Return the places of a practice platform; of an empty address Google's own."""
        return cls(base, f"{base}/token", f"{base}/revoke", f"{base}/o/oauth2/v2/auth") if base else cls()

    @property
    def inside(self) -> tuple[str, ...]:
        """The host that may lie in the station's own network: never Google's."""
        return () if self == Places() else (urlsplit(self.api).hostname or "",)

    def is_upload(self, address: str) -> bool:
        """Whether an address that the API gave is one to which bytes and a token may go."""
        ours, asked = urlsplit(self.api), urlsplit(address)
        if (asked.scheme, asked.netloc) == (ours.scheme, ours.netloc):
            return True
        host = asked.hostname or ""
        return self == Places() and asked.scheme == "https" and host.endswith(".googleapis.com") and not asked.port


@dataclass(frozen=True)
class Api:
    """One channel's way to the API."""

    access: Access
    places: Places = Places()
    times: Times = Times()

    def get(self, name: str, **query: str) -> dict[str, Any]:
        """Read a resource. Raises as `call` does."""
        return self.call("GET", f"/youtube/v3/{name}", query)

    def call(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | Sequence[str]],
        said: Mapping[str, Any] | None = None,
        may_go: Callable[[], None] = nothing_against_it,
    ) -> dict[str, Any]:
        """Call a method and return the resource that it answers; empty where it answers none.

        Raises:
            ConnectorError: as `contract.Connector.publish` tells them apart.
        """
        return self.resource(self.request(method, self.address(path, query), as_json(said), may_go))

    def address(self, path: str, query: Mapping[str, str | Sequence[str]]) -> str:
        """Return the address of a method; of several values each is written by itself."""
        return f"{self.places.api}{path}?{urlencode(query, doseq=True)}"

    def request(
        self, method: str, address: str, body: Body = NOTHING, may_go: Callable[[], None] = nothing_against_it
    ) -> Answer:
        """Send a request as this channel and return the answer, whatever it is; a body may be sent a second time.

        Raises:
            NotReached: nothing can have come of it.
            NoAnswer: something may have come of it.
            AccountTrouble: there is no token.
        """
        token = self.access.token()
        answer = self._ask(token, method, address, body, may_go)
        if answer.status != 401:
            return answer
        return self._ask(self.access.renew(token), method, address, body, may_go)

    def resource(self, answer: Answer) -> dict[str, Any]:
        """Return what a successful answer holds.

        Raises:
            ConnectorError: it tells of no success.
        """
        said = _read(answer.body)
        if not 200 <= answer.status < 300:
            raise self.error(answer)
        if answer.status == 204 or not answer.body:
            return {}
        if not isinstance(said, dict):
            raise NoAnswer
        return said

    def error(self, answer: Answer) -> ConnectorError:
        """Return what an answer that is no success means."""
        asked = answer.headers.get("retry-after", "")
        wait = min(int(asked), _LONGEST_WAIT) if asked.isdecimal() else 0
        return error_of(answer.status, _read(answer.body), until=asked_again(now()), wait=wait)

    def _ask(self, token: Secret, method: str, address: str, body: Body, may_go: Callable[[], None]) -> Answer:
        headers = {**body.headers, "Authorization": f"Bearer {token.reveal()}", "Accept": "application/json"}
        target = where(address, self.places.inside)
        times = self.times.for_files(body.size) if body.size > 1_000_000 else self.times
        return ask(target, replace(body, headers=headers), method=method, times=times, may_go=may_go)


def as_json(said: Mapping[str, Any] | None) -> Body:
    """Return a resource as a body; nothing is no body."""
    if said is None:
        return NOTHING
    data = json.dumps(said, ensure_ascii=False).encode()
    return Body([data], len(data), "application/json; charset=UTF-8")


def _read(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return None
