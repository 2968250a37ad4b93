import hashlib
from pathlib import Path

import pytest

from clipdesk.connectors.contract import ConnectorError, NotWhatWasSigned, Outcome, Post, SealedFile
from clipdesk.connectors.own_site.connector import OwnSite, version_folder


def sealed(folder: Path, data: bytes) -> SealedFile:
    path = folder / "source.mp4"
    path.write_bytes(data)
    return SealedFile("clip.mp4", path, hashlib.sha256(data).hexdigest(), len(data), "video/mp4")


def post(*files: SealedFile, version: str = "a" * 64) -> Post:
    return Post(version=version, title="Cầu mới", description="", language="vi", files=files)


def test_publishes_exactly_the_sealed_bytes(tmp_path: Path) -> None:
    data = bytes(range(256)) * 12_000
    seen: list[int] = []
    site = OwnSite(tmp_path / "public")
    clip = post(sealed(tmp_path, data))
    remote = site.reserve("", clip)
    site.send(remote, clip, seen.append)
    assert site.look_up(remote, clip) is Outcome.ABSENT
    site.publish(remote, clip)
    site.publish(remote, clip)
    assert site.look_up(remote, clip) is Outcome.LIVE
    assert (version_folder(site.root, remote, clip.version) / "clip.mp4").read_bytes() == data
    assert seen[-1] == len(data)
    assert seen == sorted(seen)


@pytest.mark.parametrize("place", [0, 1_500_000, 3_071_999])
def test_one_flipped_byte_stops_before_anything_is_public(tmp_path: Path, place: int) -> None:
    data = bytes(range(256)) * 12_000
    file = sealed(tmp_path, data)
    changed = bytearray(data)
    changed[place] ^= 1
    file.path.write_bytes(changed)
    site = OwnSite(tmp_path / "public")
    with pytest.raises(NotWhatWasSigned, match="Not what was signed: the file “clip.mp4”"):
        site.send("abc", post(file), lambda _: None)
    assert not [found for found in site.root.rglob("*") if found.is_file()]


def test_nothing_is_public_before_the_rename(tmp_path: Path) -> None:
    site = OwnSite(tmp_path / "public")
    clip = post(sealed(tmp_path, bytes(2_500_000)))
    seen: list[Outcome] = []

    def look(sent: int) -> None:
        seen.append(site.look_up("abc", clip))
        assert not version_folder(site.root, "abc", clip.version).exists()

    site.send("abc", clip, look)
    assert seen == [Outcome.ABSENT] * 3
    site.publish("abc", clip)
    assert [path.name for path in (site.root / "abc").iterdir()] == ["a" * 16]  # no half version lies beside it


def test_a_last_word_against_it_shows_nothing(tmp_path: Path) -> None:
    site = OwnSite(tmp_path / "public")
    clip = post(sealed(tmp_path, b"x" * 1000))
    site.send("abc", clip, lambda _: None)

    def no() -> None:
        raise KeyError("no")

    with pytest.raises(KeyError):
        site.publish("abc", clip, no)
    assert site.look_up("abc", clip) is Outcome.ABSENT


def test_a_try_that_stopped_half_way_is_begun_anew(tmp_path: Path) -> None:
    site = OwnSite(tmp_path / "public")
    clip = post(sealed(tmp_path, b"x" * 3_000_000))

    def power_cut(sent: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        site.send("abc", clip, power_cut)
    site.send("abc", clip, lambda _: None)
    site.publish("abc", clip)
    assert (version_folder(site.root, "abc", clip.version) / "clip.mp4").read_bytes() == b"x" * 3_000_000


def test_a_try_that_was_replaced_ends_without_a_trace(tmp_path: Path) -> None:
    """It stood still; meanwhile its successor has published. What it is told then, it raises."""
    site = OwnSite(tmp_path / "public")
    clip = post(sealed(tmp_path, b"x" * 3_000_000))

    def replaced(sent: int) -> None:
        if not version_folder(site.root, "abc", clip.version).exists():
            site.send("abc", clip, lambda _: None)
            site.publish("abc", clip)
        raise RuntimeError("another run has taken over")

    with pytest.raises(RuntimeError):
        site.send("abc", clip, replaced)
    assert [path.name for path in (site.root / "abc").iterdir()] == ["a" * 16]
    site.send("abc", clip, lambda _: None)  # one that nobody told anything
    assert [path.name for path in (site.root / "abc").iterdir()] == ["a" * 16]
    assert (version_folder(site.root, "abc", clip.version) / "clip.mp4").read_bytes() == b"x" * 3_000_000


def test_a_new_version_leaves_the_old_one_until_the_page_points_to_it(tmp_path: Path) -> None:
    site = OwnSite(tmp_path / "public")
    old, new = (post(sealed(tmp_path, b"x"), version=version * 64) for version in "ab")
    site.send("abc", old, lambda _: None)
    site.publish("abc", old)
    site.send("abc", new, lambda _: None)
    assert (site.look_up("abc", old), site.look_up("abc", new)) == (Outcome.LIVE, Outcome.ABSENT)
    site.publish("abc", new)
    assert (site.look_up("abc", old), site.look_up("abc", new)) == (Outcome.LIVE, Outcome.LIVE)


def test_publishing_what_was_never_sent_may_be_tried_again(tmp_path: Path) -> None:
    site = OwnSite(tmp_path / "public")
    with pytest.raises(ConnectorError) as caught:
        site.publish("abc", post())
    assert not caught.value.permanent
    assert site.look_up("abc", post()) is Outcome.ABSENT


def test_a_folder_that_cannot_be_written_may_be_tried_again(tmp_path: Path) -> None:
    (tmp_path / "public").write_text("a file where the folder should be")
    with pytest.raises(ConnectorError, match="Not a directory") as caught:
        OwnSite(tmp_path / "public").send("abc", post(sealed(tmp_path, b"x")), lambda _: None)
    assert not caught.value.permanent


def test_names_reserved_are_never_the_same(tmp_path: Path) -> None:
    site = OwnSite(tmp_path)
    assert len({site.reserve("", post()) for _ in range(100)}) == 100
    assert list(tmp_path.iterdir()) == []  # reserving writes nothing


def test_withdraw_removes_every_version(tmp_path: Path) -> None:
    site = OwnSite(tmp_path / "public")
    for version in ("a" * 64, "b" * 64):
        clip = post(sealed(tmp_path, b"x" * 100), version=version)
        site.send("abc", clip, lambda _: None)
        site.publish("abc", clip)
    site.withdraw("abc")
    site.withdraw("abc")
    assert site.look_up("abc", clip) is Outcome.ABSENT
    assert not [found for found in site.root.rglob("*") if found.is_file()]
