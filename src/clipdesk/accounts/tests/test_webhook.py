"""A station's webhook: what it is told, how it knows who calls, and that it cannot be used to reach inside."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.accounts import webhooks
from clipdesk.accounts.bots import PracticeTellsNobodyOutside
from clipdesk.accounts.choosing import GROUPS
from clipdesk.accounts.models import Call, Notice, Webhook
from clipdesk.accounts.notices import tell
from clipdesk.accounts.tasks import call_webhook
from clipdesk.accounts.tests.conftest import signed_in, text, with_key
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.http import Body, ask
from clipdesk.connectors.signature import signature
from clipdesk.history.models import LedgerEntry
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.kernel.targets import Target

PAGE = "station/outside/"
HERE = ("127.0.0.1",)


@dataclass
class Program:
    """The program that is called: answers with `status` and keeps what came: path, headers, body."""

    origin: str = ""
    status: int = 204
    heard: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def program(settings: Any) -> Iterator[Program]:
    """A program on this machine, which the desk may call."""
    found = Program()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.heard.append((self.path, dict(self.headers), body))
            self.send_response(found.status)
            self.send_header("Location", f"{found.origin}/elsewhere")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.origin = f"http://127.0.0.1:{server.server_port}"
    settings.WEBHOOK_HOSTS = HERE
    yield found
    server.shutdown()
    server.server_close()


def _tell(newsroom: Newsroom, kind: str = "sign_off_waiting", cause: str = "package:1") -> None:
    people = [newsroom.minh.person, newsroom.ha.person]
    tell(people, station=newsroom.station, desk=newsroom.news, kind=kind, cause=cause, link="/s/song-hong/review/1/")


def _plan_calls() -> None:
    """Plan the calls and make none."""
    for job in list(ProcrastinateJob.objects.filter(task_name="accounts.note_for_webhook")):
        webhooks.note(Notice.objects.get(pk=job.args["notice_id"]))


def _set(newsroom: Newsroom, program: Program, *groups: str) -> str:
    """Set the webhook and return its secret."""
    return webhooks.set_webhook(newsroom.oanh, f"{program.origin}/hook?room=1", groups or tuple(GROUPS))[1]


def test_a_cause_is_told_once_signed_and_without_content(real_newsroom: Newsroom, program: Program) -> None:
    secret = _set(real_newsroom, program)
    _tell(real_newsroom)
    run_waiting_jobs()
    ((path, headers, body),) = program.heard
    assert path == "/hook?room=1"
    said = json.loads(body)
    made_at = Notice.objects.order_by("made_at")[0].made_at
    assert said == {
        "station": "Đài Sông Hồng",
        "desk": "Thời sự",
        "classes": [],
        "kind": "sign_off_waiting",
        "link": "http://localhost:8080/s/song-hong/review/1/",
        "at": made_at.isoformat(),
    }
    moment = headers["Clipdesk-Timestamp"]
    assert abs(time.time() - int(moment)) < 60
    expected = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["Clipdesk-Signature"] == f"v1={expected}"
    assert headers["Content-Type"] == "application/json"
    assert headers["Clipdesk-Call"] == str(Call.objects.get().pk)


def test_what_the_signature_is_in_numbers() -> None:
    # printf '1764200000.{"kind":"held"}' | openssl dgst -sha256 -hmac 'khoa-cua-dai'
    expected = "4b3d3e8fa9f9b74331186672ab154812b3abd24ad639cd34ea6009cdf1b23eb1"
    assert signature("khoa-cua-dai", 1764200000, b'{"kind":"held"}') == f"v1={expected}"


def test_only_what_was_chosen_is_told(real_newsroom: Newsroom, program: Program) -> None:
    _set(real_newsroom, program, "publishing")
    _tell(real_newsroom)
    _tell(real_newsroom, "publication_failed", "publication:1")
    run_waiting_jobs()
    assert [json.loads(body)["kind"] for _path, _headers, body in program.heard] == ["publication_failed"]


def test_the_secret_is_shown_once_and_stands_nowhere(real_newsroom: Newsroom, program: Program) -> None:
    client = signed_in(with_key(real_newsroom.oanh.person))
    form = {"url": f"{program.origin}/hook/sesame", "groups": ["review"]}
    shown = text(client.post(real_newsroom.path(f"{PAGE}webhook/"), form))
    found = re.search(r'readonly value="([\w-]{43})"', shown)
    assert found
    hook = Webhook.objects.get()
    assert found[1] not in hook.sealed_secret
    assert found[1] not in text(client.get(real_newsroom.path(PAGE)))
    renewed = text(client.post(real_newsroom.path(f"{PAGE}webhook/secret/")))
    assert 'readonly value="' in renewed
    assert found[1] not in renewed
    form["url"] = f"{program.origin}/hook/other"
    assert client.post(real_newsroom.path(f"{PAGE}webhook/"), form).status_code == 302
    rows = json.dumps(list(LedgerEntry.objects.filter(verb__startswith="webhook").values("verb", "before", "after")))
    assert ("webhook_set" in rows, "webhook_secret_renewed" in rows) == (True, True)
    assert ("sesame" in rows, found[1] in rows) == (False, False)


def test_a_trial_call_and_what_came_of_it(real_newsroom: Newsroom, program: Program) -> None:
    _set(real_newsroom, program)
    client = signed_in(with_key(real_newsroom.oanh.person))
    client.post(real_newsroom.path(f"{PAGE}webhook/try/"))
    run_waiting_jobs()
    assert [json.loads(body)["kind"] for _path, _headers, body in program.heard] == ["trial"]
    assert "Answered 204" in text(client.get(real_newsroom.path(PAGE)))
    client.post(real_newsroom.path(f"{PAGE}webhook/remove/"))
    _tell(real_newsroom)
    run_waiting_jobs()
    assert len(program.heard) == 1


@pytest.mark.parametrize("status", [302, 404, 500])
def test_what_is_not_taken_is_tried_again_and_no_redirect_followed(
    real_newsroom: Newsroom, program: Program, status: int
) -> None:
    _set(real_newsroom, program)
    _tell(real_newsroom)
    _plan_calls()
    planned = Call.objects.get()
    program.status = status
    with pytest.raises(OSError, match=str(status)) as failure:
        call_webhook(call_id=str(planned.pk))
    job = ProcrastinateJob.objects.get(task_name="accounts.call_webhook").procrastinate_job
    assert call_webhook.get_retry_exception(exception=failure.value, job=job) is not None
    program.status = 200
    call_webhook(call_id=str(planned.pk))
    call_webhook(call_id=str(planned.pk))
    assert [path for path, _headers, _body in program.heard] == ["/hook?room=1"] * 2
    assert len({body for _path, _headers, body in program.heard}) == 1
    planned.refresh_from_db()
    assert (planned.tries, planned.outcome, planned.given_up_at) == (2, "200", None)


def test_after_six_tries_it_is_given_up_and_the_operators_told_once(real_newsroom: Newsroom, program: Program) -> None:
    _set(real_newsroom, program)
    program.status = 503
    for cause in ("package:1", "package:2"):
        _tell(real_newsroom, cause=cause)
    _plan_calls()
    for planned in Call.objects.all():
        for _try in range(5):
            with pytest.raises(webhooks.NotTaken):
                call_webhook(call_id=str(planned.pk))
        call_webhook(call_id=str(planned.pk))
        call_webhook(call_id=str(planned.pk))  # and no more
    assert len(program.heard) == 12
    assert [notice.person.name for notice in Notice.objects.filter(kind="webhook_failed")] == ["Oanh"]
    webhooks.note(Notice.objects.get(kind="webhook_failed"))  # it is not told of its own silence
    assert Call.objects.count() == 2
    page = signed_in(with_key(real_newsroom.oanh.person)).get(real_newsroom.path(PAGE))
    assert text(page).count("given up") == 2


def test_nobody_there_is_not_reached(real_newsroom: Newsroom, program: Program, settings: Any) -> None:
    _set(real_newsroom, program)
    Webhook.objects.update(url="http://127.0.0.1:9/")
    webhooks.try_webhook(Webhook.objects.get())
    with pytest.raises(webhooks.NotTaken):
        run_waiting_jobs()
    assert Call.objects.get().outcome == "unreached"


def test_an_address_that_came_to_lie_inside_is_called_no_more(
    real_newsroom: Newsroom, program: Program, settings: Any
) -> None:
    _set(real_newsroom, program)
    settings.WEBHOOK_HOSTS = ()
    webhooks.try_webhook(Webhook.objects.get())
    with pytest.raises(webhooks.NotTaken):
        run_waiting_jobs()
    assert Call.objects.get().outcome == "inside"
    assert program.heard == []


def test_a_practice_station_calls_nobody(newsroom: Newsroom, program: Program) -> None:
    with pytest.raises(PracticeTellsNobodyOutside):
        _set(newsroom, program)
    assert not Webhook.objects.exists()


def test_the_connection_goes_where_was_looked(program: Program) -> None:
    # a name that meanwhile means another machine changes nothing: the address that was looked at is what is called
    port = int(program.origin.rsplit(":", 1)[1])
    target = Target("http", "name-of-somebody.invalid", port, "127.0.0.1", "/")
    assert ask(target, Body([b"{}"], 2)).status == 204
    assert program.heard[0][1]["Host"] == f"name-of-somebody.invalid:{port}"


def test_old_calls_are_forgotten(real_newsroom: Newsroom, program: Program) -> None:
    _set(real_newsroom, program)
    hook = Webhook.objects.get()
    webhooks.try_webhook(hook)
    Call.objects.update(made_at=now() - timedelta(days=31))
    webhooks.try_webhook(hook)
    assert Call.objects.count() == 1
