"""Another system: each clip once, whatever breaks; corrected, withdrawn, and never what was not signed."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest

from clipdesk.connectors.contract import (
    ConnectorError,
    Gone,
    NotTaken,
    NotWhatWasSigned,
    Outcome,
    Post,
    Refused,
    StillWorking,
)
from clipdesk.connectors.http import Body, NoAnswer, NotReached, ask, where
from clipdesk.connectors.receiver import errors
from clipdesk.connectors.receiver.connector import NoVideo, Receiver, files_of
from clipdesk.connectors.receiver.line import Line
from clipdesk.connectors.receiver.practice.server import SECRET
from clipdesk.connectors.receiver.tests.server import Server
from clipdesk.connectors.signature import signature

Clips = Callable[..., Post]


def quiet(sent: int) -> None:
    """Nobody watches."""


def out(receiver: Receiver, post: Post, remote: str = "") -> str:
    """Send and publish a post as the desk does."""
    remote = receiver.reserve(remote, post)
    receiver.send(remote, post, quiet)
    return receiver.publish(remote, post)


def test_the_files_go_first_and_one_call_makes_them_public(receiver: Receiver, server: Server, clip: Clips) -> None:
    post, seen = clip(), list[int]()
    remote = receiver.reserve("", post)
    receiver.send(remote, post, seen.append)
    assert server.asked == ["state", "PUT", "PUT", "PUT", "PUT"]
    assert seen == sorted(seen)
    assert seen[-1] == Receiver.bytes_of(post) == 1 + 256 * 12_000 + len(b"\xff\xd8 picture") + 2 * len(b"WEBVTT\n\nvi")
    assert server.posts == {}  # nothing of it is public
    assert receiver.publish(remote, post) == remote
    said = server.said[-1]
    assert (said["call"], said["id"], said["version"]) == ("published", remote, "a" * 64)
    assert (said["title"], said["description"]) == ("Cầu mới", "Thông xe <b>sáng nay</b>\n& chiều nay")
    assert (said["station"], said["language"], said["note"]) == ("Đài Sông Hồng", "vi", "")
    assert said["flags"] == {"ai_altered": True, "paid": False, "made_for_children": False}
    assert said["disclosure"] == "Có phần do AI tạo ra hoặc chỉnh sửa."
    video, picture, vietnamese, english = said["files"]
    assert (video["shape"], video["called"], video["media_type"]) == ("9:16", "clip-9x16.mp4", "video/mp4")
    assert picture["role"] == "picture"
    assert (vietnamese["language"], english["language"]) == ("vi", "en")
    for one in said["files"]:
        data = (server.store.files / one["name"]).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (one["sha256"], one["size"])
        assert one["name"].startswith(one["sha256"])


def test_files_that_are_there_are_not_sent_again(receiver: Receiver, server: Server, clip: Clips) -> None:
    out(receiver, clip())
    server.asked.clear()
    out(receiver, clip("b", note="Tên xã đã được sửa."))
    assert server.asked == ["state", "PUT", "published"]  # only the video is another
    assert len(server.files) == 5


def test_the_shape_that_was_signed_goes_there(receiver: Receiver, server: Server, clip: Clips) -> None:
    out(receiver, clip(shape="16:9"))
    assert server.said[-1]["files"][0]["shape"] == "16:9"
    assert Receiver.bytes_of(clip(shape="16:9")) == Receiver.bytes_of(clip(shape="9:16")) + len("wide") - len("a")
    with pytest.raises(NoVideo, match="1:1"):
        receiver.look_over(clip(shape="1:1"))
    with pytest.raises(NoVideo):
        files_of(replace(clip(), files=()))


@pytest.mark.parametrize("fault", ["reset", "silence", "500", "503", "drip", "page", '{"id": "other"}', '{"state": 1}'])
def test_a_lost_answer_is_settled_by_asking(receiver: Receiver, server: Server, clip: Clips, fault: str) -> None:
    server.faults.add("published", fault)
    post = clip()
    remote = receiver.reserve("", post)
    receiver.send(remote, post, quiet)
    with pytest.raises(NoAnswer) as lost:
        receiver.publish(remote, post)
    assert not lost.value.permanent
    assert not isinstance(lost.value, NotTaken)
    assert receiver.look_up(remote, post) is Outcome.LIVE
    assert receiver.look_up(remote, clip("b")) is Outcome.ABSENT
    assert server.asked.count("published") == 1
    server.invalid.clear()  # the wrong answers were on purpose


def brought_out(receiver: Receiver, post: Post, remote: str) -> None:
    """Do what the desk does until it is out: look up what is not known, send again only what is known to be absent."""
    for _ in range(10):
        try:
            receiver.send(remote, post, quiet)
            receiver.publish(remote, post)
        except NotTaken:
            continue
        except ConnectorError as error:
            if error.permanent:
                raise
            with suppress(NoAnswer):
                if receiver.look_up(remote, post) is Outcome.LIVE:
                    return
        else:
            return
    raise AssertionError("it never came out")


@pytest.mark.parametrize("fault", ["reset", "reset before the end", "500", "429", "408", "page"])
def test_whatever_breaks_at_whichever_step_it_comes_out_once(
    receiver: Receiver, server: Server, clip: Clips, fault: str
) -> None:
    for number in range(1, 20):
        server.faults.at = {server.faults.count + number: fault}
        server.asked.clear()
        post = clip(chr(ord("a") + number))
        remote = receiver.reserve("", post)
        brought_out(receiver, post, remote)
        assert server.posts[remote]["version"] == post.version, number
        if server.faults.at:
            break  # there are no more steps than that
        server.faults.at.clear()
    assert number == 4  # state, one file that is new each time, published; nothing is left
    assert len(server.posts) == number
    server.invalid.clear()


def test_what_never_arrived_is_found_absent_and_goes_out(receiver: Receiver, server: Server, clip: Clips) -> None:
    post = clip()
    remote = receiver.reserve("", post)
    assert receiver.look_up(remote, post) is Outcome.ABSENT
    out(receiver, post, remote)
    assert receiver.look_up(remote, post) is Outcome.LIVE


def test_a_look_up_that_fails_says_nothing(receiver: Receiver, server: Server, clip: Clips) -> None:
    for fault in ("reset", "500", "page", '{"state": "perhaps"}', '{"files": 7}', '{"version": null}'):
        server.faults.add("state", fault)
        with pytest.raises(ConnectorError):
            receiver.look_up("k3J", clip())
    server.invalid.clear()


def test_what_is_taken_and_not_shown_yet_is_not_called_live(receiver: Receiver, server: Server, clip: Clips) -> None:
    server.faults.add("published", '{"state": "accepted"}')
    server.faults.add("state", "", '{"state": "accepted"}')
    with pytest.raises(StillWorking) as waiting:
        out(receiver, clip(), "k3J")
    assert not isinstance(waiting.value, NotTaken)
    assert not waiting.value.permanent
    assert receiver.look_up("k3J", clip()) is Outcome.PROCESSING
    assert receiver.look_up("k3J", clip()) is Outcome.LIVE


def test_a_correction_takes_the_place_and_may_be_repeated(receiver: Receiver, server: Server, clip: Clips) -> None:
    remote = out(receiver, clip())
    better = clip("b", title="Cầu mới, đã sửa", note="Tên xã đã được sửa.", is_public=True)
    for _ in range(2):
        assert out(receiver, better, remote) == remote
    assert [one["call"] for one in server.said if one["call"] != "state"] == ["published", "corrected", "corrected"]
    assert list(server.posts) == [remote]
    assert server.posts[remote]["said"]["title"] == "Cầu mới, đã sửa"
    assert server.posts[remote]["said"]["note"] == "Tên xã đã được sửa."
    assert receiver.look_up(remote, clip()) is Outcome.ABSENT


def test_what_somebody_took_down_there_is_not_corrected(receiver: Receiver, server: Server, clip: Clips) -> None:
    remote = out(receiver, clip())
    (server.store.posts / remote).unlink()
    with pytest.raises(Gone):
        out(receiver, clip("b", is_public=True), remote)
    assert server.posts == {}


def test_a_withdrawal_is_believed_once_it_is_said(receiver: Receiver, server: Server, clip: Clips) -> None:
    remote = out(receiver, clip())
    server.faults.add("withdrawn", "reset", '{"state": "published"}', "500")
    for meaning in (NoAnswer, errors.StillShown, NoAnswer):
        with pytest.raises(meaning):
            receiver.withdraw(remote)
    receiver.withdraw(remote)
    receiver.withdraw(remote)
    receiver.withdraw("never9There")
    assert {one["state"] for one in server.posts.values()} == {"withdrawn"}
    with pytest.raises(Gone):  # for good
        out(receiver, clip(), remote)


def test_a_call_that_comes_too_late_undoes_nothing(receiver: Receiver, server: Server, clip: Clips) -> None:
    remote = out(receiver, clip())
    (server.store.posts / remote).write_text(
        (server.store.posts / remote).read_text().replace('"moment": ', '"moment": 9')
    )
    with pytest.raises(errors.Overtaken) as late:
        out(receiver, clip("b", is_public=True), remote)
    assert isinstance(late.value, NotTaken)
    assert server.posts[remote]["version"] == "a" * 64


def test_a_line_that_breaks_before_the_end_leaves_no_file(receiver: Receiver, server: Server, clip: Clips) -> None:
    server.faults.add("PUT", "reset before the end")
    with pytest.raises(ConnectorError) as broken:
        receiver.send("k3J", clip(), quiet)
    assert not broken.value.permanent
    assert server.files == []
    assert out(receiver, clip(), "k3J") == "k3J"


def test_files_that_went_missing_meanwhile_are_sent_again(receiver: Receiver, server: Server, clip: Clips) -> None:
    receiver.send("k3J", clip(), quiet)
    (server.store.files / server.files[0]).unlink()
    with pytest.raises(errors.FileMissing) as missing:
        receiver.publish("k3J", clip())
    assert isinstance(missing.value, NotTaken)
    assert server.posts == {}
    assert out(receiver, clip(), "k3J") == "k3J"


@pytest.mark.parametrize("place", [0, 1_500_000, -1])
def test_one_flipped_byte_never_arrives(receiver: Receiver, server: Server, clip: Clips, place: int) -> None:
    post = clip()
    path = next(one.path for one in post.files if one.shape == "9:16")
    changed = bytearray(path.read_bytes())
    changed[place] ^= 1
    path.write_bytes(changed)
    with pytest.raises(NotWhatWasSigned):
        receiver.send("k3J", post, quiet)
    assert server.files == []


def test_what_stops_the_sending_leaves_nothing(receiver: Receiver, server: Server, clip: Clips) -> None:
    def no(sent: int) -> None:
        raise KeyError("another run")

    with pytest.raises(KeyError):
        receiver.send("k3J", clip(), no)
    assert server.files == []


def test_a_last_word_against_it_publishes_nothing(receiver: Receiver, server: Server, clip: Clips) -> None:
    def no() -> None:
        raise NotTaken

    receiver.send("k3J", clip(), quiet)
    with pytest.raises(NotTaken):
        receiver.publish("k3J", clip(), no)
    assert server.posts == {}
    assert "published" not in server.asked


@pytest.mark.parametrize(
    ("fault", "meaning", "words"),
    [
        ("429 17", NotTaken, "tried again"),
        ("429", NotTaken, "tried again"),
        ("403", errors.SignatureRefused, "403"),
        ("404", errors.NobodyThere, "404"),
        ("301", errors.NobodyThere, "301"),
        ("413", errors.RefusedThere, "Kho đã đầy. Xin chờ."),
        ("422", errors.RefusedThere, "Kho đã đầy. Xin chờ."),
    ],
)
def test_a_refusal_says_why(
    receiver: Receiver, server: Server, clip: Clips, fault: str, meaning: type[ConnectorError], words: str
) -> None:
    receiver.send("k3J", clip(), quiet)
    server.faults.add("published", fault)
    with pytest.raises(meaning, match=words) as refused:
        receiver.publish("k3J", clip())
    if isinstance(refused.value, NotTaken):
        assert refused.value.wait == int(fault.removeprefix("429") or 60)
    assert server.posts == {}


def test_a_file_that_is_too_large_says_how_large_it_is(receiver: Receiver, server: Server, clip: Clips) -> None:
    server.faults.add("PUT", "413")
    with pytest.raises(Refused, match="4 MB"):
        receiver.send("k3J", clip(), quiet)


def test_what_an_answer_means() -> None:
    meanings = {
        (500, NoAnswer), (502, NoAnswer), (408, NoAnswer), (100, NoAnswer), (405, errors.NobodyThere),
        (401, errors.SignatureRefused), (400, errors.RefusedThere), (409, errors.Overtaken),
    }  # fmt: skip
    for status, meaning in meanings:
        assert type(errors.error_of(status, {})) is meaning
    assert type(errors.error_of(409, {"missing": ["x"], "state": "absent"})) is errors.FileMissing
    assert type(errors.error_of(409, {"state": "withdrawn"})) is errors.GoneThere
    assert str(errors.error_of(400, {"error": ["no", "words"]})).endswith(": 400")
    assert len(errors.words_of({"error": "x\0y " * 500}, "error")) == 300


def test_what_is_signed_is_the_body_and_of_a_file_its_name(line: Line, server: Server) -> None:
    headers = line._signed(b"0a.mp4")
    moment = headers["Clipdesk-Timestamp"]
    expected = hmac.new(SECRET.encode(), f"{moment}.0a.mp4".encode(), hashlib.sha256).hexdigest()
    assert headers["Clipdesk-Signature"] == f"v1={expected}"


@pytest.mark.parametrize(
    ("method", "ago", "status"),
    [("POST", 200, 200), ("POST", 400, 401), ("POST", -400, 401), ("PUT", 400, 422), ("PUT", 4000, 401)],
)
def test_what_is_old_is_refused(line: Line, server: Server, method: str, ago: int, status: int) -> None:
    moment, name = int(time.time()) - ago, "0a" * 32 + ".mp4"
    data = b'{"clipdesk": 1, "call": "hello"}'
    signed = signature(SECRET, moment, data if method == "POST" else name.encode())
    headers = {"Clipdesk-Timestamp": str(moment), "Clipdesk-Signature": signed, "Clipdesk-File": name}
    body = Body([data], len(data), headers=headers)
    assert ask(where(server.url, line.inside), body, method=method, times=line.times).status == status
    assert server.files == []  # its bytes are not what its name says


def test_nothing_goes_out_unencrypted_or_inside_unless_it_is_allowed(line: Line, server: Server, clip: Clips) -> None:
    with pytest.raises(NotReached):
        replace(line, inside=()).call("hello", {})
    with pytest.raises(errors.NotEncrypted):
        Receiver(replace(line, address="http://1.1.1.1/"), "x").withdraw("k3J")
    assert server.asked == []


def test_neither_secret_nor_address_is_in_any_error(receiver: Receiver, server: Server, clip: Clips) -> None:
    assert "CANARY" not in repr(receiver.line)
    server.faults.add("state", "reset", "500", "403", "404", "422", "page")
    for _ in range(6):
        with pytest.raises(ConnectorError) as failed:
            receiver.send("k3J", clip(), quiet)
        error: BaseException | None = failed.value
        while error is not None:
            assert "CANARY" not in f"{error!r} {error}"
            error = error.__cause__
