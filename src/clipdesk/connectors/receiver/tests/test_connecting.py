"""A trial says whether somebody takes our calls and nobody else's, and plainly what failed."""

from __future__ import annotations

import hashlib
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from clipdesk.connectors.contract import AccountTrouble, ConnectorError, NotTaken
from clipdesk.connectors.http import Times
from clipdesk.connectors.receiver import errors
from clipdesk.connectors.receiver.connecting import TRIAL, Found, check, confirm, is_secret, new_secret
from clipdesk.connectors.receiver.line import Line
from clipdesk.connectors.receiver.practice.server import PUBLIC
from clipdesk.connectors.receiver.tests.server import Server
from clipdesk.kernel.targets import Inside, NoAddress, NotFound


def test_a_receiver_that_checks_the_signature_and_takes_a_file_is_confirmed(line: Line, server: Server) -> None:
    assert confirm(line) == Found("Practice receiver", PUBLIC)
    assert server.asked == ["hello", "hello", "state", "PUT", "state"]
    assert len(TRIAL) == 1_998_000  # more than the 1 MiB of many web servers
    assert server.files == [f"{hashlib.sha256(TRIAL).hexdigest()}.bin"]
    assert server.posts == {}


def test_the_hourly_look_is_one_call(line: Line, server: Server) -> None:
    assert check(line).name == "Practice receiver"
    assert server.asked == ["hello"]


def test_one_that_takes_any_signature_is_not_connected(line: Line, server: Server) -> None:
    server.is_trusting = True
    with pytest.raises(errors.ChecksNothing, match="wrong secret"):
        confirm(line)


@pytest.mark.parametrize(
    ("kind", "fault", "meaning", "words"),
    [
        ("hello", "403", errors.SignatureRefused, "403"),
        ("hello", "404", errors.NobodyThere, "404"),
        ("hello", "301", errors.NobodyThere, "301"),
        ("hello", "page", errors.NotItsAnswer, "no receiver"),
        ("hello", '{"name": ""}', errors.NotItsAnswer, "no receiver"),
        ("hello", '{"name": 7}', errors.NotItsAnswer, "no receiver"),
        ("hello", '{"public": "https://tv.example/"}', errors.NoPublicPlace, "tv.example"),
        ("hello", '{"public": "javascript:alert({id})"}', errors.NoPublicPlace, "javascript"),
        ("PUT", "413", errors.FilesTooLarge, "2 MB"),
        ("PUT", "422", errors.RefusedThere, "Kho đã đầy. Xin chờ."),
        ("state", '{"put": {"x": {"url": 7}}}', errors.NoSuchPlace, "cannot be used"),
        ("state", ' then {"files": []}', errors.LosesFiles, "2 MB"),
        ("state", ' then {"files": 7}', errors.LosesFiles, "2 MB"),
    ],
)
def test_what_is_wrong_is_said(
    line: Line, server: Server, kind: str, fault: str, meaning: type[ConnectorError], words: str
) -> None:
    server.faults.add(kind, *fault.split(" then "))
    with pytest.raises(meaning, match=words) as wrong:
        confirm(line)
    assert "CANARY" not in str(wrong.value)
    server.invalid.clear()


def test_an_address_that_cannot_be_called_is_told_before_anything_is_sent(line: Line, server: Server) -> None:
    for address, meaning in (
        ("cms.example", NoAddress),
        ("https://me:secret@cms.example/", NoAddress),
        ("ftp://1.1.1.1/", NoAddress),
        ("https://10.0.0.7/", Inside),
        ("https://nobody.invalid/", NotFound),
        ("http://1.1.1.1/", errors.NotEncrypted),
    ):
        with pytest.raises(meaning):
            confirm(replace(line, address=address))
    assert server.asked == []


def test_that_it_could_not_be_asked_says_nothing_about_it(line: Line, server: Server) -> None:
    server.faults.add("hello", "500", "429", "silence")
    for _ in range(3):
        with pytest.raises(ConnectorError) as unsure:
            check(line)
        assert not isinstance(unsure.value, AccountTrouble)


def test_nobody_listening_is_told(line: Line) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    listener.close()
    with pytest.raises(errors.NobodyListens):
        confirm(replace(line, address=f"http://127.0.0.1:{port}/"))


def test_a_machine_that_says_nothing_is_told(line: Line) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"https://127.0.0.1:{listener.getsockname()[1]}/"
        with pytest.raises(errors.TooSlow):  # it takes the connection and begins no TLS
            confirm(replace(line, address=address, times=Times(step=0.5, request=5, answer=1)))


def test_a_certificate_that_nobody_vouches_for_is_told(line: Line, certificate: Callable[[], int]) -> None:
    with pytest.raises(errors.BadCertificate, match="self-signed|self signed") as bad:
        confirm(replace(line, address=f"https://127.0.0.1:{certificate()}/"))
    assert not isinstance(bad.value, NotTaken)


@pytest.fixture
def certificate(tmp_path: Path) -> Iterator[Callable[[], int]]:
    """Returns the port of a server whose certificate it has made itself."""
    key, made = tmp_path / "key.pem", tmp_path / "cert.pem"
    asked = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1", "-days", "2"]
    subprocess.run(["openssl", *asked, "-keyout", str(key), "-out", str(made)], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        try:
            line, _ = listener.accept()
            context.wrap_socket(line, server_side=True).close()
        except OSError:
            return

    def begin() -> int:
        Thread(target=serve, daemon=True).start()
        return int(listener.getsockname()[1])

    yield begin
    listener.close()


def test_a_secret_is_long_and_never_the_same() -> None:
    made = {new_secret().reveal() for _ in range(100)}
    assert len(made) == 100
    assert all(is_secret(one) for one in made)
    for text in ("", "x" * 42, "x" * 44, "ắ" * 43, "x" * 42 + "\n"):
        assert not is_secret(text)


@pytest.mark.parametrize(("remote", "link"), [("k3J", "https://tv.songhong.example/clip/k3J"), ("../x", ""), ("", "")])
def test_where_the_public_sees_a_post(remote: str, link: str) -> None:
    assert Found("x", PUBLIC).link(remote) == link
    assert Found("x").link(remote) == ""
