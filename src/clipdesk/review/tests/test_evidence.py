"""Evidence: complete, readable with nothing of Clipdesk installed, and no byte of it can be changed unseen."""

from __future__ import annotations

import hashlib
import io
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from clipdesk.accounts.tests.authenticator import Authenticator
from clipdesk.clips.models import Clip
from clipdesk.config import paths
from clipdesk.config.secrets import secret
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.history.checkpointing import make_checkpoint, origin, public_line
from clipdesk.history.models import CLIPDESK, LedgerEntry
from clipdesk.history.notes import key_line, private_key, signed_text
from clipdesk.history.transition import record
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.library.storage import store
from clipdesk.publishing.sending import ask_for_withdrawal
from clipdesk.review import evidence_container, signature_checks, signing, verify_evidence
from clipdesk.review.evidence import FileGone, NothingToShow, TooLarge, evidence_of
from clipdesk.review.models import Package, SealedFile
from clipdesk.review.tests.test_signing_key import _answer, _registered

ALONE = [sys.executable, "-I", "-S"]  # isolated and without site-packages: the standard library alone


@pytest.fixture
def evidence(newsroom: Newsroom, package: Package) -> bytes:
    """A clip signed with a key, published, its withdrawal confirmed with a password."""
    phone: Authenticator = _registered(newsroom.minh)
    signing.sign(package, replace(given_for(package), confirmation=_answer(phone, package)), member=newsroom.minh)
    make_checkpoint()
    run_waiting_jobs()
    clip = Clip.objects.get(pk=package.clip_id)
    withdrawal = ask_for_withdrawal(clip, "Sai nguồn tin.", member=newsroom.huong)
    signing.sign(withdrawal, given_for(withdrawal), member=newsroom.minh)
    record(newsroom.station, "station_changed", by=CLIPDESK)
    return evidence_of(clip)


def test_it_holds_what_it_says_and_anything_opens_it(newsroom: Newsroom, package: Package, evidence: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(evidence)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert archive.read(f"packages/{package.sha256}.json").decode() == package.canonical
        said = json.loads(archive.read("evidence.json"))
        for sealed in SealedFile.objects.filter(package=package):
            assert hashlib.sha256(archive.read(f"files/{sealed.file_id}")).hexdigest() == sealed.file_id
        pages = [archive.read(f"history-{language}.pdf") for language in ("en", "vi")]
    assert names[-1] == "seal.txt"
    assert [one["kind"] for one in said["packages"]] == ["release", "withdrawal"]
    assert [one["sign_offs"][0]["method"] for one in said["packages"]] == ["signing_key", "password"]
    verbs = [json.loads(row["leaf"])["verb"] for row in said["ledger"]["rows"]]
    assert {"clip_made", "package_signed", "sign_off_given", "signing_key_registered", "publication_published"} <= set(
        verbs
    )
    assert "station_changed" not in verbs
    assert all(page.startswith(b"%PDF-1.7") and b"/MarkInfo" in page for page in pages)
    assert pages[0] != pages[1]


def test_a_machine_without_clipdesk_says_yes(evidence: bytes, tmp_path: Path) -> None:
    path, verifier = tmp_path / "evidence.zip", tmp_path / "verify.pyz"
    path.write_bytes(evidence)
    verify_evidence.write_verifier(verifier)

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [*ALONE, str(verifier), str(path), *words]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)

    done = run()
    assert (done.returncode, "WRONG" in done.stdout) == (0, False), done.stdout + done.stderr
    assert done.stdout.count("Signed: Minh (editor_in_chief)") == 1
    assert done.stdout.count("Confirmed, not signed: Minh") == 1
    with zipfile.ZipFile(io.BytesIO(evidence)) as archive:
        key = archive.read("key.txt").decode().strip()
    assert key.startswith("localhost:8080/ledger+")
    assert run("--key", key).returncode == 0
    assert run("--key", key_line(origin(), Ed25519PrivateKey.generate().public_key())).returncode == 1
    path.write_bytes(evidence[:5000] + bytes([evidence[5000] ^ 1]) + evidence[5001:])
    assert "WRONG  Byte 5000:" in run().stdout


def _places(evidence: bytes) -> Iterator[tuple[str, int]]:
    """Two hundred bytes: of every file, of every header, of the seal and of the directory."""
    rng = random.Random(200)
    with zipfile.ZipFile(io.BytesIO(evidence)) as archive:
        entries = archive.infolist()
        start = archive.start_dir
    for entry in entries:
        header = entry.header_offset
        yield f"header of {entry.filename}", header + rng.randrange(30 + len(entry.filename.encode()))
        content = header + 30 + len(entry.filename.encode())
        yield entry.filename, content + rng.randrange(entry.file_size)
    for _ in range(30):
        yield "directory", rng.randrange(start, len(evidence))
    seal = entries[-1].header_offset
    for _ in range(30):
        yield "seal", rng.randrange(seal, start)
    while True:
        yield "anywhere", rng.randrange(len(evidence))


def test_each_of_two_hundred_changed_bytes_is_found(evidence: bytes) -> None:
    rng = random.Random(1)
    exact = 0
    for (_where, at), _ in zip(_places(evidence), range(200), strict=False):
        changed = bytearray(evidence)
        changed[at] ^= rng.randrange(1, 256)
        report = verify_evidence.check(bytes(changed))
        assert report.wrong, (_where, at)
        exact += any(said.startswith(f"Byte {at}:") for said in report.wrong)
    assert exact >= 150  # what is wrong in the seal itself is only said as a stretch


@pytest.mark.parametrize("cut", [1, 100, 5000])
def test_what_is_cut_off_or_added_is_found(evidence: bytes, cut: int) -> None:
    assert verify_evidence.check(evidence[:-cut]).wrong
    assert verify_evidence.check(evidence + bytes(cut)).wrong
    assert verify_evidence.check(evidence[cut:]).wrong


@pytest.mark.parametrize(
    "raw", [b"", b"PK", evidence_container.MAGIC, evidence_container.MAGIC * 3 + b"\n\n\xe2\x80\x94 a b\n"]
)
def test_nonsense_is_no_evidence(raw: bytes) -> None:
    assert verify_evidence.check(raw).wrong


def sealed_anew(evidence: bytes, change: dict[str, bytes], without: str = "") -> bytes:
    """What somebody makes who has the ledger's key and changes a file, or leaves one out: the container itself is whole."""
    with zipfile.ZipFile(io.BytesIO(evidence)) as archive:
        files = {
            name: archive.read(name) for name in archive.namelist() if name not in {evidence_container.SEAL, without}
        }
    body, key = evidence_container.pack(files | change), private_key(secret("ledger", paths.SIGNER_KEYS))
    return evidence_container.close(body, signed_text(evidence_container.seal_text(body, origin()), origin(), key))


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('"signer": "Minh"', '"signer": "Hà"'),
        ('"method": "signing_key"', '"method": "password"'),
        ('"rp_id": "localhost"', '"rp_id": "elsewhere.example"'),
        ('"size": 1', '"size": 2'),
        ('\\"actor_name\\":\\"Lan\\"', '\\"actor_name\\":\\"Bình\\"'),
        ('"position": ', '"position": 1'),
        ('"kty": "EC"', '"kty": "RSA"'),
        ('"watched": true', '"watched": false'),
    ],
)
def test_what_the_signers_key_and_the_tree_say_cannot_be_changed_even_with_the_ledgers_key(
    evidence: bytes, was: str, now: str
) -> None:
    with zipfile.ZipFile(io.BytesIO(evidence)) as archive:
        said = archive.read("evidence.json").decode()
    assert was in said
    changed = sealed_anew(evidence, {"evidence.json": said.replace(was, now).encode()})
    assert verify_evidence.check(changed).wrong
    assert not verify_evidence.check(sealed_anew(evidence, {})).wrong


def test_an_emoji_in_the_title_is_named_on_the_page_and_exact_in_the_file(newsroom: Newsroom, package: Package) -> None:
    Clip.objects.filter(pk=package.clip_id).update(title="\ufeffBão 🚨 中文\u1680\ufeff")
    report = verify_evidence.check(evidence_of(Clip.objects.get(pk=package.clip_id)))
    assert not report.wrong


def test_a_sign_off_of_an_older_version_is_found_in_the_row_of_its_package(
    as_owner: BaseDatabaseWrapper, newsroom: Newsroom, package: Package
) -> None:
    signing.sign(package, given_for(package), member=newsroom.minh)
    LedgerEntry.objects.filter(verb="sign_off_given").delete()
    report = verify_evidence.check(evidence_of(Clip.objects.get(pk=package.clip_id)))
    assert not report.wrong
    assert any(line.startswith("Confirmed, not signed: Minh") for line in report.good)


def test_it_says_that_a_package_is_void_and_that_the_key_came_with_it(newsroom: Newsroom, package: Package) -> None:
    signing.sign(package, given_for(package), member=newsroom.minh)
    with transaction.atomic():
        signing.void(package, "the content was changed", by=CLIPDESK)
    report = verify_evidence.check(evidence_of(Clip.objects.get(pk=package.clip_id)))
    assert any("is void since" in line for line in report.good)
    assert [line.split(".")[0] for line in report.notes] == ["The key was taken from the file"]


def test_evidence_from_before_the_desk_moved_is_good(
    evidence: bytes, package: Package, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = public_line()
    settings.ORIGIN = "https://desk.station.vn"
    settings.SIGNER.end()
    monkeypatch.setenv("CLIPDESK_ORIGIN", settings.ORIGIN)
    record(package.station, "station_changed", by=CLIPDESK)
    after = public_line()
    later = evidence_of(Clip.objects.get(pk=package.clip_id))
    settings.SIGNER.end()
    for raw in (evidence, later):
        for line in ("", before, after):
            assert not verify_evidence.check(raw, line).wrong


def test_an_editor_takes_it_from_the_page_of_the_package(newsroom: Newsroom, package: Package, evidence: bytes) -> None:
    page = newsroom.client(newsroom.huong).get(newsroom.path(f"review/{package.pk}/"))
    way = newsroom.path(f"clips/{package.clip_id}/evidence/")
    assert way in page.content.decode()
    given = newsroom.client(newsroom.huong).get(way)
    assert given.headers["Content-Disposition"] == f'attachment; filename="evidence-{package.clip_id}.zip"'
    assert not verify_evidence.check(given.content).wrong
    assert way not in newsroom.client(newsroom.lan).get(newsroom.path(f"review/{package.pk}/")).content.decode()
    with pytest.raises(TooLarge, match="more than 0 MB"):
        evidence_of(Clip.objects.get(pk=package.clip_id), 1000)


def test_without_packages_or_with_a_damaged_file_there_is_none(
    newsroom: Newsroom, draft: Clip, package: Package
) -> None:
    other = Clip.objects.create(
        station=draft.station, desk=draft.desk, recording=draft.recording, author=draft.author, last_editor=draft.author
    )
    with pytest.raises(NothingToShow):
        evidence_of(other)
    damaged = store().path(package.content["files"][0]["sha256"])
    kept = damaged.read_bytes()
    damaged.chmod(0o600)
    damaged.write_bytes(b"x" + kept[1:])
    try:
        with pytest.raises(FileGone):
            evidence_of(Clip.objects.get(pk=package.clip_id))
    finally:
        damaged.write_bytes(kept)


def test_the_signature_checks_agree_with_a_library_on_good_and_bad_ones() -> None:
    rng = random.Random(7)
    edwards, curve = Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP256R1())
    modulus = rsa.generate_private_key(65537, 2048)
    numbers, public = curve.public_key().public_numbers(), modulus.public_key().public_numbers()
    edwards_bytes = edwards.public_key().public_bytes_raw()
    for _ in range(20):
        message = rng.randbytes(rng.randrange(200))
        checks: dict[bytes, Callable[[bytes, bytes], bool]] = {
            edwards.sign(message): partial(signature_checks.ed25519, edwards_bytes),
            curve.sign(message, ec.ECDSA(hashes.SHA256())): partial(signature_checks.p256, numbers.x, numbers.y),
            modulus.sign(message, padding.PKCS1v15(), hashes.SHA256()): partial(
                signature_checks.rsa, public.n, public.e
            ),
        }
        for signature, good in checks.items():
            assert good(message, signature)
            assert not good(message + b"x", signature)
            for _ in range(4):
                flipped = bytearray(signature)
                flipped[rng.randrange(len(flipped))] ^= 1 << rng.randrange(8)
                assert not good(message, bytes(flipped))
            assert not good(message, signature[:-1])
            assert not good(message, signature + b"\0")
