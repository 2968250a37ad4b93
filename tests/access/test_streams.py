"""What Starlette answers beside Django asks the same questions: tried over real HTTP, for it reads rows in threads."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import httpx
import pytest

from tests.access.matrix import STREAMS
from tests.desk import Desk, running_desk

pytestmark = pytest.mark.slow
VERSION = {"Tus-Resumable": "1.0.0"}


class Web:
    """A running desk and everybody's session."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.people = desk.do("sessions")

    def ask(self, method: str, path: str, who: str = "", **headers: str) -> httpx.Response:
        """Ask as one of the people, or as nobody."""
        cookies = {"__Host-clipdesk": self.people[who]} if who else {}
        return httpx.request(
            method,
            self.desk.origin + path,
            cookies=cookies,
            headers={**VERSION, "Origin": self.desk.origin, **headers},
            timeout=120,
        )

    def begin(self, who: str, **headers: str) -> httpx.Response:
        """Begin an upload to the news desk."""
        words = {"filename": "bản tin.mp4", "station": "song-hong", "desk": self.people["desk"]}
        pairs = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in words.items())
        return self.ask("POST", "/uploads/", who, **{"Upload-Length": "10", "Upload-Metadata": pairs, **headers})

    def count(self) -> int:
        """How many uploads there are."""
        return int(self.desk.rows("SELECT count(*) AS number FROM library_upload")[0]["number"])


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with running_desk() as desk:
        yield Web(desk)


@pytest.mark.parametrize("who", STREAMS["/uploads/"][1])
def test_whoever_brings_recordings_in_may_begin_an_upload(web: Web, who: str) -> None:
    assert web.begin(who).status_code == 201


@pytest.mark.parametrize(
    ("who", "status"),
    [*((letter, 403) for letter in "PDESOT" if letter not in STREAMS["/uploads/"][1])]
    + [("sport", 403), ("stranger", 403), ("", 401)],
)
def test_nobody_else_may(web: Web, who: str, status: int) -> None:
    before = web.count()
    assert web.begin(who).status_code == status
    assert web.count() == before


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", ""])
def test_another_page_may_not_begin_one_in_somebody_s_name(web: Web, origin: str) -> None:
    before = web.count()
    assert web.begin("P", Origin=origin).status_code == 403
    assert web.count() == before


@pytest.mark.parametrize("who", ["D", "sport", "stranger"])
def test_an_upload_is_its_owner_s_alone(web: Web, who: str) -> None:
    place = web.begin("P").headers["Location"]
    more = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    assert web.ask("HEAD", place, who).status_code == 404
    assert web.ask("PATCH", place, who, **more).status_code == 404
    assert web.ask("DELETE", place, who).status_code == 404
    assert web.ask("DELETE", place).status_code == 401
    assert web.ask("HEAD", place, "P").headers["Upload-Offset"] == "0"


def test_files_need_their_signed_address_and_public_ones_exist(web: Web) -> None:
    assert web.ask("GET", "/files/made-up", "E").status_code == 404
    assert web.ask("GET", "/guest-files/made-up/clip-9x16.mp4", "E").status_code == 410
    assert web.ask("GET", "/by-hand-files/made-up/clip-9x16.mp4", "E").status_code == 410
    assert web.ask("GET", "/media/none/none/clip-9x16.mp4").status_code in {404, 410}
    assert web.ask("GET", "/static/staticfiles.json").status_code in {200, 404}
    assert web.ask("GET", "/healthz").status_code == 200
