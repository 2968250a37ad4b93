"""Zalo's API for Official Accounts: a call is one request with the account's token in its head, and JSON both ways.

Where the token comes from is not known here (`Access`). It is renewed once where Zalo says that it is no longer good: then
nothing was done. How the calls look stands in Zalo's own samples, `zaloplatform/zalo-java-sdk`, `src/test/java/`:
UploadVideoForArticle, CheckStatusVideo, CreateVideoArticle, GetArticleId, UpdateVideoArticle, RemoveArticle, GetArticleInfo,
GetListArticle.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from clipdesk.connectors.contract import SealedFile, nothing_against_it
from clipdesk.connectors.http import Answer, Body, NoAnswer, Times, ask, where
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.tokens import Access
from clipdesk.connectors.zalo.errors import EXPIRED, code_of, error_of

NOTHING = Body([], 0)
_LARGE = 1_000_000


@dataclass(frozen=True)
class Places:
    """Where Zalo answers: the API, and the page for permissions with the exchange of tokens."""

    api: str = "https://openapi.zalo.me"
    oauth: str = "https://oauth.zaloapp.com"

    @classmethod
    def at(cls, base: str) -> Places:
        """Return the places of a practice platform; of an empty address Zalo's own."""
        return cls(base, base) if base else cls()

    @property
    def inside(self) -> tuple[str, ...]:
        """The host that may lie in the station's own network: never Zalo's."""
        return () if self == Places() else (urlsplit(self.api).hostname or "",)


class FilmForm:
    """A film as a form with one file. It may be read more than once; its end comes only after the whole film was found to
    be the signed one."""

    def __init__(self, film: SealedFile, on_progress: Callable[[int], None]) -> None:
        self.film, self.on_progress = film, on_progress
        mark = f"clipdesk-{secrets.token_hex(16)}"
        self.media_type = f"multipart/form-data; boundary={mark}"
        self._head = (
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="clip.mp4"\r\n'
            "Content-Type: video/mp4\r\n\r\n"
        ).encode()
        self._tail = f"\r\n--{mark}--\r\n".encode()

    def __iter__(self) -> Iterator[bytes]:
        done = 0
        yield self._head
        for chunk in self.film.chunks():
            yield chunk
            done += len(chunk)
            self.on_progress(done)
        yield self._tail

    @property
    def body(self) -> Body:
        """The form as what a request sends."""
        return Body(self, len(self._head) + self.film.size + len(self._tail), self.media_type)


@dataclass(frozen=True)
class Api:
    """One account's way to the API."""

    access: Access
    places: Places = Places()
    times: Times = Times()

    def get(self, path: str, headers: Mapping[str, str] | None = None, **query: str) -> dict[str, Any]:
        """Read what is there. Raises as `post` does."""
        asked = f"?{urlencode(query)}" if query else ""
        return self._call("GET", f"{path}{asked}", Body([], 0, headers=headers or {}))

    def post(
        self, path: str, said: Mapping[str, str], may_go: Callable[[], None] = nothing_against_it
    ) -> dict[str, Any]:
        """Call a method and return the data that it answers; empty where it answers none.

        Raises:
            ConnectorError: as `contract.Connector.publish` tells them apart.
        """
        data = json.dumps(said, ensure_ascii=False).encode()
        return self._call("POST", path, Body([data], len(data)), may_go)

    def bring(self, path: str, film: SealedFile, on_progress: Callable[[int], None]) -> dict[str, Any]:
        """Send a film, and return the data that Zalo answers.

        Raises:
            NotWhatWasSigned: it is another file; the request was not completed.
            ConnectorError: as `post` does.
        """
        return self._call("POST", path, FilmForm(film, on_progress).body)

    def _call(
        self, method: str, path: str, body: Body, may_go: Callable[[], None] = nothing_against_it
    ) -> dict[str, Any]:
        token = self.access.token()
        answer = self._ask(token, method, path, body, may_go)
        if code_of(read_json(answer.body)) in EXPIRED:
            answer = self._ask(self.access.renew(token), method, path, body, may_go)
        said = read_json(answer.body)
        if not 200 <= answer.status < 300 or code_of(said) != 0:
            raise error_of(answer.status, said, wait=answer.wait)
        if not isinstance(said, dict):
            raise NoAnswer
        data = said.get("data")
        return data if isinstance(data, dict) else {}

    def _ask(self, token: Secret, method: str, path: str, body: Body, may_go: Callable[[], None]) -> Answer:
        headers = {**body.headers, "access_token": token.reveal(), "Accept": "application/json"}
        times = self.times.for_files(body.size) if body.size > _LARGE else self.times
        sent = Body(body.pieces, body.size, body.media_type, headers)
        target = where(f"{self.places.api}/v2.0/{path}", self.places.inside)
        return ask(target, sent, method=method, times=times, may_go=may_go)


def read_json(data: bytes) -> Any:
    """Return what JSON says; None: it is none."""
    try:
        return json.loads(data)
    except ValueError:
        return None
