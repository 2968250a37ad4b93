"""Credentials of a rendered clip: valid as signed, broken by any change, absent without harm."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from clipdesk.media.errors import Cancelled, SigningFailed
from clipdesk.media.probe import probe
from clipdesk.media.provenance import (
    Action,
    Facts,
    Parent,
    SignerFiles,
    issue_signer,
    make_authority,
    read_provenance,
    sign_files,
)
from clipdesk.media.provenance.manifest import ALTERED_BY_AI
from clipdesk.media.recipe import Framing, Range, Recipe
from clipdesk.media.render import Order, render
from clipdesk.media.tests.conftest import Make
from clipdesk.media.tests.decoded import boxes, decoded

NOW = datetime.now(UTC) - timedelta(minutes=1)
_STEPS = (Action("trimmed", "2 s"), Action("cropped"), Action("captioned"), Action("transcoded"))
ENDED = Path(__file__).with_name("ended")
FACTS = Facts("Bản tin thời sự", Parent("bulletin.mp4", "ab" * 32), _STEPS, "1.0")


@pytest.fixture(scope="module")
def clip(make: Make, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip as Clipdesk renders it."""
    picture = ("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=2")
    source = make("source.mp4", *picture, "-f", "lavfi", "-i", "sine=f=440:r=48000:d=2", "-c:v", "libx264")
    recipe = Recipe("0" * 64, (Range(Fraction(0), Fraction(1)),), {"1:1": Framing("fit")})
    done = render(Order(recipe, source, probe(source)), tmp_path_factory.mktemp("clip"))
    return done.files["1:1"]


@pytest.fixture(scope="module")
def signed(clip: Path, signer: SignerFiles, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sign_files([(clip, FACTS)], tmp_path_factory.mktemp("signed"), signer)[0]


def test_signed_by_an_authority_that_is_trusted(signed: Path, authority: str) -> None:
    found = read_provenance(signed, [authority])
    assert found.state == "trusted"
    assert found.problems == ()
    assert (found.signer, found.organisation) == ("Clipdesk", "Đài Truyền hình Thử nghiệm")
    assert (found.title, found.parents) == ("Bản tin thời sự", ("bulletin.mp4",))
    kinds = ["c2pa.opened", "c2pa.trimmed", "c2pa.cropped", "c2pa.addedText", "c2pa.transcoded"]
    assert [action.kind for action in found.actions] == kinds
    assert not found.tells_of_ai


def test_signed_by_somebody_unknown(signed: Path) -> None:
    found = read_provenance(signed)
    assert (found.state, found.problems) == ("valid", ("signingCredential.untrusted",))


def test_one_changed_byte(signed: Path, authority: str, tmp_path: Path) -> None:
    data = bytearray(signed.read_bytes())
    data[data.index(b"mdat") + 1000] ^= 1
    changed = tmp_path / "changed.mp4"
    changed.write_bytes(data)
    found = read_provenance(changed, [authority])
    assert (found.state, found.problems) == ("invalid", ("assertion.bmffHash.mismatch",))


def test_what_ai_did_is_told(clip: Path, signer: SignerFiles, tmp_path: Path) -> None:
    facts = Facts("a", FACTS.parent, (Action("dubbed", "synthetic voice", ALTERED_BY_AI),), "1.0")
    found = read_provenance(sign_files([(clip, facts)], tmp_path, signer)[0])
    assert found.state == "valid"
    assert found.tells_of_ai
    assert found.actions[-1].source_type == ALTERED_BY_AI


def test_made_here_from_nothing(clip: Path, signer: SignerFiles, tmp_path: Path) -> None:
    found = read_provenance(sign_files([(clip, Facts("a", None, (), "1.0"))], tmp_path, signer)[0])
    assert (found.state, found.parents) == ("valid", ())
    assert [action.kind for action in found.actions] == ["c2pa.created"]


def test_the_signed_clip_is_still_the_clip(clip: Path, signed: Path) -> None:
    """Every picture and every block of sound decodes to the same bytes at the same time; players find their way."""
    assert probe(signed) == probe(clip)
    assert 0 < signed.stat().st_size - clip.stat().st_size < 20_000
    assert decoded(signed) == decoded(clip)
    assert len(decoded(clip)) > 25
    before, after = boxes(clip), boxes(signed)
    assert [box for box in after if box != "uuid"] == before
    assert after.index("moov") < after.index("mdat")  # it plays before all of it has come


def test_files_without_credentials(clip: Path, tone: Path, tmp_path: Path) -> None:
    noise, empty = tmp_path / "noise.mp4", tmp_path / "empty"
    noise.write_bytes(b"\0\0\0\x18ftypisom" + bytes(range(256)) * 20)
    empty.touch()
    assert [read_provenance(path).state for path in (clip, tone, empty)] == ["none"] * 3
    assert read_provenance(noise).state in ("none", "unreadable")


def test_a_manifest_of_noise(signed: Path, tmp_path: Path) -> None:
    """The box is there, its content is none."""
    data = bytearray(signed.read_bytes())
    start = data.index(b"jumb")
    data[start + 8 : start + 600] = bytes(range(74)) * 8
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(data)
    assert read_provenance(broken).state in ("unreadable", "invalid", "none")


def test_several_files_at_once_under_their_own_names(
    clip: Path, signer: SignerFiles, authority: str, tmp_path: Path
) -> None:
    other = tmp_path / "other.mp4"
    other.write_bytes(clip.read_bytes())
    signed = sign_files([(clip, FACTS), (other, Facts("b", None, (), "1.0"))], tmp_path / "out", signer)
    assert [path.name for path in signed] == [clip.name, "other.mp4"]
    assert sorted((tmp_path / "out").iterdir()) == sorted(signed)
    assert [read_provenance(path, [authority]).title for path in signed] == ["Bản tin thời sự", "b"]


def test_another_certificates_key(clip: Path, signer: SignerFiles, tmp_path: Path) -> None:
    stranger = issue_signer(make_authority("Đài khác", NOW), "Clipdesk", NOW)
    (tmp_path / "key.pem").write_bytes(stranger.key)
    with pytest.raises(SigningFailed, match="does not match"):
        sign_files([(clip, FACTS)], tmp_path / "out", SignerFiles(signer.chain, tmp_path / "key.pem"))
    assert list((tmp_path / "out").iterdir()) == []


def test_a_key_that_is_none(clip: Path, signer: SignerFiles, tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text("nonsense")
    with pytest.raises(SigningFailed, match="signing certificate"):
        sign_files([(clip, FACTS)], tmp_path / "out", SignerFiles(signer.chain, tmp_path / "key.pem"))
    assert list((tmp_path / "out").iterdir()) == []


def test_it_can_be_stopped(clip: Path, signer: SignerFiles, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        sign_files([(clip, FACTS)], tmp_path / "out", signer, lambda: True)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_certificate_that_has_run_out_since(tmp_path: Path) -> None:
    """Signed in its last seconds, in November 2026. Nobody can tell that without a time stamp; the file is as it was."""
    ended, anchor = ENDED.with_suffix(".png"), ENDED.with_suffix(".pem").read_text()
    found = read_provenance(ended, [anchor])
    assert (found.state, found.organisation) == ("ended", "Đài Truyền hình Thử nghiệm")
    data = bytearray(ended.read_bytes())
    data[data.index(b"IDAT") + 5] ^= 1
    changed = tmp_path / "changed.png"
    changed.write_bytes(data)
    assert read_provenance(changed, [anchor]).state == "invalid"


def test_certificates() -> None:
    """The profile of C2PA's section 14.5, and a chain that verifies."""
    authority = make_authority("Đài Truyền hình Thử nghiệm", NOW)
    signer = issue_signer(authority, "Clipdesk", NOW)
    leaf, root = x509.load_pem_x509_certificates(signer.chain.encode())
    leaf.verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)
    assert isinstance(leaf.public_key(), ec.EllipticCurvePublicKey)
    assert leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    usage = leaf.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert (usage.value.digital_signature, usage.value.key_cert_sign) == (True, False)
    assert b"BEGIN PRIVATE KEY" in signer.key
    assert "PRIVATE" not in repr(signer)
    assert authority.chain in signer.chain
