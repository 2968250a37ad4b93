"""All practice platforms behind one address: what the desk does there is seen on the pages, kept, and goes wrong on demand."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import pytest

from clipdesk.connectors.contract import AccountTrouble, Connector, NotTaken, Post, Refused
from clipdesk.connectors.facebook.api import Api as PageApi
from clipdesk.connectors.facebook.api import Places as FacebookPlaces
from clipdesk.connectors.facebook.connector import FacebookPage
from clipdesk.connectors.facebook.practice import emulator as facebook
from clipdesk.connectors.facebook.practice.platform import PracticeFacebook
from clipdesk.connectors.facebook.uploading import Pace as FacebookPace
from clipdesk.connectors.http import Times
from clipdesk.connectors.practice.front import Front
from clipdesk.connectors.receiver.connecting import confirm, new_secret
from clipdesk.connectors.receiver.connector import Receiver
from clipdesk.connectors.receiver.line import Line
from clipdesk.connectors.receiver.practice.platform import PracticeReceiver
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.telegram.bot import Bot
from clipdesk.connectors.telegram.connector import TelegramChannel
from clipdesk.connectors.telegram.practice.emulator import CHANNEL, TOKEN
from clipdesk.connectors.telegram.practice.platform import PracticeTelegram
from clipdesk.connectors.tests.clips import clip_in, film
from clipdesk.connectors.tests.test_contract import brought_out, prepared
from clipdesk.connectors.youtube.api import Api, Places
from clipdesk.connectors.youtube.connector import YouTubeChannel
from clipdesk.connectors.youtube.permission import Client, exchange, question
from clipdesk.connectors.youtube.practice.emulator import CLIENT, CLIENT_SECRET
from clipdesk.connectors.youtube.practice.platform import PracticeYouTube
from clipdesk.connectors.youtube.tests.practice import Held
from clipdesk.connectors.youtube.uploading import Pace
from clipdesk.connectors.zalo.api import Api as ZaloApi
from clipdesk.connectors.zalo.api import Places as ZaloPlaces
from clipdesk.connectors.zalo.connector import ZaloOfficialAccount
from clipdesk.connectors.zalo.practice import emulator as zalo
from clipdesk.connectors.zalo.practice.platform import PracticeZalo

DESK = "http://localhost:8080"
BACK = f"{DESK}/s/practice/destinations/youtube/back/"
KINDS = ("facebook", "receiver", "telegram", "youtube", "zalo")
TIMES = Times(step=20, request=60, answer=20, files=20)
Made = Callable[..., Post]


def front_in(folder: Path) -> Front:
    """Serve all practice platforms from a folder; which port it is stands in their addresses."""
    tube = PracticeYouTube("", DESK)
    receiver = PracticeReceiver("http://127.0.0.1:1/receiver", folder / "receiver" / "store")
    front = Front((tube, PracticeFacebook(DESK), PracticeTelegram(), PracticeZalo(DESK), receiver), folder)
    tube.youtube.base = f"{front.url}/youtube"
    return front


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Front]:
    """All practice platforms."""
    running = front_in(tmp_path / "kept")
    yield running
    running.stop()


@pytest.fixture
def clip(tmp_path: Path) -> Made:
    """Returns a post with an upright video."""
    return partial(clip_in, tmp_path, shapes=["9:16"], shape="9:16")


def asked(
    front: Front, method: str, path: str, form: dict[str, str] | None = None, **headers: str
) -> tuple[int, str, dict[str, str]]:
    """Return status, text and headers of an answer."""
    line = http.client.HTTPConnection("127.0.0.1", front.server_address[1], timeout=20)
    body = urlencode(form) if form is not None else None
    given = {
        "Accept-Language": "en",
        "Origin": front.url,
        **{name.replace("_", "-"): one for name, one in headers.items()},
    }
    line.request(method, path, body, {name: value for name, value in given.items() if value})
    answer = line.getresponse()
    text = answer.read().decode("utf-8", "replace")
    line.close()
    return answer.status, text, {name.lower(): value for name, value in answer.getheaders()}


def page(front: Front, path: str) -> str:
    """Return a page in English."""
    status, text, _ = asked(front, "GET", path)
    assert status == 200
    return text


def channel_of(front: Front) -> YouTubeChannel:
    """Sign in on the platform's own page, and return the channel."""
    client = Client(CLIENT, Secret(CLIENT_SECRET), BACK, Places.at(f"{front.url}/youtube"))
    wanted = question(client)
    shown = page(front, wanted.address.removeprefix(front.url))
    back = re.search(r'id="allow"[^>]*href="([^"]+)"', shown)
    assert back is not None
    code = re.search(r"code=([\w-]+)", back[1])
    assert code is not None
    assert back[1].startswith(BACK)
    tokens = exchange(client, code[1], wanted.proof)
    assert tokens.keep is not None
    held = Held(client)
    held.access, held.keep = tokens.access, tokens.keep
    return YouTubeChannel(Api(held, Places.at(f"{front.url}/youtube"), TIMES), Pace(piece=1 << 20, pause=0.01))


def connector_of(front: Front, kind: str) -> Connector:
    """Return an account of each platform behind the contract."""
    if kind == "youtube":
        return channel_of(front)
    if kind == "telegram":
        return TelegramChannel(Bot(Secret(TOKEN), f"{front.url}/telegram", TIMES), CHANNEL)
    if kind == "receiver":
        secret = new_secret()
        assert asked(front, "POST", "/receiver/trainer/secret", {"secret": secret.reveal()})[0] == 303
        line = Line(f"{front.url}/receiver/clipdesk", secret, ("127.0.0.1",), TIMES)
        confirm(line)
        return Receiver(line, "Đài Sông Hồng")
    if kind == "facebook":
        front.stages["facebook"].platform.state.tokens[facebook.TOKEN] = facebook.PAGE
        places = FacebookPlaces.at(f"{front.url}/facebook")
        page_api = PageApi(facebook.PAGE, Secret(facebook.TOKEN), Secret(facebook.APP_SECRET), places, TIMES)
        return FacebookPage(page_api, FacebookPace(pause=0.01))
    front.stages["zalo"].platform.state.access[zalo.ACCESS] = zalo.OA
    return ZaloOfficialAccount(ZaloApi(_Token(), ZaloPlaces.at(f"{front.url}/zalo"), TIMES))


class _Token:
    """The one token of a Zalo account."""

    def token(self) -> Secret:
        return Secret(zalo.ACCESS)

    def renew(self, refused: Secret) -> Secret:
        raise AccountTrouble


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_public_would_see_stands_on_the_page(front: Front, clip: Made, kind: str) -> None:
    connector = connector_of(front, kind)
    assert "Nothing has been posted here yet." in page(front, f"/{kind}/")
    first = clip()
    remote = brought_out(connector, first)
    assert remote
    (name,) = front.stages[kind].wall.seen
    shown = page(front, f"/{kind}/")
    assert "Thông xe *sáng nay* &amp; [x](y)" in shown
    assert tuple(one for one in ("Changed", "Removed") if f">{one}<" not in shown) == ("Changed", "Removed")
    line = http.client.HTTPConnection("127.0.0.1", front.server_address[1], timeout=20)
    line.request("GET", f"/{kind}/posts/{name}/film", headers={"Range": "bytes=4-7"})
    part = line.getresponse()
    assert (part.status, part.read()) == (206, film(90, 160, "a")[4:8])
    line.request("GET", f"/{kind}/posts/{name}/film")
    assert line.getresponse().read() == film(90, 160, "a")
    line.close()

    changed = clip("a", description="Ngày mai mới thông xe.", is_public=True, replaces=first)
    assert brought_out(connector, changed, remote)
    shown = page(front, f"/{kind}/")
    assert "Ngày mai mới thông xe." in shown
    assert "Thông xe" not in shown
    assert ">Edited</span>" in shown

    connector.withdraw(remote)
    shown = page(front, f"/{kind}/")
    assert ">Removed</span>" in shown
    assert "<video" not in shown
    assert asked(front, "GET", f"/{kind}/posts/{name}")[0] == 404
    assert asked(front, "GET", f"/{kind}/posts/{name}/film")[0] == 404


@pytest.mark.parametrize("kind", KINDS)
def test_a_restart_finds_everything_again(front: Front, clip: Made, tmp_path: Path, kind: str) -> None:
    remote = brought_out(connector_of(front, kind), clip())
    before = front.stages[kind]
    files = {one.name for one in before.keeper.folder.iterdir()}
    front.stop()
    again = front_in(tmp_path / "kept")
    try:
        stage = again.stages[kind]
        assert stage.platform.public() == before.platform.public()
        assert stage.wall == before.wall
        assert stage.platform.lasting() == before.platform.lasting()
        assert "Thông xe *sáng nay*" in page(again, f"/{kind}/")
        assert {one.name for one in stage.keeper.folder.iterdir()} == files
    finally:
        again.stop()
    assert remote


def test_what_is_removed_leaves_no_film_behind(front: Front, clip: Made) -> None:
    connector = connector_of(front, "youtube")
    remote = brought_out(connector, clip())
    assert remote
    assert len(list(front.stages["youtube"].keeper.folder.iterdir())) == 1  # the film
    connector.withdraw(remote)
    assert list(front.stages["youtube"].keeper.folder.iterdir()) == []


def test_one_folder_is_served_once(front: Front, tmp_path: Path) -> None:
    with pytest.raises(BlockingIOError):
        front_in(tmp_path / "kept")
    front.stop()
    front_in(tmp_path / "kept").stop()


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "kept" / "telegram").mkdir(parents=True)
    (tmp_path / "kept" / "telegram" / "state.json").write_text("{", encoding="utf-8")
    with pytest.raises(json.JSONDecodeError):
        front_in(tmp_path / "kept")


@pytest.mark.parametrize("kind", KINDS)
def test_a_trainer_lets_the_next_post_drop_and_it_is_there_once(front: Front, clip: Made, kind: str) -> None:
    connector = connector_of(front, kind)
    assert asked(front, "POST", f"/{kind}/trainer/trouble", {"trouble": "dropped"})[0] == 303
    assert "Still to go wrong:" in page(front, f"/{kind}/")
    remote = brought_out(connector, clip())
    assert "Still to go wrong:" not in page(front, f"/{kind}/")
    assert len(front.stages[kind].platform.public()) == 1
    assert (remote is None) == (kind == "telegram")  # a bot cannot look


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("trouble", ["own_error", "too_many"])
def test_other_troubles_of_the_next_post_pass(front: Front, clip: Made, kind: str, trouble: str) -> None:
    connector = connector_of(front, kind)
    assert asked(front, "POST", f"/{kind}/trainer/trouble", {"trouble": trouble})[0] == 303
    brought_out(connector, clip())
    assert len(front.stages[kind].platform.public()) == 1
    assert front.stages[kind].platform.waiting() == []


@pytest.mark.parametrize("kind", ["facebook", "youtube", "zalo"])
def test_a_quota_that_is_used_up_is_refused_once(front: Front, clip: Made, kind: str) -> None:
    connector = connector_of(front, kind)
    assert asked(front, "POST", f"/{kind}/trainer/trouble", {"trouble": "used_up"})[0] == 303
    post = clip()
    with pytest.raises(NotTaken):
        connector.publish(prepared(connector, post), post)
    assert front.stages[kind].platform.public() == {}
    assert brought_out(connector, post)


@pytest.mark.parametrize("kind", ["facebook", "youtube", "zalo"])
def test_a_film_that_cannot_be_processed_is_not_public(front: Front, clip: Made, kind: str) -> None:
    connector = connector_of(front, kind)
    assert asked(front, "POST", f"/{kind}/trainer/trouble", {"trouble": "not_processed"})[0] == 303
    with pytest.raises(Refused):
        brought_out(connector, clip())
    assert front.stages[kind].platform.public() == {}
    assert brought_out(connector, clip("b"))  # the next film is another


@pytest.mark.parametrize("kind", ["facebook", "youtube", "zalo"])
def test_a_film_may_be_looked_at_for_longer(front: Front, clip: Made, kind: str) -> None:
    connector, post = connector_of(front, kind), clip()
    assert asked(front, "POST", f"/{kind}/trainer/trouble", {"trouble": "looked_at"})[0] == 303
    assert brought_out(connector, post)
    assert front.stages[kind].platform.waiting() == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_account_whose_permission_has_ended_has_to_be_connected_again(front: Front, clip: Made, kind: str) -> None:
    connector = connector_of(front, kind)
    assert asked(front, "POST", f"/{kind}/trainer/trouble", {"trouble": "no_leave"})[0] == 303
    with pytest.raises(AccountTrouble):
        brought_out(connector, clip())
    assert front.stages[kind].platform.public() == {}
    if kind == "telegram":
        assert TOKEN not in page(front, "/telegram/")
        return
    assert brought_out(connector_of(front, kind), clip())


def test_a_trainer_calls_it_off_and_begins_anew(front: Front, clip: Made) -> None:
    connector = connector_of(front, "telegram")
    brought_out(connector, clip())
    assert asked(front, "POST", "/telegram/trainer/trouble", {"trouble": "dropped"})[0] == 303
    assert asked(front, "POST", "/telegram/trainer/calm", {})[0] == 303
    assert front.stages["telegram"].platform.waiting() == []
    assert asked(front, "POST", "/telegram/trainer/anew", {})[0] == 303
    assert "Nothing has been posted here yet." in page(front, "/telegram/")
    assert list(front.stages["telegram"].keeper.folder.iterdir()) == []


def test_nobody_elsewhere_gets_a_browser_to_talk_to_it(front: Front) -> None:
    own = front.url
    assert front.server_address[0] == "127.0.0.1"
    assert asked(front, "GET", "/youtube/", Host="desk.station.vn:80")[0] == 421
    assert asked(front, "POST", f"/telegram/bot{TOKEN}/getMe", {}, Host="practice.example")[0] == 421
    form = {"trouble": "no_leave"}
    assert asked(front, "POST", "/telegram/trainer/trouble", form, Origin="http://evil.example")[0] == 403
    assert asked(front, "POST", "/telegram/trainer/trouble", form, Origin="")[0] == 403
    assert asked(front, "POST", "/telegram/trainer/trouble", {"trouble": "nothing"}, Origin=own)[0] == 422
    assert asked(front, "POST", "/receiver/trainer/secret", {"secret": "short"}, Origin=own)[0] == 422
    assert front.stages["telegram"].platform.state.token == TOKEN
    assert asked(front, "GET", "/elsewhere/")[0] == 404
    back = {"redirect_uri": "http://evil.example/back/", "client_id": CLIENT, "response_type": "code", "state": "s"}
    wanted = urlencode({**back, "scope": "x", "code_challenge": "c", "code_challenge_method": "S256"})
    assert asked(front, "GET", f"/youtube/o/oauth2/v2/auth?{wanted}")[0] == 400


def test_pages_are_in_the_readers_language(front: Front) -> None:
    assert '<html lang="vi">' in asked(front, "GET", "/", Accept_Language="")[1]
    status, _, headers = asked(front, "GET", "/youtube/?language=en")
    assert (status, headers["location"]) == (303, "/youtube/")
    cookie = headers["set-cookie"].partition(";")[0]
    assert "For trainers: what goes wrong" in asked(front, "GET", "/youtube/", Accept_Language="vi", Cookie=cookie)[1]
    assert "Dành cho người hướng dẫn" in asked(front, "GET", "/youtube/", Accept_Language="vi")[1]
    _, _, headers = asked(front, "GET", "/")
    assert headers["content-security-policy"].startswith("default-src 'none'")
