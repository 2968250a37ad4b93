"""The Graph API: a call is one request with the Page's token in its head, fields of a form out and JSON back.

Every call also proves that it comes from the station's own app (`appsecret_proof`), so that a token alone is worth nothing
to anybody else. Neither stands in an address that is written down anywhere.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from clipdesk.connectors.contract import ConnectorError, nothing_against_it
from clipdesk.connectors.facebook.errors import error_of, pause_in
from clipdesk.connectors.http import Answer, Body, NoAnswer, Times, ask, where
from clipdesk.connectors.secret import Secret

#: Of the Graph API, of 29 July 2026. Facebook answers an older one as the oldest that it still has.
VERSION = "v26.0"
NOTHING = Body([], 0)
_NAME = re.compile(r"[\w-]{1,100}", re.ASCII)
_LARGE = 1_000_000


@dataclass(frozen=True)
class Places:
    """Where Facebook answers: the API, the API for files of videos, uploads of Reels, and the page on which a person gives
    permission."""

    graph: str = "https://graph.facebook.com"
    video: str = "https://graph-video.facebook.com"
    upload: str = "https://rupload.facebook.com"
    consent: str = "https://www.facebook.com"

    @classmethod
    def at(cls, base: str) -> Places:
        """Return the places of a practice platform; of an empty address Facebook's own."""
        return cls(base, base, base, base) if base else cls()

    @property
    def inside(self) -> tuple[str, ...]:
        """The host that may lie in the station's own network: never Facebook's."""
        return () if self == Places() else (urlsplit(self.graph).hostname or "",)


@dataclass(frozen=True)
class File:
    """A file in a form: the field's name, the file's own, and what is in it."""

    field: str
    name: str
    data: bytes
    media_type: str


@dataclass(frozen=True)
class Api:
    """One Page's way to the API. app_secret: of the station's app."""

    page: str
    token: Secret
    app_secret: Secret
    places: Places = Places()
    times: Times = Times()

    def get(self, node: str, edge: str = "", **query: str) -> dict[str, Any]:
        """Read what is there. Raises as `call` does."""
        return self.call("GET", node, edge, query)

    def call(
        self,
        method: str,
        node: str,
        edge: str = "",
        said: Mapping[str, str] | None = None,
        may_go: Callable[[], None] = nothing_against_it,
    ) -> dict[str, Any]:
        """Call an edge of a node, or the node itself, and return what it answers.

        Raises:
            ConnectorError: as `contract.Connector.publish` tells them apart.
        """
        told = {**(said or {}), "appsecret_proof": self.proof}
        address = address_of(self.places.graph, node, edge)
        if method == "POST":
            return self.read(self._ask(method, address, as_form(told), may_go))
        return self.read(self._ask(method, f"{address}?{urlencode(told)}", NOTHING, may_go))

    def bring(self, node: str, edge: str, said: Mapping[str, str], file: File) -> Answer:
        """Send a form with a file in it to the API for files, and return the answer, whatever it is.

        Raises:
            NotReached, NoAnswer: as everywhere.
        """
        body = _multipart({**said, "appsecret_proof": self.proof}, file)
        return self._ask("POST", address_of(self.places.video, node, edge), body)

    def upload(self, video: str, pieces: Iterable[bytes], begin: int, size: int) -> Answer:
        """Send a Reel's bytes from `begin` to the end, and return the answer, whatever it is.

        Raises:
            NotReached, NoAnswer: how much has arrived is asked then.
            Whatever `pieces` raises: the upload is not complete.
        """
        address = address_of(f"{self.places.upload}/video-upload", video)
        headers = {"offset": str(begin), "file_size": str(size)}
        body = Body(pieces, size - begin, "application/octet-stream", headers)
        return self._ask("POST", address, body, scheme="OAuth")

    def read(self, answer: Answer) -> dict[str, Any]:
        """Return what a successful answer holds.

        Raises:
            ConnectorError: it tells of no success.
        """
        said = read_json(answer.body)
        if not 200 <= answer.status < 300 or (isinstance(said, dict) and "error" in said):
            raise error_in(answer)
        if not isinstance(said, dict):
            raise NoAnswer
        return said

    @property
    def proof(self) -> str:
        """What only somebody can tell who knows both the token and the app's secret."""
        return proof_of(self.token, self.app_secret)

    def _ask(
        self,
        method: str,
        address: str,
        body: Body,
        may_go: Callable[[], None] = nothing_against_it,
        scheme: str = "Bearer",
    ) -> Answer:
        headers = {**body.headers, "Authorization": f"{scheme} {self.token.reveal()}", "Accept": "application/json"}
        times = self.times.for_files(body.size) if body.size > _LARGE else self.times
        sent = Body(body.pieces, body.size, body.media_type, headers)
        return ask(where(address, self.places.inside), sent, method=method, times=times, may_go=may_go)


def proof_of(token: Secret, app_secret: Secret) -> str:
    """Return a token's HMAC-SHA256 under the app's secret, in hexadecimal digits (`appsecret_proof`)."""
    return hmac.new(app_secret.reveal().encode(), token.reveal().encode(), hashlib.sha256).hexdigest()


def address_of(host: str, node: str, edge: str = "") -> str:
    """Return the address of a node or one of its edges.

    Raises:
        ValueError: the node's name is none.
    """
    if not _NAME.fullmatch(node):
        raise ValueError("no name of a node")
    return f"{host}/{VERSION}/{node}" + (f"/{edge}" if edge else "")


def as_form(said: Mapping[str, str]) -> Body:
    """Return fields as the body of a form."""
    data = urlencode(said).encode()
    return Body([data], len(data), "application/x-www-form-urlencoded")


def error_in(answer: Answer) -> ConnectorError:
    """Return what an answer that is no success means."""
    wait = answer.wait or pause_in(read_json(answer.headers.get("x-business-use-case-usage", "").encode()))
    return error_of(answer.status, read_json(answer.body), wait=wait)


def read_json(data: bytes) -> Any:
    """Return what JSON says; None: it is none."""
    try:
        return json.loads(data)
    except ValueError:
        return None


def _multipart(said: Mapping[str, str], file: File) -> Body:
    """Return fields and a file as one body."""
    mark = f"clipdesk-{secrets.token_hex(16)}"
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in said.items()
    ]
    parts.append(
        f'--{mark}\r\nContent-Disposition: form-data; name="{file.field}"; filename="{file.name}"\r\n'
        f"Content-Type: {file.media_type}\r\n\r\n".encode()
    )
    data = b"".join([*parts, file.data, f"\r\n--{mark}--\r\n".encode()])
    return Body([data], len(data), f"multipart/form-data; boundary={mark}")
