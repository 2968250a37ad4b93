"""tus 1.0 over real HTTP: nothing is lost, nothing is written that should not be, and nobody else gets in."""

from __future__ import annotations

import base64
import hashlib
import os
import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from django.conf import settings

from clipdesk.kernel.clock import now
from clipdesk.library import uploads
from clipdesk.library.models import Recording, Upload
from clipdesk.library.tests.conftest import Web
from clipdesk.library.tests.speaking_tus import OCTETS, half_request, metadata, offset_of, open_upload, patch

BYTES = random.Random(7).randbytes(300_000)


def test_in_parts_to_a_recording(web: Web) -> None:
    with web.client(web.lan) as browser:
        url = open_upload(web, browser, len(BYTES))
        assert patch(browser, url, 0, BYTES[:100_000]).headers["Upload-Offset"] == "100000"
        assert offset_of(browser, url) == 100_000
        last = patch(browser, url, 100_000, BYTES[100_000:])
        assert (last.status_code, last.headers["Upload-Offset"]) == (204, "300000")
        recording = Recording.objects.get(station=web.station, original=hashlib.sha256(BYTES).hexdigest())
        assert last.headers["Clipdesk-Recording"] == f"/s/tram-thu/recordings/{recording.pk}/"
        assert last.headers["Clipdesk-Known"] == "0"
        assert browser.head(url).headers["Clipdesk-Recording"] == last.headers["Clipdesk-Recording"]
        assert (recording.title, recording.original_name) == ("Bản tin 18h", "Bản tin 18h.mp4")
        assert recording.original_path.read_bytes() == BYTES
        again = open_upload(web, browser, len(BYTES), "other name.mp4")
        known = patch(browser, again, 0, BYTES)
        assert known.headers["Clipdesk-Recording"] == last.headers["Clipdesk-Recording"]
        assert known.headers["Clipdesk-Known"] == "1"


def test_what_the_protocol_says_about_itself(web: Web) -> None:
    answer = httpx.options(f"{web.origin}/uploads/")
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert set(answer.headers["Tus-Extension"].split(",")) == {"creation", "checksum", "expiration", "termination"}
    assert "access-control-allow-origin" not in answer.headers


def test_wrong_offset_changes_nothing(web: Web) -> None:
    with web.client(web.lan) as browser:
        url = open_upload(web, browser, 10)
        patch(browser, url, 0, b"01234")
        for offset in (0, 4, 6):
            answer = patch(browser, url, offset, b"xxxx")
            assert (answer.status_code, answer.headers["Upload-Offset"]) == (409, "5")
        assert offset_of(browser, url) == 5
        assert Upload.objects.get(pk=url.rsplit("/", 1)[1]).path.read_bytes() == b"01234"


@pytest.mark.parametrize("offset", ["", "-1", "²", "1e3", "9" * 30])
def test_a_number_that_is_none(web: Web, offset: str) -> None:
    with web.client(web.lan) as browser:
        url = open_upload(web, browser, 10)
        raw = [(b"Content-Type", OCTETS["Content-Type"].encode()), (b"Upload-Offset", offset.encode("latin-1"))]
        answer = browser.patch(url, content=b"x", headers=raw)
        assert answer.status_code == 400
        assert offset_of(browser, url) == 0


def test_checksum(web: Web) -> None:
    right = "sha1 " + base64.b64encode(hashlib.sha1(b"01234").digest()).decode()
    with web.client(web.lan) as browser:
        url = open_upload(web, browser, 10)
        assert patch(browser, url, 0, b"01235", **{"Upload-Checksum": right}).status_code == 460
        assert offset_of(browser, url) == 0
        assert patch(browser, url, 0, b"01234", **{"Upload-Checksum": "md7 aaaa"}).status_code == 400
        assert patch(browser, url, 0, b"01234", **{"Upload-Checksum": right}).status_code == 204
        assert offset_of(browser, url) == 5


def test_more_than_was_announced(web: Web) -> None:
    with web.client(web.lan) as browser:
        url = open_upload(web, browser, 10)
        assert patch(browser, url, 0, bytes(11)).status_code == 413
        assert offset_of(browser, url) == 0


def _wait_for(browser: httpx.Client, url: str, offset: int) -> int:
    end = time.monotonic() + 10
    while (found := offset_of(browser, url)) < offset and time.monotonic() < end:
        time.sleep(0.05)
    return found


def test_a_broken_connection_costs_nothing_that_arrived(web: Web) -> None:
    with web.client(web.lan) as browser:
        url = open_upload(web, browser, len(BYTES), "gãy.mp4")
        half_request(web, web.lan, url, 0, BYTES[:120_000], len(BYTES)).close()
        assert _wait_for(browser, url, 120_000) == 120_000
        assert patch(browser, url, 120_000, BYTES[120_000:]).headers["Clipdesk-Recording"]


def test_one_writer_at_a_time(web: Web) -> None:
    with web.client(web.lan) as browser:
        url = open_upload(web, browser, 10)
        first = half_request(web, web.lan, url, 0, b"01", 5)
        time.sleep(0.5)
        second = patch(browser, url, 0, b"xxxxx")
        assert second.status_code == 423
        assert "cửa sổ khác" in second.json()["error"]
        first.sendall(b"234")
        assert b" 204 " in first.recv(4096).split(b"\r\n")[0]
        first.close()
        assert offset_of(browser, url) == 5
        assert Upload.objects.get(pk=url.rsplit("/", 1)[1]).path.read_bytes() == b"01234"


@pytest.mark.slow
def test_a_closed_laptop_does_not_stand_in_its_own_way(web: Web) -> None:
    """A connection that just falls silent is given up after a while, and what came over it counts."""
    with web.client(web.lan) as browser:
        url = open_upload(web, browser, 10)
        silent = half_request(web, web.lan, url, 0, b"01234", 10)
        time.sleep(0.5)
        assert patch(browser, url, 0, b"01").status_code == 423
        time.sleep(31)
        assert offset_of(browser, url) == 5
        assert patch(browser, url, 5, b"5").status_code == 204
        silent.close()


def test_killed_in_the_middle_it_goes_on_with_the_same_bytes(web: Web) -> None:
    content = random.Random(8).randbytes(13 << 20)
    with web.client(web.lan) as browser:
        url = open_upload(web, browser, len(content), "dài.mp4")
        running = half_request(web, web.lan, url, 0, content[: 9 << 20], len(content))
        assert _wait_for(browser, url, 8 << 20) >= 8 << 20
        web.kill()
        running.close()
    web.start()
    with web.client(web.lan) as browser:
        offset = offset_of(browser, url)
        assert 8 << 20 <= offset <= 9 << 20
        assert patch(browser, url, offset, content[offset:]).status_code == 204
    recording = Recording.objects.get(station=web.station, original_name="dài.mp4")
    assert recording.original_id == hashlib.sha256(content).hexdigest()
    assert hashlib.sha256(recording.original_path.read_bytes()).hexdigest() == recording.original_id


@pytest.fixture
def small_disk(web: Web) -> Iterator[Path]:
    """A real disk of 20 MB where the parts of uploads lie."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    disk = Path(settings.UPLOADS)
    disk.mkdir(parents=True, exist_ok=True)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("tmpfs cannot be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_fills_meanwhile_stops_it_and_it_goes_on_later(web: Web, small_disk: Path) -> None:
    content = random.Random(9).randbytes(12 << 20)
    with web.client(web.lan) as browser:
        url = open_upload(web, browser, len(content), "đầy.mp4")
        running = half_request(web, web.lan, url, 0, content[: 5 << 20], len(content))
        assert _wait_for(browser, url, 4 << 20) >= 4 << 20
        (small_disk / "other").write_bytes(bytes(23 << 19))
        with suppress(OSError):  # it is refused before all of it was sent
            running.sendall(content[5 << 20 :])
        running.close()
        assert _wait_for(browser, url, 8 << 20) >= 8 << 20
        time.sleep(0.5)
        offset = offset_of(browser, url)
        assert offset < 9 << 20
        refused = patch(browser, url, offset, content[offset:])
        assert refused.status_code == 507
        assert refused.json()["error"].startswith("Ổ đĩa đã đầy 9")
        (small_disk / "other").unlink()
        assert patch(browser, url, offset, content[offset:]).headers["Clipdesk-Recording"]


def test_complete_but_not_yet_a_recording(web: Web) -> None:
    """The process died between the last byte and the recording: an empty PATCH finishes it."""
    content = BYTES[:5000]
    with web.client(web.lan) as browser:
        url = open_upload(web, browser, len(content))
        upload = Upload.objects.get(pk=url.rsplit("/", 1)[1])
        with uploads.open_at(upload, 0) as file:
            file.write(content)
            uploads.advance(upload, file, len(content))
        assert "Clipdesk-Recording" not in browser.head(url).headers
        assert patch(browser, url, len(content), b"").headers["Clipdesk-Recording"]


def test_cancelled_is_gone(web: Web) -> None:
    with web.client(web.lan) as browser:
        url = open_upload(web, browser, 10)
        path = Upload.objects.get(pk=url.rsplit("/", 1)[1]).path
        assert path.exists()
        assert browser.delete(url).status_code == 204
        assert not path.exists()
        assert browser.head(url).status_code == 404


def test_expired_is_gone(web: Web) -> None:
    with web.client(web.lan) as browser:
        url = open_upload(web, browser, 10)
        row = Upload.objects.filter(pk=url.rsplit("/", 1)[1])
        assert browser.head(url).headers["Upload-Expires"].endswith("GMT")
        path = row.get().path
        row.update(expires_at=now() - timedelta(seconds=1))
        assert browser.head(url).status_code == 404
        assert patch(browser, url, 0, b"x").status_code == 404
        uploads.drop_expired()
        assert not row.exists()
        assert not path.exists()


def test_its_recording_was_deleted_meanwhile(web: Web) -> None:
    """The browser may still remember the upload; it is told to begin anew."""
    with web.client(web.lan) as browser:
        url = open_upload(web, browser, 3000)
        patch(browser, url, 0, BYTES[:3000])
        Recording.objects.get(station=web.station, original=hashlib.sha256(BYTES[:3000]).hexdigest()).delete()
        assert browser.head(url).status_code == 404


def test_empty_file(web: Web) -> None:
    with web.client(web.lan) as browser:
        answer = browser.post("/uploads/", headers={"Upload-Length": "0", "Upload-Metadata": metadata(web, "a.mp4")})
    assert answer.status_code == 422
    assert "0 byte" in answer.json()["error"]


def test_larger_than_the_desk_takes(web: Web) -> None:
    headers = {"Upload-Length": str(10**15), "Upload-Metadata": metadata(web, "a.mp4")}
    with web.client(web.lan) as browser:
        answer = browser.post("/uploads/", headers=headers)
    assert answer.status_code == 413
    assert "20 GB" in answer.json()["error"]


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd", "/etc/passwd", "..\\..\\a.mp4", "a\0b\x1b[31m.mp4", "%2e%2e%2fa"]
)
def test_a_name_is_only_text(web: Web, name: str) -> None:
    with web.client(web.lan) as browser:
        upload = Upload.objects.get(pk=open_upload(web, browser, 10, name).rsplit("/", 1)[1])
    assert upload.path.parent == settings.UPLOADS
    assert upload.path.name == f"{upload.pk}.part"
    assert upload.name == name.replace("\0", "").replace("\x1b", "")
    assert not os.path.exists(settings.UPLOADS / "passwd")


def test_a_name_from_a_mac_is_composed(web: Web) -> None:
    with web.client(web.lan) as browser:
        upload = Upload.objects.get(pk=open_upload(web, browser, 10, "Tie\u0302\u0301ng.mp4").rsplit("/", 1)[1])
    assert upload.name == "Tiếng.mp4"
