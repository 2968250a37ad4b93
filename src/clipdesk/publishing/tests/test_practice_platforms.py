"""A desk for training posts to the practice platforms as they are shipped: their page shows the clip, corrected, then gone."""

from __future__ import annotations

import re
import socket
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from clipdesk.config.practice.platforms import serve, settings_for
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.practice.front import Front
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.telegram.practice.emulator import CHANNEL, TOKEN
from clipdesk.connectors.youtube import permission
from clipdesk.connectors.youtube.practice.emulator import CHANNEL as TUBE
from clipdesk.connectors.youtube.practice.emulator import CLIENT, CLIENT_SECRET
from clipdesk.destinations.models import Account, Destination, OAuthClient
from clipdesk.destinations.models.oauth_client import client_of
from clipdesk.destinations.vault import seal
from clipdesk.publishing import runner, sweeping
from clipdesk.publishing.models import Publication
from clipdesk.publishing.package import open_withdrawal
from clipdesk.review.models import Package, SignOff


@pytest.fixture
def front(tmp_path: Path, settings: Any) -> Iterator[Front]:
    """The practice platforms, and a desk with the settings that they print."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    for name, value in settings_for(port).items():
        setattr(settings, name.removeprefix("CLIPDESK_"), value)
    running = serve(tmp_path / "platforms", port, settings.ORIGIN)
    yield running
    running.stop()


@pytest.fixture(params=["youtube", "telegram"])
def place(request: pytest.FixtureRequest, front: Front, newsroom: Newsroom) -> Destination:
    """The station's one destination is an account there."""
    newsroom.station.destinations.update(kind=request.param, name="Sông Hồng TV (@songhong)")
    found = newsroom.station.destinations.get()
    if request.param == "youtube":
        token, remote = _signed_in(front, newsroom), TUBE
    else:
        token, remote = Secret(TOKEN), str(CHANNEL)
    sealed = seal(token, found.pk)
    Account.objects.create(destination=found, kind=found.kind, remote=remote, username="@songhong", sealed=sealed)
    return found


def _signed_in(front: Front, newsroom: Newsroom) -> Secret:
    """Sign in on the platform's own page, whose link leads back to the desk; return the token that lasts."""
    client = OAuthClient(station=newsroom.station, client_id=CLIENT)
    client.sealed = seal(Secret(CLIENT_SECRET), client.pk)
    client.save()
    asked = permission.question(client_of(newsroom.station))
    assert asked.address.startswith(f"{front.url}/youtube/")
    with urllib.request.urlopen(asked.address) as answer:
        back = re.search(r'id="allow"[^>]*href="([^"]+)"', answer.read().decode())
    assert back is not None
    assert back[1].startswith("http://localhost:8080/s/song-hong/destinations/youtube/back/")
    code = re.search(r"code=([\w-]+)", back[1])
    assert code is not None
    keep = permission.exchange(client_of(newsroom.station), code[1], asked.proof).keep
    assert keep is not None
    return keep


def page(front: Front, kind: str) -> str:
    """Return what the public would see."""
    asked = urllib.request.Request(f"{front.url}/{kind}/", headers={"Accept-Language": "en"})
    with urllib.request.urlopen(asked) as answer:
        return str(answer.read().decode())


def test_a_clip_stands_on_the_practice_page_is_corrected_and_withdrawn(
    newsroom: Newsroom,
    front: Front,
    place: Destination,
    package: Package,
    minh_signs: Callable[[Package], SignOff],
    correct: Callable[[Publication, str], Package],
    settled: Callable[[Publication], Publication],
) -> None:
    def out() -> Publication:
        found = settled(Publication.objects.get())
        for _ in range(10):
            if found.state not in {"sending", "unknown", "processing"}:
                break
            Publication.objects.update(rest_until=None)
            sweeping.sweep()
            runner.carry_out(Publication.objects.get())
            found = settled(found)
        return found

    assert "Nước sông Hồng" not in page(front, place.kind)
    minh_signs(package)
    assert out().state == "live"
    shown = page(front, place.kind)
    assert "Nước sông Hồng lên nhanh" in shown
    assert "<video" in shown
    assert ">Edited</span>" not in shown

    minh_signs(correct(out(), "Nước sông Hồng lên nhanh tại Tứ Liên"))
    assert out().state == "corrected"
    shown = page(front, place.kind)
    assert "Nước sông Hồng lên nhanh tại Tứ Liên" in shown
    assert ">Edited</span>" in shown

    live = out()
    minh_signs(open_withdrawal(live.clip, [live], "Hình của người khác.", newsroom.tuan.person))
    assert out().state == "withdrawn"
    shown = page(front, place.kind)
    assert ">Removed</span>" in shown
    assert "<video" not in shown
    assert front.stages[place.kind].platform.public() == {}
