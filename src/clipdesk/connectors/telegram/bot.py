"""The few calls of the Bot API that we make."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clipdesk.connectors.contract import SealedFile
from clipdesk.connectors.http import Body, NoAnswer, Times, ask
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.telegram.errors import TokenRefused, error_of

PUBLIC_API = "https://api.telegram.org"
_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{20,100}", re.ASCII)


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

    def call(self, method: str, fields: Mapping[str, Any], files: Mapping[str, SealedFile] | None = None) -> Any:
        """Call a method and return its result. Files are hashed while they are sent.

        Raises:
            NotWhatWasSigned: a file differs from the signed one; the request was broken off before it was complete.
            ConnectorError: as `contract.Connector.publish` tells them apart.
        """
        body = _multipart(fields, files) if files else _as_json(fields)
        answer = ask(f"{self.api}/bot{self.token.reveal()}/{method}", body, times=self.times)
        try:
            said = json.loads(answer.body)
        except ValueError as error:
            if answer.status == 413:  # a proxy on the way, or the server's own limit: it was not taken
                raise error_of(413, {}) from error
            raise NoAnswer from error
        if not isinstance(said, dict):
            raise NoAnswer
        if answer.status == 200 and said.get("ok") is True:
            return said.get("result")
        raise error_of(answer.status, said)


def _as_json(fields: Mapping[str, Any]) -> Body:
    """Return fields alone as a body."""
    data = json.dumps(fields, ensure_ascii=False).encode()
    return Body([data], len(data), "application/json")


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
