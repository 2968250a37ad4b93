"""Keys in a folder: made once, renewed in time, private from their first byte."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509

from clipdesk.media.provenance import (
    Action,
    Credential,
    Facts,
    ends_at,
    fingerprint,
    keep_brought,
    make_own,
    read_provenance,
    renew,
    sign_files,
    signer_in,
)
from clipdesk.media.provenance.bringing import _picture
from clipdesk.media.provenance.tests.conftest import NAMES

NOW = datetime.now(UTC)


def test_made_private_and_whole(tmp_path: Path) -> None:
    chain = make_own(tmp_path / "kept", NAMES, NOW)
    folder = tmp_path / "kept" / fingerprint(chain)
    assert [path.name for path in (tmp_path / "kept").iterdir()] == [folder.name]
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert sorted(path.name for path in files) == ["authority.key", "authority.pem", "chain.pem", "key.pem"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    folders = [path for path in (tmp_path / "kept", *(tmp_path / "kept").rglob("*")) if path.is_dir()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}
    (root,) = x509.load_pem_x509_certificates(chain.encode())
    assert root.subject.rfc4514_string() == "CN=Own authority,O=Đài Truyền hình Thử nghiệm"
    signer = signer_in(folder)
    assert signer is not None
    assert timedelta(days=396) < ends_at(signer.chain.read_text()) - NOW < timedelta(days=397)


def test_a_signer_is_renewed_so_that_what_it_signs_holds_for_a_year(tmp_path: Path) -> None:
    """A month after it was issued it has less than a year left; its successor stands under the same authority."""
    chain = make_own(tmp_path, NAMES, NOW)
    folder = tmp_path / fingerprint(chain)
    first = signer_in(folder)
    assert not renew(folder, NAMES, NOW + timedelta(days=31))
    assert signer_in(folder) == first
    assert renew(folder, NAMES, NOW + timedelta(days=33))
    second = signer_in(folder)
    assert first is not None
    assert second is not None
    assert second != first
    assert ends_at(second.chain.read_text()) - ends_at(first.chain.read_text()) == timedelta(days=33)
    assert first.key.exists()  # who began with it a moment ago can finish
    assert second.chain.read_text().endswith(chain)
    assert renew(folder, NAMES, NOW + timedelta(days=70))
    assert not first.key.exists()
    assert second.key.exists()


def test_no_signer_outlives_its_authority(tmp_path: Path) -> None:
    chain = make_own(tmp_path, NAMES, NOW - timedelta(days=3300))
    folder = tmp_path / fingerprint(chain)
    assert renew(folder, NAMES, NOW)
    last = signer_in(folder)
    assert last is not None
    assert ends_at(last.chain.read_text()) == ends_at(chain) < NOW + timedelta(days=350)
    assert not renew(folder, NAMES, NOW + timedelta(days=1))


def test_the_renewed_signer_signs(tmp_path: Path) -> None:
    past = NOW - timedelta(days=100)
    chain = make_own(tmp_path, NAMES, past)
    assert renew(tmp_path / fingerprint(chain), NAMES, NOW)
    signer = signer_in(tmp_path / fingerprint(chain))
    assert signer is not None
    (tmp_path / "a.png").write_bytes(_picture())
    facts = Facts("a", None, (Action("edited"),), "1")
    (signed,) = sign_files([(tmp_path / "a.png", facts)], tmp_path / "out", signer, kind="image/png")
    assert read_provenance(signed, [chain]).state == "trusted"


def test_what_was_brought_is_not_renewed(tmp_path: Path) -> None:
    from_elsewhere = Credential(make_own(tmp_path / "a", NAMES, NOW - timedelta(days=390)), b"key")
    keep_brought(tmp_path / "b", from_elsewhere.chain, from_elsewhere.key, NOW)
    folder = tmp_path / "b" / fingerprint(from_elsewhere.chain)
    kept = signer_in(folder)
    assert kept is not None
    assert (kept.chain.read_text(), kept.key.read_bytes()) == (from_elsewhere.chain, b"key")
    assert stat.S_IMODE(kept.key.stat().st_mode) == 0o600
    assert not renew(folder, NAMES, NOW)
    assert signer_in(tmp_path / "nothing") is None
