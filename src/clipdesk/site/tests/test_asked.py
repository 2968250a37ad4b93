"""What a stranger's file may take: so many at once, so many bytes, and nothing is left of what was refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from clipdesk.site.asked import RECEIVED_AT_ONCE, TakesFiles, _connection_of, _receive
from clipdesk.site.asked_errors import Busy, NoFile, TooLarge
from clipdesk.site.looking import MOST_BYTES

KIND = "multipart/form-data; boundary=b"
HEAD = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'


async def nobody(scope: Scope, receive: Receive, send: Send) -> None:
    raise AssertionError("nobody is asked")


async def body(*chunks: bytes, times: int = 1) -> AsyncGenerator[bytes, None]:
    yield HEAD
    for _ in range(times):
        for chunk in chunks:
            yield chunk


def test_only_so_many_at_once() -> None:
    async def crowd() -> None:
        takes = TakesFiles(nobody)
        async with AsyncExitStack() as inside:
            for _ in range(RECEIVED_AT_ONCE):
                await inside.enter_async_context(takes._place())
            with pytest.raises(Busy):
                async with takes._place():
                    pass
        async with takes._place():
            pass

    asyncio.run(crowd())


def test_more_than_is_taken_is_given_up(tmp_path: Path) -> None:
    """Whatever length was announced, the bytes are counted."""
    chunk = bytes(1_000_000)

    async def much() -> None:
        with Path("/dev/null").open("wb") as file:
            await _receive(body(chunk, times=MOST_BYTES // len(chunk) + 1), KIND, file)

    with pytest.raises(TooLarge):
        asyncio.run(much())


@pytest.mark.parametrize("kind", [KIND, "text/plain"])
def test_a_form_that_breaks_off_is_no_file(kind: str, tmp_path: Path) -> None:
    async def half() -> None:
        with (tmp_path / "file").open("wb") as file:
            await _receive(body(b"only the beginning"), kind, file)

    with pytest.raises(NoFile):
        asyncio.run(half())


def test_one_person_s_network_is_one_connection(settings: object) -> None:
    def of(address: str, forwarded: str = "") -> str:
        headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
        return _connection_of(Request({"type": "http", "headers": headers, "client": (address, 1)}))

    assert of("2001:db8:1:2:3::4") == of("2001:db8:1:2:9::8")
    assert of("2001:db8:1:2:3::4") != of("2001:db8:1:3:3::4")
    assert of("192.0.2.1") != of("192.0.2.2")
    assert of("192.0.2.1", "198.51.100.7") == of("192.0.2.1")  # no proxy is trusted, so nobody's word is taken
    assert "192" not in of("192.0.2.1")
