"""Which words go into which field, how long they may be, and that nothing is ever called."""

from pathlib import Path

import pytest

from clipdesk.connectors.by_hand.connector import ByAPerson, ByHand, Ended, NoSuchShape, StillThere, TextTooLong
from clipdesk.connectors.by_hand.platforms import count_of, wording_of
from clipdesk.connectors.contract import NotWhatWasSigned, Outcome, Post, SealedFile, Text, Wording

#: SHA-256 of the three bytes `abc`, as FIPS 180-2 prints it.
ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def post(shape: str = "9:16", **changes: object) -> Post:
    usual = {"title": "Nước lên", "description": "Bốn mét.", "language": "vi", "files": (), "version": "v"}
    return Post(**{**usual, "shape": shape, **changes})  # type: ignore[arg-type]


def sealed(tmp_path: Path, shape: str = "9:16", content: bytes = b"abc") -> SealedFile:
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    return SealedFile("clip.mp4", path, ABC, 3, "video/mp4", shape)


def test_title_and_text_apart_or_in_one() -> None:
    flagged = post(note="Đính chính.", flags={"ai_altered": True, "paid": False, "made_for_children": True})
    switched = ("ai_altered", "made_for_children")
    apart = (Text("title", "Nước lên"), Text("description", "Bốn mét.\n\nĐính chính."))
    assert wording_of(flagged, "youtube") == Wording(apart, switched)
    in_one = Text("text", "Nước lên\n\nBốn mét.\n\nĐính chính.")
    assert wording_of(flagged, "tiktok") == Wording((in_one,), switched)
    said = "Nước lên\n\nBốn mét.\n\nCó phần do AI tạo ra hoặc chỉnh sửa.\n\nĐính chính."
    assert wording_of(flagged, "bluesky") == Wording((Text("text", said),), ("made_for_children",))


@pytest.mark.parametrize(
    ("platform", "words", "count"),
    [
        ("x", "ab", 2),
        ("x", "ế", 2),
        ("x", "e\u0302\u0301", 2),
        ("x", "é", 1),
        ("tiktok", "😀", 2),
        ("instagram", "😀", 1),
    ],
)
def test_characters_are_counted_as_the_platform_does(platform: str, words: str, count: int) -> None:
    assert count_of(post(title=words, description=""), platform) == count


def test_too_long_and_without_the_shape_are_said_before_anybody_signs(tmp_path: Path) -> None:
    film = (sealed(tmp_path),)
    ByHand("x", "X").look_over(post(files=film, title="a" * 280, description=""))
    with pytest.raises(TextTooLong):
        ByHand("x", "X").look_over(post(files=film, title="a" * 281, description=""))
    with pytest.raises(TextTooLong):
        ByHand("youtube", "YouTube").look_over(post(files=film, title="a" * 101))
    with pytest.raises(NoSuchShape):
        ByHand("x", "X").look_over(post(files=film, shape="1:1"))
    with pytest.raises(Ended):
        ByHand("x", "X", is_used=False).look_over(post(files=film))


def test_sending_reads_the_sealed_bytes_and_nothing_is_ever_called(tmp_path: Path) -> None:
    connector = ByHand("x", "X")
    seen: list[int] = []
    connector.send("new-1", post(files=(sealed(tmp_path),)), seen.append)
    assert seen == [3]
    other = SealedFile("wide.mp4", tmp_path / "wide.mp4", ABC, 900, "video/mp4", "16:9")
    assert connector.bytes_of(post(files=(other, sealed(tmp_path)))) == 3  # of what `send` counts, and nothing else
    assert connector.bytes_of(post(files=(other,))) == 0
    with pytest.raises(NotWhatWasSigned):
        connector.send("new-1", post(files=(sealed(tmp_path, content=b"abd"),)), seen.append)
    with pytest.raises(ByAPerson):
        connector.publish("new-1", post())
    with pytest.raises(StillThere):
        connector.withdraw("7301")
    assert connector.look_up("7301", post()) is Outcome.CANNOT_TELL
    assert connector.reserve("", post()).startswith("new-")
