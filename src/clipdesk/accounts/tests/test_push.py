"""Notices on devices: a push service of our own stands in for the browser makers', and reads what a browser would."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core import mail
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Device, Notice, ToldHow
from clipdesk.accounts.notices import tell
from clipdesk.accounts.pushing import push
from clipdesk.accounts.tasks import push_to
from clipdesk.accounts.web_push import _base64
from clipdesk.config.testing_cast import Newsroom
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now

AUTH = b"sixteen bytes it"


@dataclass
class Service:
    """A push service: answers with `status` and keeps what it was handed: headers, body."""

    origin: str = ""
    status: int = 201
    handed: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    """A push service on this machine that the desk knows."""
    found = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.handed.append((dict(self.headers), body))
            self.send_response(found.status)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.origin = f"http://127.0.0.1:{server.server_port}"
    settings.PUSH_SERVICES = (found.origin,)
    yield found
    server.shutdown()
    server.server_close()


@dataclass
class Browser:
    """What a browser keeps of its subscription, and how it reads a message (RFC 8291 from the other side)."""

    key: ec.EllipticCurvePrivateKey
    endpoint: str

    @property
    def point(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def subscription(self) -> str:
        keys = {"p256dh": _base64(self.point), "auth": _base64(AUTH)}
        return json.dumps({"endpoint": self.endpoint, "expirationTime": None, "keys": keys})

    def read(self, body: bytes) -> Any:
        salt, theirs, sealed = body[:16], body[21:86], body[86:]
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
        secret = HKDF(hashes.SHA256(), 32, AUTH, b"WebPush: info\0" + self.point + theirs).derive(shared)
        key = HKDF(hashes.SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(secret)
        nonce = HKDF(hashes.SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(secret)
        opened = AESGCM(key).decrypt(nonce, sealed, None)
        assert opened[-1:] == b"\2"
        return json.loads(opened[:-1])


@pytest.fixture
def browser(service: Service) -> Browser:
    """Minh's phone."""
    return Browser(ec.generate_private_key(ec.SECP256R1()), f"{service.origin}/send/minh?x=1")


def _register(newsroom: Newsroom, member: Member, browser: Browser, name: str = "Điện thoại") -> Any:
    client: Client = newsroom.client(member)
    return client.post("/me/devices/", {"name": name, "subscription": browser.subscription()}, follow=True)


def _tell(newsroom: Newsroom, kind: str = "sign_off_urgent", cause: str = "package:1") -> Notice:
    tell([newsroom.minh.person], station=newsroom.station, desk=newsroom.news, kind=kind, cause=cause, link="/me/")
    return Notice.objects.get(cause=f"{kind}:{cause}")


def test_a_new_device_is_greeted_and_then_told(newsroom: Newsroom, service: Service, browser: Browser) -> None:
    assert "Điện thoại" in _register(newsroom, newsroom.minh, browser).content.decode()
    run_waiting_jobs()
    notice = _tell(newsroom)
    run_waiting_jobs()
    (_greeting, first), (headers, second) = service.handed
    assert browser.read(first)["tag"] == "greeting"
    said = browser.read(second)
    assert said == {
        "title": "Có clip cần bạn ký duyệt ngay",
        "body": "Đài Sông Hồng · Thời sự",
        "url": newsroom.path(f"notices/{notice.pk}/"),
        "tag": str(notice.pk),
        "urgent": True,
    }
    assert (headers["Content-Encoding"], headers["Urgency"]) == ("aes128gcm", "high")
    assert headers["Authorization"].startswith("vapid t=")


def test_the_same_browser_belongs_to_whoever_registered_it_last(newsroom: Newsroom, browser: Browser) -> None:
    _register(newsroom, newsroom.minh, browser)
    _register(newsroom, newsroom.ha, browser)
    assert [device.person.name for device in Device.objects.all()] == ["Hà"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten(
    newsroom: Newsroom, service: Service, browser: Browser, status: int
) -> None:
    _register(newsroom, newsroom.minh, browser)
    service.status = status
    run_waiting_jobs()
    assert not Device.objects.exists()


@pytest.mark.parametrize("status", [301, 429, 500])
def test_a_service_that_is_busy_is_asked_again_and_no_redirect_is_followed(
    newsroom: Newsroom, service: Service, browser: Browser, status: int
) -> None:
    _register(newsroom, newsroom.minh, browser)
    run_waiting_jobs()
    notice, device = _tell(newsroom), Device.objects.get()
    service.status = status
    with pytest.raises(OSError, match=str(status)):
        push_to(notice_id=str(notice.pk), device_id=str(device.pk))
    assert Device.objects.exists()


def test_what_was_read_or_told_to_somebody_who_left_rings_nowhere(
    newsroom: Newsroom, service: Service, browser: Browser
) -> None:
    _register(newsroom, newsroom.minh, browser)
    run_waiting_jobs()
    _tell(newsroom)
    Notice.objects.update(read_at=now())
    run_waiting_jobs()
    _tell(newsroom, cause="package:2")
    newsroom.minh.person.memberships.all().delete()
    run_waiting_jobs()
    assert len(service.handed) == 1  # the greeting


def test_quiet_hours_let_only_what_is_urgent_through(newsroom: Newsroom, service: Service, browser: Browser) -> None:
    _register(newsroom, newsroom.minh, browser)
    run_waiting_jobs()
    local = now().astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
    hours = {"quiet_from": (local - timedelta(hours=1)).time(), "quiet_until": (local + timedelta(hours=1)).time()}
    ToldHow.objects.create(person=newsroom.minh.person, **hours)
    _tell(newsroom, "signed")
    _tell(newsroom, "sign_off_urgent")
    run_waiting_jobs()
    assert [browser.read(body)["urgent"] for _headers, body in service.handed[1:]] == [True]


@pytest.mark.parametrize(
    ("begins", "ends", "moment", "quiet"),
    [
        ("22:00", "06:00", "23:30", True),
        ("22:00", "06:00", "05:59", True),
        ("22:00", "06:00", "06:00", False),
        ("22:00", "06:00", "12:00", False),
        ("13:00", "14:00", "13:30", True),
        ("13:00", "14:00", "14:00", False),
        ("08:00", "08:00", "08:00", False),
    ],
)
def test_quiet_hours_may_reach_over_midnight(begins: str, ends: str, moment: str, quiet: bool) -> None:
    chosen = ToldHow(quiet_from=time.fromisoformat(begins), quiet_until=time.fromisoformat(ends))
    assert chosen.is_quiet(time.fromisoformat(moment)) is quiet


def test_who_wants_fewer_mails_gets_fewer(newsroom: Newsroom) -> None:
    client = newsroom.client(newsroom.minh)
    for number, (mails, expected) in enumerate(((["urgent"], 1), ([], 0), (["urgent", "review"], 2))):
        fields = {"told-mail": mails, "told-quiet_from": "", "told-quiet_until": ""}
        assert client.post("/me/told/", fields).status_code == 302
        mail.outbox.clear()
        _tell(newsroom, "signed", f"a:{number}")
        _tell(newsroom, "sign_off_urgent", f"b:{number}")
        run_waiting_jobs()
        assert len(mail.outbox) == expected


def test_quiet_hours_need_both_ends(newsroom: Newsroom) -> None:
    fields = {"told-mail": ["urgent"], "told-quiet_from": "22:00", "told-quiet_until": ""}
    answer = newsroom.client(newsroom.minh).post("/me/told/", fields)
    assert answer.status_code == 422
    assert list(answer.context["told_form"].errors) == ["quiet_until"]
    assert not ToldHow.objects.exists()


@pytest.mark.parametrize(
    ("name", "subscription", "words"),
    [
        ("", None, "đặt tên"),
        ("Máy", "{}", "Không đăng ký được"),
        ("Máy", "elsewhere", "evil.example"),
    ],
)
def test_what_cannot_be_registered_says_why(
    newsroom: Newsroom, browser: Browser, name: str, subscription: str | None, words: str
) -> None:
    elsewhere = Browser(browser.key, "https://evil.example/send")
    sent = {None: browser.subscription(), "elsewhere": elsewhere.subscription()}.get(subscription, subscription)
    client = newsroom.client(newsroom.minh)
    answer = client.post("/me/devices/", {"name": name, "subscription": sent}, follow=True)
    assert words in answer.content.decode()
    assert not Device.objects.exists()


def test_nobody_has_more_than_ten(newsroom: Newsroom, browser: Browser) -> None:
    for number in range(11):
        _register(newsroom, newsroom.minh, Browser(browser.key, f"{browser.endpoint}{number}"), f"Máy {number}")
    assert Device.objects.count() == 10


def test_only_its_owner_removes_a_device(newsroom: Newsroom, browser: Browser) -> None:
    _register(newsroom, newsroom.minh, browser)
    device = Device.objects.get()
    newsroom.client(newsroom.ha).post(f"/me/devices/{device.pk}/remove/")
    assert Device.objects.exists()
    newsroom.client(newsroom.minh).post(f"/me/devices/{device.pk}/remove/")
    assert not Device.objects.exists()


def test_an_open_page_asks_what_is_unread_and_urgent(newsroom: Newsroom) -> None:
    client, address = newsroom.client(newsroom.minh), newsroom.path("bell/")
    assert client.get(address).json() == {"count": 0, "shown": "0", "urgent": "", "sounds": False}
    _tell(newsroom, "signed")
    notice = _tell(newsroom)
    assert client.get(address).json() == {"count": 2, "shown": "2", "urgent": str(notice.pk), "sounds": False}
    client.get(newsroom.path(f"notices/{notice.pk}/"))
    assert client.get(address).json() == {"count": 1, "shown": "1", "urgent": "", "sounds": False}


def test_the_worker_and_the_manifest_lie_where_browsers_look(newsroom: Newsroom) -> None:
    worker = Client(headers={"host": "localhost:8080"}).get("/push-worker.js")
    assert (worker.status_code, worker["Content-Type"]) == (200, "text/javascript")
    assert "showNotification" in worker.content.decode()
    manifest = Client(headers={"host": "localhost:8080"}).get("/manifest.webmanifest")
    assert manifest.json()["start_url"] == "/"


def test_what_is_urgent_is_handed_over_before_everything_else(newsroom: Newsroom, browser: Browser) -> None:
    _register(newsroom, newsroom.minh, browser)
    run_waiting_jobs()
    for kind in ("signed", "sign_off_urgent"):
        push(_tell(newsroom, kind))
    usual, urgent = ProcrastinateJob.objects.filter(task_name="accounts.push_to", status="todo").order_by("id")
    assert {usual.queue_name, urgent.queue_name} == {"alarms"}  # no mail, however slow its server, is before them
    assert urgent.priority > usual.priority
    mails = ProcrastinateJob.objects.filter(task_name="accounts.mail_notice", status="todo").order_by("id")
    assert [job.queue_name for job in mails] == ["notices", "notices"]
    assert mails[1].priority > mails[0].priority
