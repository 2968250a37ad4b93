"""All practice platforms behind one address on this machine: what the desk calls goes to the platform whose name the path
begins with, everything else is for people.

It listens on 127.0.0.1 and answers to no other name, so that no page elsewhere gets a browser to talk to it.
"""

from __future__ import annotations

import fcntl
import io
import re
import sys
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from clipdesk.connectors.practice import pages
from clipdesk.connectors.practice.keeping import Keeper
from clipdesk.connectors.practice.platform import Platform, Shown
from clipdesk.connectors.practice.serving import Saying, Serving
from clipdesk.connectors.practice.wall import Seen, Wall
from clipdesk.connectors.practice.words import COOKIE, LANGUAGES, Words, language_of

_POST = re.compile(r"/posts/(?P<name>[\w-]+)/?(?P<part>film|picture|captions/[\w-]+)?", re.ASCII)
_TRAINER = re.compile(r"/trainer/(?P<what>trouble|calm|anew|secret)", re.ASCII)
_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)
_SRT_MOMENT = re.compile(r"(\d\d:\d\d:\d\d),(\d\d\d)", re.ASCII)
_STEP = 1 << 20
_MOST_FORM = 4096


@dataclass
class Stage:
    """One practice platform, what the public saw of it, and where it is kept. lock: one call at a time."""

    platform: Platform
    keeper: Keeper
    wall: Wall = field(default_factory=Wall)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def restore(self) -> None:
        """Go on from what was kept. Raises as `Keeper.read` does."""
        kept = self.keeper.read()
        if kept:
            self.platform.restore(kept["platform"])
            self.wall = kept["wall"]

    def settle(self) -> None:
        """Note what the public sees after a call, and keep everything."""
        with self.lock:
            self.wall.look(self.platform.public())
            self.platform.forget_calls()
            self.keeper.write({"platform": self.platform.lasting(), "wall": self.wall})

    def begin_anew(self) -> None:
        """Forget everything: what was posted, and every permission."""
        with self.lock:
            self.platform.begin_anew()
            self.wall = Wall()
            self.settle()


class Front(Serving):
    """Serves practice platforms from the moment it is made.

    Raises:
        BlockingIOError: others are served from this folder.
        OSError: the port is taken, or the folder cannot be written.
        ValueError, LookupError: what was kept cannot be read.
    """

    def __init__(self, platforms: Collection[Platform], folder: Path, port: int = 0) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._held = (folder / "lock").open("a")
        fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self.stages = {
            one.kind: Stage(one, Keeper(folder / one.kind, (*one.parts, Seen, Shown, Wall))) for one in platforms
        }
        for stage in self.stages.values():
            stage.restore()
        super().__init__(_Handler, port)

    def stop(self) -> None:
        """End it, and let go of the folder."""
        super().stop()
        self._held.close()

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names that it answers to."""
        return (f"127.0.0.1:{self.server_address[1]}", f"localhost:{self.server_address[1]}")

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of lines that were broken off: players do that all the time."""
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class _Handler(Saying):
    """Reads one request, and has the platform answer what is the platform's."""

    server: Front
    timeout = 60  # a sender that says nothing for so long is left: others wait for it

    def do_GET(self) -> None:
        """Show a page, a film or a picture, or have the platform answer."""
        stage, path = self._where()
        found = _POST.fullmatch(path)
        if not self._is_meant():
            return self._plainly(HTTPStatus.MISDIRECTED_REQUEST)
        if stage is not None and path != "/" and found is None:
            return self._pass_on()
        if (chosen := parse_qs(urlsplit(self.path).query).get("language", [""])[0]) in LANGUAGES:
            return self._back_to(
                urlsplit(self.path).path, {"Set-Cookie": f"{COOKIE}={chosen}; Path=/; SameSite=Strict"}
            )
        words = Words(language_of(self.headers))
        if stage is None:
            if urlsplit(self.path).path != "/":
                return self._plainly(HTTPStatus.NOT_FOUND)
            platforms = [one.platform for one in self.server.stages.values()]
            return self.show(200, words(pages.TITLE), pages.front_page(platforms, words))
        stage.settle()
        if found is not None:
            return self._post(stage, found["name"], found["part"] or "", words)
        return self.show(200, words(stage.platform.name), pages.platform_page(stage.platform, stage.wall, words))

    def do_POST(self) -> None:
        """Do what a trainer wants, or have the platform answer."""
        stage, path = self._where()
        if not self._is_meant():
            return self._plainly(HTTPStatus.MISDIRECTED_REQUEST)
        if stage is None or (found := _TRAINER.fullmatch(path)) is None:
            return self._pass_on()
        origin = self.headers.get("Origin", "")
        if origin.removeprefix("http://") not in self.server.hosts:
            return self._plainly(HTTPStatus.FORBIDDEN)
        length = min(int(self.headers.get("Content-Length", "0")), _MOST_FORM)
        form = dict(parse_qsl(self.rfile.read(length).decode("utf-8", "replace")))
        if not _do(stage, found["what"], form):
            return self._plainly(HTTPStatus.UNPROCESSABLE_ENTITY)
        return self._back_to(f"/{stage.platform.kind}/", {})

    def do_PUT(self) -> None:
        """Have the platform answer."""
        self._pass_on()

    def do_DELETE(self) -> None:
        """Have the platform answer."""
        self._pass_on()

    def _where(self) -> tuple[Stage | None, str]:
        """Return which platform is asked, and the rest of the path; None: none."""
        _, kind, rest = (*urlsplit(self.path).path.split("/", 2), "", "")[:3]
        return self.server.stages.get(kind), f"/{rest}"

    def _is_meant(self) -> bool:
        return self.headers.get("Host", "") in self.server.hosts

    def _pass_on(self) -> None:
        """Let the platform's own handler go on with this very line, as if its address were the platform's. What it answers goes
        out once it is kept: whoever heard that a post is up finds it after a power cut, too."""
        stage, _ = self._where()
        if stage is None or not self._is_meant():
            return self._plainly(HTTPStatus.NOT_FOUND if self._is_meant() else HTTPStatus.MISDIRECTED_REQUEST)
        handler = stage.platform.handler
        act = getattr(handler, f"do_{self.command}", None)
        if act is None:
            return self._plainly(HTTPStatus.NOT_FOUND)
        theirs: Any = BaseHTTPRequestHandler.__new__(handler)
        vars(theirs).update(vars(self))
        theirs.server, theirs.path = stage.platform.holder, self.path.removeprefix(f"/{stage.platform.kind}")
        theirs.wfile = answer = io.BytesIO()
        with stage.lock:
            try:
                act(theirs)
            finally:
                self.close_connection = theirs.close_connection
                if theirs.wfile is not answer:  # it dropped the line
                    self.wfile = theirs.wfile
                stage.settle()
        self.wfile.write(answer.getvalue())
        return None

    def _post(self, stage: Stage, name: str, part: str, words: Words) -> None:
        """Show a post, or what stands in it."""
        found = stage.wall.there(name)
        if not part:
            told = pages.post_page(stage.platform, name, found, words)
            return self.show(200 if found else 404, words(stage.platform.name), told)
        post = found.post if found else Shown("", "", b"")
        if part == "film":
            return self._send(post.film, "video/mp4")
        if part == "picture":
            return self._send(post.picture, "image/jpeg")
        return self._send(_as_vtt(post.captions.get(part.removeprefix("captions/"), b"")), "text/vtt; charset=utf-8")

    def _send(self, what: bytes | Path, kind: str) -> None:
        """Send a file, or the part of it that a player asks for."""
        data = what if isinstance(what, bytes) else what.read_bytes()
        if not data:
            return self._plainly(HTTPStatus.NOT_FOUND)
        asked = _RANGE.fullmatch(self.headers.get("Range", ""))
        begin, end = _part(asked, len(data)) if asked else (0, len(data) - 1)
        if begin > end:
            return self._plainly(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        self.send_response(206 if asked else 200)
        if asked:
            self.send_header("Content-Range", f"bytes {begin}-{end}/{len(data)}")
        for name, value in (("Accept-Ranges", "bytes"), ("Content-Type", kind), ("Cache-Control", "no-store")):
            self.send_header(name, value)
        self.send_header("Content-Length", str(end + 1 - begin))
        self.end_headers()
        for place in range(begin, end + 1, _STEP):
            self.wfile.write(data[place : min(place + _STEP, end + 1)])
        return None

    def _back_to(self, path: str, headers: Mapping[str, str]) -> None:
        self.send_response(HTTPStatus.SEE_OTHER)
        for name, value in {"Location": path, **headers, "Content-Length": "0"}.items():
            self.send_header(name, value)
        self.end_headers()

    def _plainly(self, status: HTTPStatus) -> None:
        """Say no, and end the line: what else came on it is not read."""
        self.close_connection = True
        self.show(status, str(status.value), "")


def _do(stage: Stage, what: str, form: Mapping[str, str]) -> bool:
    """Do what a trainer wants; False: it was not understood."""
    try:
        if what == "trouble":
            stage.platform.let_go_wrong(form.get("trouble", ""))
        elif what == "calm":
            stage.platform.faults.clear()
        elif what == "anew":
            stage.begin_anew()
        elif not stage.platform.take_secret(form.get("secret", "").strip()):
            return False
    except LookupError:
        return False
    stage.settle()
    return True


def _part(asked: re.Match[str], size: int) -> tuple[int, int]:
    """Return the first and the last byte that a player asks for; where it asks for none that is there, first is above last."""
    if not asked[1]:
        return (max(0, size - int(asked[2] or 0)), size - 1)
    return int(asked[1]), min(int(asked[2] or size - 1), size - 1)


def _as_vtt(captions: bytes) -> bytes:
    """Return captions as browsers read them; SRT, as some platforms take it, is written otherwise."""
    if not captions or captions.lstrip(b"\xef\xbb\xbf").startswith(b"WEBVTT"):
        return captions
    text = captions.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    return ("WEBVTT\n\n" + _SRT_MOMENT.sub(r"\1.\2", text)).encode()
