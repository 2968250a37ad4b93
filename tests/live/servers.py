"""Real servers and real senders on the loopback: nginx-rtmp, Icecast, a web server, and ffmpeg that sends."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from clipdesk.media.supply import ffmpeg_path
from tests.acceptance.verdict import ROOT

NGINX_RTMP = Path("/usr/lib/nginx/modules/ngx_rtmp_module.so")
_AT_ONCE = 20.0


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """A port that nobody uses now."""
    with socket.socket(socket.AF_INET, kind) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Senders:
    """Every ffmpeg that sends something; whoever still does at the end is killed."""

    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def send(self, *words: str) -> subprocess.Popen[str]:
        """Begin to send in real time; words: from `-i` on."""
        command = [str(ffmpeg_path()), "-v", "error", "-nostdin", "-re", *words]
        sender = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.running.append(sender)
        return sender

    def end(self) -> None:
        """Kill all."""
        for sender in self.running:
            sender.kill()
            sender.communicate()


@contextmanager
def sending() -> Iterator[Senders]:
    """Senders that are gone after the block."""
    senders = Senders()
    try:
        yield senders
    finally:
        senders.end()


@dataclass(frozen=True)
class Relay:
    """nginx-rtmp. settings: what the desk has to be told of it."""

    port: int
    settings: dict[str, str]

    def address(self, key: str) -> str:
        """Where an encoder sends."""
        return f"rtmp://127.0.0.1:{self.port}/send/{key}"


def relay_ports() -> Relay:
    """Choose the ports, before the desk is there that has to know them."""
    port, pieces = free_port(), free_port()
    told = {
        "CLIPDESK_RTMP_RELAY": f"rtmp://127.0.0.1:{port}/desk",
        "CLIPDESK_RTMP_PIECES": f"http://127.0.0.1:{pieces}",
    }
    return Relay(port, told)


@contextmanager
def relaying(relay: Relay, desk_port: int, folder: Path) -> Iterator[None]:
    """Run nginx-rtmp with `deploy/nginx-rtmp.conf`, at other ports and in `folder`."""
    if not NGINX_RTMP.exists() or shutil.which("nginx") is None:
        pytest.skip("NOT TRIED: nginx-rtmp is not installed (make system-live)")
    pieces = relay.settings["CLIPDESK_RTMP_PIECES"].rpartition(":")[2]
    (folder / "pieces").mkdir(parents=True)
    text = (ROOT / "deploy" / "nginx-rtmp.conf").read_text()
    for old, new in (
        ("listen 1935;", f"listen 127.0.0.1:{relay.port};"),
        ("127.0.0.1:8935", f"127.0.0.1:{pieces}"),
        ("127.0.0.1:8080", f"127.0.0.1:{desk_port}"),
        ("/run/clipdesk-rtmp", str(folder)),
        ("user www-data;", ""),
    ):
        assert old in text, old
        text = text.replace(old, new)
    config = folder / "nginx.conf"
    config.write_text(text)
    command = ["nginx", "-c", str(config), "-p", str(folder), "-g", "daemon off; master_process off;"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    try:
        _answers(relay.port, process)
        yield
    finally:
        process.terminate()
        process.communicate()


@contextmanager
def icecast(folder: Path) -> Iterator[Callable[[str], str]]:
    """Run Icecast; what it gives returns the address of a mount for a listener, or for a source (`source`)."""
    if shutil.which("icecast2") is None:
        pytest.skip("NOT TRIED: icecast2 is not installed (make system-live)")
    port = free_port()
    folder.mkdir(parents=True)
    folder.chmod(0o777)  # it gives up the rights of root
    config = folder / "icecast.xml"
    config.write_text(f"""<icecast><limits><sources>4</sources><clients>20</clients></limits>
        <authentication><source-password>hackme</source-password><admin-user>a</admin-user>
        <admin-password>hackme</admin-password></authentication><hostname>127.0.0.1</hostname>
        <listen-socket><port>{port}</port><bind-address>127.0.0.1</bind-address></listen-socket>
        <paths><logdir>{folder}</logdir><webroot>{folder}</webroot><adminroot>{folder}</adminroot></paths>
        <security><changeowner><user>nobody</user><group>nogroup</group></changeowner></security></icecast>""")
    config.chmod(0o644)
    process = subprocess.Popen(["icecast2", "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _answers(port, process)
        yield (
            lambda scheme: (
                f"icecast://source:hackme@127.0.0.1:{port}/live"
                if scheme == "source"
                else f"http://127.0.0.1:{port}/live"
            )
        )
    finally:
        process.terminate()
        process.wait()


def _answers(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _AT_ONCE
    while time.monotonic() < until:
        assert process.poll() is None, process.communicate()
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"nothing answers at {port}")


def said_by(sender: subprocess.Popen[str]) -> str:
    """What a sender that ended said, without its own marks."""
    return re.sub(r"\s+", " ", sender.communicate()[1])
