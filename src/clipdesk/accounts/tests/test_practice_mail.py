"""Practice writes to nobody outside: its mails are files, also where the station has a mail server."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from clipdesk.accounts import mailing
from clipdesk.accounts.models import Invitation, Membership, Notice, Station
from clipdesk.accounts.notices import tell
from clipdesk.accounts.roles import PRODUCER
from clipdesk.accounts.tests.conftest import browser
from clipdesk.kernel.clock import now


class _Refusing(socketserver.StreamRequestHandler):
    """A mail server that is asked to deliver, writes down to whom, and refuses every address."""

    def handle(self) -> None:
        self.wfile.write(b"220 mail.example\r\n")
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"RCPT":
                self.server.asked.append(line.split(b"<")[1].split(b">")[0].decode())  # type: ignore[attr-defined]
            self.wfile.write({b"RCPT": b"550 nobody here\r\n", b"QUIT": b"221 bye\r\n"}.get(word, b"250 yes\r\n"))
            if word == b"QUIT":
                return


@pytest.fixture
def asked(settings: Any, tmp_path: Path) -> Iterator[list[str]]:
    """The desk has a mail server, which refuses all; the addresses it was asked to deliver to."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Refusing) as server:
        server.asked = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address[:2]
        settings.EMAIL_USE_TLS, settings.EMAIL_FILE_PATH = False, str(tmp_path / "mail")
        yield server.asked  # type: ignore[attr-defined]
        server.shutdown()


def _kept(folder: Path) -> list[str]:
    """Return to whom the mails in the folder are."""
    files = sorted((folder / "mail").glob("*.log"))
    return [message_from_bytes(file.read_bytes(), policy=policy.default)["To"] for file in files]


def _notice(station: Station, member: Any) -> Notice:
    tell([member.person], station=station, desk=None, kind="sent_back", cause="clip:1", link="/")
    return Notice.objects.get(station=station)


def test_a_notice_of_a_practice_station_goes_to_a_file(newsroom: Any, asked: list[str], tmp_path: Path) -> None:
    notice = _notice(newsroom.station, newsroom.lan)
    mailing.mail(notice)
    mailing.mail_summary(newsroom.lan.person, newsroom.station, 2)
    mailing.mail_second_factor(newsroom.lan.person, "codes_set_up", now())
    assert (asked, _kept(tmp_path)) == ([], [newsroom.lan.person.email] * 3)
    notice.refresh_from_db()
    assert notice.mailed_at is not None


def test_the_page_says_that_an_invitation_to_practise_was_kept(newsroom: Any, asked: list[str], tmp_path: Path) -> None:
    invitation = Invitation(station=newsroom.station, role=PRODUCER, email="mai@example.vn")
    assert mailing.mail_invitation(invitation, "https://desk.example/join/1/") == "kept"
    assert (asked, _kept(tmp_path)) == ([], ["mai@example.vn"])


def test_a_new_password_for_somebody_who_only_practises_too(newsroom: Any, asked: list[str], tmp_path: Path) -> None:
    answer = browser("en").post("/password/new/", {"email": newsroom.lan.person.email})
    assert answer.status_code == 302
    assert (asked, _kept(tmp_path)) == ([], [newsroom.lan.person.email])


def test_a_real_station_has_its_mail_sent(real_newsroom: Any, asked: list[str], tmp_path: Path) -> None:
    notice = _notice(real_newsroom.station, real_newsroom.lan)
    with pytest.raises(OSError, match="nobody here"):
        mailing.mail(notice)
    notice.refresh_from_db()
    assert (asked, notice.mailed_at) == ([real_newsroom.lan.person.email], None)


def test_who_works_at_a_real_station_as_well_hears_of_their_sign_in(
    newsroom: Any, asked: list[str], tmp_path: Path
) -> None:
    real = Station.objects.create(slug="real", name="Đài thật")
    Membership.objects.create(person=newsroom.lan.person, station=real, role=PRODUCER)
    with pytest.raises(OSError, match="nobody here"):
        mailing.mail_second_factor(newsroom.lan.person, "codes_set_up", now())
    assert (asked, _kept(tmp_path)) == ([newsroom.lan.person.email], [])
