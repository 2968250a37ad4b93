"""One id per request, in the answer's header and in every log line the request causes."""

import logging
import time
from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from clipdesk.config.logs import current_id, path_without_tokens

log = logging.getLogger("clipdesk.request")
Next = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Give each request an id and log it once it is answered: method, path, status, milliseconds."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        mark = current_id.set(uuid4().hex[:16])
        request.request_id = current_id.get()  # type: ignore[attr-defined]  # for lines written after the answer
        begun = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = current_id.get()
            # The path alone: query strings may carry one-time tokens, and those in the path are left out.
            log.info(
                "answered",
                extra={
                    "action": "request",
                    "method": request.method,
                    "path": path_without_tokens(request),
                    "status": response.status_code,
                    "milliseconds": round((time.perf_counter() - begun) * 1000),
                },
            )
            return response
        finally:
            current_id.reset(mark)
