import hashlib
from pathlib import Path

import pytest

from clipdesk.connectors.contract import NotWhatWasSigned, Outcome, Post, SealedFile
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
    remote = site.reserve()
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
