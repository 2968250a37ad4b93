"""The Bot API: a call is one request with fields, and files where there are any.

A bot's token stands in the address of every call: nothing here puts an address into an error or a log line.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from clipdesk.connectors.contract import SealedFile, nothing_against_it
from clipdesk.connectors.http import Body, NoAnswer, Times, ask, where
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.telegram.errors import TokenRefused, error_of

PUBLIC_API = "https://api.telegram.org"
_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{20,100}", re.ASCII)
_HIDDEN = "•••".encode()


@dataclass(frozen=True)
class Said:
    """What Telegram answered: the HTTP status, and the object in the body."""

    status: int
    answer: dict[str, Any]

    @property
    def is_ok(self) -> bool:
        """Whether the call was carried out."""
        return self.status == 200 and self.answer.get("ok") is True


@dataclass(frozen=True)
class Bot:
    """A bot: its token, and where the Bot API answers (a server of the station's own may stand in for Telegram's)."""

    token: Secret
    api: str = PUBLIC_API
    times: Times = Times()

    def __post_init__(self) -> None:
        """Refuse what cannot be a token before it becomes part of an address.

        Raises:
            TokenRefused: it has not a token's form.
        """
        if not _TOKEN.fullmatch(self.token.reveal()):
            raise TokenRefused

    def call(
        self,
        method: str,
        fields: Mapping[str, Any],
        files: Mapping[str, SealedFile] | None = None,
        may_go: Callable[[], None] = nothing_against_it,
    ) -> Any:
        """Call a method and return its result. Files are hashed while they are sent; `may_go` has the last word.

        Raises:
            NotWhatWasSigned: a file differs from the signed one; the request was broken off before it was complete.
            ConnectorError: as `contract.Connector.publish` tells them apart.
        """
        said = self.ask(method, fields, files, may_go)
        if said.is_ok:
            return said.answer.get("result")
        raise error_of(said.status, said.answer)

    def ask(
        self,
        method: str,
        fields: Mapping[str, Any],
        files: Mapping[str, SealedFile] | None = None,
        may_go: Callable[[], None] = nothing_against_it,
    ) -> Said:
        """Call a method and return what was answered, whatever it is.

        Raises:
            NotReached: nothing can have come of it.
            NoAnswer: something may have come of it.
            NotWhatWasSigned: as `call` says.
        """
        # Whoever runs the desk may set a server of their own, which may lie inside; Telegram's own never does.
        own = () if self.api == PUBLIC_API else (urlsplit(self.api).hostname or "",)
        token = self.token.reveal()
        body = _multipart(fields, files) if files else _as_json(fields)
        times = self.times.for_files(body.size) if files else self.times
        answer = ask(where(f"{self.api}/bot{token}/{method}", own), body, times=times, may_go=may_go)
        try:
            said = json.loads(answer.body.replace(token.encode(), _HIDDEN))  # something on the way may repeat addresses
        except ValueError:
            said = None
        if answer.status == 413 and said is None:  # a proxy on the way, or the server's own limit: it was not taken
            return Said(413, {})
        if not isinstance(said, dict):
            raise NoAnswer
        return Said(answer.status, said)


def _as_json(fields: Mapping[str, Any]) -> Body:
    """Return fields alone as a body."""
    data = json.dumps(fields, ensure_ascii=False).encode()
    return Body([data], len(data))


def _multipart(fields: Mapping[str, Any], files: Mapping[str, SealedFile]) -> Body:
    """Return fields and files as one body whose length is known before a file is opened."""
    mark = f"clipdesk-{secrets.token_hex(16)}"
    front = b"".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + _plain(value) + b"\r\n"
        for name, value in fields.items()
    )
    heads = {
        name: (
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n'
            f"Content-Type: {sealed.media_type}\r\n\r\n"
        ).encode()
        for name, sealed in files.items()
    }
    end = f"--{mark}--\r\n".encode()
    size = len(front) + sum(len(heads[name]) + sealed.size + 2 for name, sealed in files.items()) + len(end)

    def pieces() -> Iterator[bytes]:
        yield front
        for name, sealed in files.items():
            yield heads[name]
            yield from sealed.chunks()
            yield b"\r\n"
        yield end

    return Body(pieces(), size, f"multipart/form-data; boundary={mark}")


def _plain(value: Any) -> bytes:
    """Write a field as a form holds it: text as it is, everything else as JSON."""
    return (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)).encode()
