"""How much a page takes: Django writes a whole body to disk before it asks who sent it, so the length is looked at first.

Recordings do not come this way: `/uploads` takes them in pieces, from people who may, within limits of their own.
"""

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: A picture of 10 MB, the largest that any form carries, and what stands around it.
LARGEST_BODY = 11_000_000
_SENTENCE = "Dữ liệu gửi lên lớn hơn 11 MB nên không được nhận.\nThis is larger than 11 MB and was not taken.\n"


class _TooLong(Exception):
    """More bytes came than a page takes."""


class LimitedBody:
    """Answer 413 where more than `LARGEST_BODY` bytes are announced or come; hand on everything else."""

    def __init__(self, behind: ASGIApp) -> None:
        self.behind = behind

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request."""
        seen, begun = 0, False

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > LARGEST_BODY:
                raise _TooLong
            return message

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        too_long = PlainTextResponse(_SENTENCE, status_code=413)
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdecimal() and int(announced) > LARGEST_BODY:
            await too_long(scope, receive, send)
            return
        try:
            await self.behind(scope, counted, noted)
        except _TooLong:
            if begun:
                raise
            await too_long(scope, receive, send)
