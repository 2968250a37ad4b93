"""One id per request, in the answer's header and in every log line the request causes, whoever answers it."""

import logging
import time
from uuid import uuid4

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clipdesk.config.logs import current_id, path_without_tokens

log = logging.getLogger("clipdesk.request")


class RequestId:
    """Give each request an id and log it once it is answered: method, path, status, milliseconds."""

    def __init__(self, behind: ASGIApp) -> None:
        self.behind = behind

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request. The id stays until its task ends: the server's own line about an error carries it too."""
        current_id.set(uuid4().hex[:16])
        begun, status = time.perf_counter(), 0

        async def numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = current_id.get()
            await send(message)

        try:
            await self.behind(scope, receive, numbered)
        finally:
            # A page asks for many static files; they are not written.
            if not scope["path"].startswith("/static/"):
                self._write(scope, status, round((time.perf_counter() - begun) * 1000))

    def _write(self, scope: Scope, status: int, milliseconds: int) -> None:
        """Write the line; status 0 says that whoever asked went away before the answer."""
        log.info(
            "answered",
            extra={
                "action": "request",
                "method": scope["method"],
                # The path alone: query strings may carry one-time tokens, and those in the path are left out.
                "path": path_without_tokens(scope["path"], scope.get("path_params", {})),
                "status": status,
                "milliseconds": milliseconds,
            },
        )
