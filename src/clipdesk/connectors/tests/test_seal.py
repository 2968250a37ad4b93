"""A sealed file hands over its last bytes only once all of it is known to be what was signed."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from clipdesk.connectors.contract import CHUNK_BYTES, NotWhatWasSigned, SealedFile
from clipdesk.connectors.registry import connector_for, limits_of

DATA = bytes(range(256)) * (3 * CHUNK_BYTES // 256) + b"end"


def sealed(folder: Path, data: bytes = DATA) -> SealedFile:
    path = folder / "a.mp4"
    path.write_bytes(data)
    return SealedFile("a.mp4", path, hashlib.sha256(data).hexdigest(), len(data), "video/mp4")


def received(file: SealedFile) -> tuple[bytes, bool]:
    """Return what a platform would have got, and whether the seal broke."""
    got = b""
    try:
        for chunk in file.chunks():
            got += chunk
    except NotWhatWasSigned:
        return got, True
    return got, False


def test_the_bytes_come_whole_and_in_order(tmp_path: Path) -> None:
    assert received(sealed(tmp_path)) == (DATA, False)
    assert received(sealed(tmp_path, b"x")) == (b"x", False)
    assert received(sealed(tmp_path, b"")) == (b"", False)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-1],
        lambda data: data + b"x",
        lambda data: bytes([data[0] ^ 1]) + data[1:],
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: b"",
    ],
    ids=["one byte shorter", "one byte longer", "first byte", "last byte", "empty"],
)
def test_a_changed_file_is_never_complete_at_the_other_end(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    file = sealed(tmp_path)
    file.path.write_bytes(change(DATA))
    got, broken = received(file)
    assert broken
    assert len(got) <= len(DATA) - 3  # the last chunk was held back


def test_a_file_that_is_gone_is_not_what_was_signed(tmp_path: Path) -> None:
    file = sealed(tmp_path)
    file.path.unlink()
    assert received(file) == (b"", True)


def test_a_kind_that_nobody_has_registered_is_a_defect(tmp_path: Path) -> None:
    assert limits_of("site").shapes == ("9:16", "4:5", "1:1", "16:9")
    assert connector_for("site", root=tmp_path).kind == "site"
    with pytest.raises(LookupError):
        limits_of("telepathy")
