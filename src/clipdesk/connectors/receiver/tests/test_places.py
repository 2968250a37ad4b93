"""Files go to the bucket of another system, under addresses that it signed: the desk holds no key of that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from clipdesk.connectors.contract import ConnectorError, NotTaken, NotWhatWasSigned, Post
from clipdesk.connectors.http import Body, NotReached
from clipdesk.connectors.receiver import errors
from clipdesk.connectors.receiver.connecting import confirm
from clipdesk.connectors.receiver.connector import Receiver, files_of
from clipdesk.connectors.receiver.line import Line
from clipdesk.connectors.receiver.places import Place, places_of
from clipdesk.connectors.receiver.tests.bucket import Bucket, Key, signed_query
from clipdesk.connectors.receiver.tests.server import Server

Clips = Callable[..., Post]


def quiet(sent: int) -> None:
    """Nobody watches."""


@pytest.fixture
def bucket(server: Server) -> Iterator[Bucket]:
    """The bucket of the practice receiver."""
    made = Bucket()
    server.bucket = made
    yield made
    made.stop()


def test_the_practice_bucket_signs_as_aws_does() -> None:
    # The example “GET Object” of AWS's “Authenticating Requests: Using Query Parameters (Signature Version 4)”.
    key = Key("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1")
    query = signed_query(key, "GET", "examplebucket.s3.amazonaws.com", "/test.txt", "20130524T000000Z", 86400)
    assert query.endswith("&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")


def test_the_files_go_to_the_bucket_and_the_calls_to_the_receiver(
    receiver: Receiver, server: Server, bucket: Bucket, clip: Clips
) -> None:
    post, seen = clip(), list[int]()
    receiver.send("k3J", post, seen.append)
    assert server.asked == ["state"]
    assert server.files == []
    assert seen[-1] == Receiver.bytes_of(post)
    assert bucket.files == {name: one.path.read_bytes() for name, one in files_of(post).items()}
    assert bucket.types == {name: one.media_type for name, one in files_of(post).items()}
    receiver.publish("k3J", post)
    assert server.posts["k3J"]["state"] == "published"
    receiver.send("k3J", post, quiet)
    assert server.asked == ["state", "published", "state"]  # what is there is not sent again


def test_headers_that_were_asked_for_go_along(receiver: Receiver, server: Server, bucket: Bucket, clip: Clips) -> None:
    server.headers = {"x-amz-acl": "private", "Content-Type": "video/quicktime"}
    receiver.send("k3J", clip(), quiet)
    assert set(bucket.types.values()) == {"video/quicktime"}


def test_one_flipped_byte_is_never_stored(receiver: Receiver, bucket: Bucket, clip: Clips) -> None:
    post = clip()
    path = next(one.path for one in post.files if one.shape == "9:16")
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(NotWhatWasSigned):
        receiver.send("k3J", post, quiet)
    assert bucket.files == {}


def test_a_trial_goes_the_same_way(line: Line, server: Server, bucket: Bucket) -> None:
    confirm(line)
    assert server.asked == ["hello", "hello", "state", "state"]
    assert len(bucket.files) == 1
    bucket.files.clear()
    bucket.refusals = [403]
    with pytest.raises(errors.NotStored, match="403") as refused:
        confirm(line)
    assert "CANARY" not in str(refused.value)


@pytest.mark.parametrize(
    ("status", "meaning"),
    [(403, errors.NotStored), (404, errors.NotStored), (301, errors.NotStored), (500, errors.NotStored)],
)
def test_what_a_storage_refuses_is_tried_again_with_a_new_address(
    receiver: Receiver, bucket: Bucket, clip: Clips, status: int, meaning: type[ConnectorError]
) -> None:
    bucket.refusals = [status]
    with pytest.raises(meaning, match=str(status)) as refused:
        receiver.send("k3J", clip(), quiet)
    assert not refused.value.permanent
    receiver.send("k3J", clip(), quiet)
    assert len(bucket.files) == 4


def test_a_storage_that_is_busy_is_left_alone_for_a_while(receiver: Receiver, bucket: Bucket, clip: Clips) -> None:
    bucket.refusals = [503]
    with pytest.raises(NotTaken) as busy:
        receiver.send("k3J", clip(), quiet)
    assert busy.value.wait == 60


def test_an_address_that_has_run_out_is_refused(line: Line, bucket: Bucket) -> None:
    old = Place(bucket.address_of("0a.mp4", seconds=-1))
    with pytest.raises(errors.NotStored):
        line.put("0a.mp4", Body([b"a", b"b"], 2), old)
    changed = Place(bucket.address_of("0a.mp4").replace("/0a.mp4", "/0b.mp4"))
    with pytest.raises(errors.NotStored):
        line.put("0a.mp4", Body([b"a", b"b"], 2), changed)
    assert bucket.files == {}


def test_no_place_inside_the_stations_network_or_without_encryption_is_used(line: Line, bucket: Bucket) -> None:
    with pytest.raises(NotReached):
        replace(line, inside=()).put("0a.mp4", Body([b"a"], 1), Place(bucket.address_of("0a.mp4")))
    with pytest.raises(errors.NotEncrypted):
        line.put("0a.mp4", Body([b"a"], 1), Place("http://1.1.1.1/0a.mp4"))
    assert bucket.files == {}


@pytest.mark.parametrize(
    "said",
    [
        [], "https://s3.example/", {"x": "https://s3.example/"}, {"x": {}}, {"x": {"url": None}},
        {"x": {"url": "https://s3.example/" + "a" * 4000}},
        {"x": {"url": "https://s3.example/", "headers": []}},
        {"x": {"url": "https://s3.example/", "headers": {"Host": "elsewhere"}}},
        {"x": {"url": "https://s3.example/", "headers": {"Transfer-Encoding": "chunked"}}},
        {"x": {"url": "https://s3.example/", "headers": {"Content-Length": "7"}}},
        {"x": {"url": "https://s3.example/", "headers": {"x-amz-acl": "a\r\nHost: elsewhere"}}},
        {"x": {"url": "https://s3.example/", "headers": {"x-amz-acl": 7}}},
        {"x": {"url": "https://s3.example/", "headers": {f"x-amz-{n}": "" for n in range(11)}}},
    ],
)  # fmt: skip
def test_what_is_no_place_is_not_used(said: Any) -> None:
    with pytest.raises(errors.NoSuchPlace):
        places_of(said)


def test_a_place_shows_neither_address_nor_headers() -> None:
    place = places_of({"x": {"url": "https://s3.example/?CANARY", "headers": {"X-Amz-Security-Token": "CANARY"}}})["x"]
    assert "CANARY" not in repr(place)
    assert place.headers == {"x-amz-security-token": "CANARY"}
    assert places_of(None) == {}
