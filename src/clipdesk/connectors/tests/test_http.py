"""The one way out: what broke where, how long it takes at most, and what no error ever names."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from clipdesk.connectors.contract import NotTaken
from clipdesk.connectors.http import Body, NoAnswer, NotReached, Times, ask, where
from clipdesk.kernel.targets import Target

HERE = ("127.0.0.1",)
SECRET = "CANARY-token"
Serve = Callable[[Callable[[socket.socket], None]], Target]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Returns where a server answers one connection as it is told."""
    listeners: list[socket.socket] = []

    def started(act: Callable[[socket.socket], None]) -> Target:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def run() -> None:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with line:
                act(line)

        threading.Thread(target=run, daemon=True).start()
        return where(f"http://127.0.0.1:{listener.getsockname()[1]}/{SECRET}", HERE)

    yield started
    for listener in listeners:
        listener.close()


def read_all(line: socket.socket) -> None:
    """Read a request to its end: to close a line with something unread on it resets it."""
    read = b""
    while not read.endswith(b"{}") and (data := line.recv(65536)):
        read += data


def says(*pieces: bytes, pause: float = 0) -> Callable[[socket.socket], None]:
    """Return a server that reads a request and answers in pieces."""

    def act(line: socket.socket) -> None:
        read_all(line)
        try:
            for piece in pieces:
                line.sendall(piece)
                time.sleep(pause)
        except OSError:
            return  # nobody listens any more

    return act


def body() -> Body:
    """A small request."""
    return Body([b"{", b"}"], 2)


def test_a_redirect_is_an_answer_and_is_not_followed(serve: Serve) -> None:
    answer = ask(serve(says(b"HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\nContent-Length: 0\r\n\r\n")), body())
    assert (answer.status, answer.body) == (302, b"")


def test_of_a_long_answer_only_so_much_is_read(serve: Serve) -> None:
    long = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + b"x" * 100000
    assert ask(serve(says(long)), body(), most=10).body == b"x" * 10


def test_a_dripping_answer_is_cut(serve: Serve) -> None:
    begun = time.monotonic()
    with pytest.raises(NoAnswer):
        ask(serve(says(*[b"H"] * 100, pause=0.1)), body(), times=Times(step=5, request=5, answer=0.5))
    assert time.monotonic() - begun < 3


def test_an_answer_may_take_longer_than_a_step(serve: Serve) -> None:
    def act(line: socket.socket) -> None:
        read_all(line)
        time.sleep(1)
        line.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    assert ask(serve(act), body(), times=Times(step=0.2, request=5, answer=20)).status == 204


def test_files_are_given_time_to_be_handed_on() -> None:
    assert Times().for_files(1000).answer >= 300
    assert Times().for_files(50_000_000).answer == 350


def refuses(status: bytes) -> Callable[[socket.socket], None]:
    """Return a server that says no to the first bytes of a request and hangs up on the rest."""

    def act(line: socket.socket) -> None:
        line.recv(1000)
        line.sendall(b"HTTP/1.1 " + status + b"\r\nContent-Length: 2\r\nRetry-After: 17\r\n\r\nno")

    return act


def large() -> Body:
    """A request that no server has taken whole before it answers."""
    return Body((bytes(1 << 20) for _ in range(40)), 40 << 20)


def test_a_request_that_is_refused_before_its_end_says_why(serve: Serve) -> None:
    answer = ask(serve(refuses(b"413 Too Large")), large(), method="PUT")
    assert (answer.status, answer.body, answer.wait) == (413, b"no", 17)


def test_what_is_said_before_the_end_is_believed_only_where_it_is_a_no(serve: Serve) -> None:
    with pytest.raises(NotReached):
        ask(serve(refuses(b"200 OK")), large())


@pytest.mark.parametrize(
    ("said", "wait"), [(b"120", 120), (b" 5 ", 5), (b"999999", 3600), (b"-1", 0), (b"Wed, 21 Oct 2026", 0), (b"", 0)]
)
def test_when_to_come_again_is_read(serve: Serve, said: bytes, wait: int) -> None:
    answer = says(b"HTTP/1.1 429 Busy\r\nContent-Length: 0\r\nRetry-After: " + said + b"\r\n\r\n")
    assert ask(serve(answer), body()).wait == wait


def test_a_last_word_against_it_leaves_the_request_incomplete(serve: Serve) -> None:
    arrived: list[bytes] = []
    ended = threading.Event()

    def act(line: socket.socket) -> None:
        while data := line.recv(65536):
            arrived.append(data)
        ended.set()

    def no() -> None:
        raise KeyError("no")

    with pytest.raises(KeyError):
        ask(serve(act), body(), may_go=no)
    assert ended.wait(20)
    assert b"".join(arrived).endswith(b"\r\n\r\n{")  # of two bytes


def test_a_server_that_repeats_the_address_gives_nothing_away(serve: Serve) -> None:
    with pytest.raises(NoAnswer) as lost:
        ask(serve(says(f"GET /{SECRET} is not understood\r\n\r\n".encode())), body())
    assert lost.value.__cause__ is None
    assert SECRET not in f"{lost.value!r} {lost.value}"


def test_nobody_there_and_no_such_name_are_known_to_have_done_nothing() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    listener.close()
    with pytest.raises(NotReached) as away:
        ask(where(f"http://127.0.0.1:{port}/{SECRET}", HERE), body())
    assert isinstance(away.value, NotTaken)
    for url in ("http://nobody.invalid/", "http://127.0.0.1/", "ftp://1.1.1.1/"):
        with pytest.raises(NotReached):
            where(url)


def test_a_second_address_is_tried_where_the_first_does_not_answer(serve: Serve) -> None:
    target = serve(says(b"HTTP/1.1 204 No Content\r\n\r\n"))
    both = Target("http", "two.invalid", target.port, "::1", "/", ("127.0.0.1",))
    assert ask(both, body()).status == 204


def test_a_target_does_not_show_its_path() -> None:
    assert SECRET not in repr(where(f"http://127.0.0.1/{SECRET}", HERE))


@pytest.mark.parametrize("length", [b"", b"Content-Length: 100\r\n"])
def test_a_dripping_body_is_cut_also_where_the_server_ends_the_connection(serve: Serve, length: bytes) -> None:
    begun = time.monotonic()
    head = b"HTTP/1.1 200 OK\r\nConnection: close\r\n" + length + b"\r\n"
    with pytest.raises(NoAnswer):
        ask(serve(says(head, *[b"x"] * 100, pause=0.1)), body(), times=Times(step=5, request=5, answer=0.5))
    assert time.monotonic() - begun < 3
