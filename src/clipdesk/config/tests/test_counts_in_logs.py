"""What a watch page tells of a viewing leaves no trace of the viewer in the logs."""

from __future__ import annotations

import httpx

from clipdesk.config.tests.conftest import Web
from clipdesk.config.tests.test_request_ids import lines_of


def test_the_log_has_neither_address_nor_browser(web: Web) -> None:
    path = "/watch/none/none/count/"
    headers = {
        "user-agent": "TRACE-CANARY",
        "x-forwarded-for": "203.0.113.77",
        "referer": f"{web.origin}/?TRACE-CANARY",
    }
    answer = httpx.post(web.origin + path, data={"start": "1"}, headers=headers, timeout=30)
    line = next(line for line in lines_of(web, answer) if line["logger"] == "clipdesk.request")
    assert (line["path"], line["status"]) == (path, 404)
    log = web.log.read_text(encoding="utf-8")
    for trace in ("TRACE-CANARY", "203.0.113.77", "127.0.0.1"):
        assert not [one for one in log.splitlines() if trace in one and answer.headers["X-Request-Id"] in one]
