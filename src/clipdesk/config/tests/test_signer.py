"""The signer as a process: what it signs, what it refuses, what it remembers, and that nothing it is told ends it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from clipdesk.config.reaching_signer import HistoryWentBack, KeysOutOfReach, Overtaken, SignerRefused, SigningProcess
from clipdesk.config.signer import Keys
from clipdesk.config.signer_memory import FILE
from clipdesk.history.notes import read_note
from clipdesk.kernel.clock import now
from clipdesk.media.provenance import Names, fingerprint, make_own, signer_in
from clipdesk.review import evidence_container

ORIGIN = "localhost:8080/ledger"
NAMES = vars(Names("Đài Sông Hồng", "Own authority", "Clipdesk"))


#: The trees over the first 6 and all 8 of the leaves that RFC 6962's reference implementation is tried with, and the
#: published proof that one begins with the other (transparency-dev/merkle, testdata/consistency/2/happy-path.json).
SIX = "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"
EIGHT = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
PROOF = [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]


def root(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def begun(place: Path) -> Iterator[SigningProcess]:
    found = SigningProcess(place / "door" / "socket", keys=place / "keys", credentials=place / "keys" / "files")
    found.socket.parent.mkdir(mode=0o700)
    yield found
    found.end()


@pytest.fixture
def signer(tmp_path: Path) -> Iterator[SigningProcess]:
    yield from begun(tmp_path)


@pytest.fixture(scope="module")
def one_for_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SigningProcess]:
    """For what leaves nothing behind."""
    yield from begun(tmp_path_factory.mktemp("signer"))


def checkpoint(signer: SigningProcess, size: int, over: str) -> str:
    return str(signer.ask("checkpoint", origin=ORIGIN, size=size, root=root(over))["note"])


def grown(signer: SigningProcess, size: int, over: str, proof: list[str], since: int | None = None) -> str:
    return str(signer.ask("checkpoint", origin=ORIGIN, size=size, root=over, proof=proof, since=since)["note"])


@contextlib.contextmanager
def with_a_log(signer: SigningProcess, log: Path) -> Iterator[SigningProcess]:
    """The same signer as a process of its own that writes its log to a file; ends with the block."""
    env = {**os.environ, "CLIPDESK_SIGNER_KEYS": str(signer.keys), "CLIPDESK_SIGNER": str(signer.socket)}
    env |= {"CLIPDESK_CREDENTIALS": str(signer.credentials), "CLIPDESK_LOG_LEVEL": "DEBUG"}
    with (
        log.open("wb") as out,
        subprocess.Popen([sys.executable, "-m", "clipdesk", "signer"], env=env, stderr=out) as run,
    ):
        asking = SigningProcess(signer.socket, is_ours=False)
        while asking.user() is None:
            assert run.poll() is None, log.read_text()
        yield asking
        run.terminate()


def process(signer: SigningProcess) -> int:
    """The number of the process that answers, as the kernel says it."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(signer.socket))
        return int.from_bytes(line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)[:4], sys.byteorder)


def test_it_signs_a_checkpoint_and_remembers_it(signer: SigningProcess) -> None:
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signer.ask("key", origin=ORIGIN)["key"]))
    note = checkpoint(signer, 7, "seven")
    said = read_note(note, key)
    assert (said.origin, said.size, said.root.hex()) == (ORIGIN, 7, root("seven"))
    assert (signer.keys / FILE).read_text() == note
    assert checkpoint(signer, 7, "seven") == note


@pytest.mark.parametrize(("size", "over"), [(6, "six"), (7, "another seven"), (1, "seven")])
def test_no_history_that_went_back_is_signed(signer: SigningProcess, size: int, over: str) -> None:
    note = checkpoint(signer, 7, "seven")
    os.kill(process(signer), signal.SIGKILL)  # what it remembers is on the disk
    with pytest.raises(HistoryWentBack):
        checkpoint(signer, size, over)
    assert (signer.keys / FILE).read_text() == note
    assert checkpoint(signer, 7, "seven") == note


@pytest.mark.parametrize(
    ("size", "over", "proof"),
    [
        (8, EIGHT, []),
        (8, EIGHT, PROOF[:2]),
        (8, EIGHT, [*PROOF[:2], root("another")]),
        (8, root("rewritten"), PROOF),
        (9, EIGHT, PROOF),
        (9, root("rewritten"), []),
    ],
)
def test_a_longer_history_is_signed_only_with_proof_that_it_goes_on(
    signer: SigningProcess, size: int, over: str, proof: list[str]
) -> None:
    before = grown(signer, 6, SIX, [])
    with pytest.raises(HistoryWentBack, match="another one"):
        grown(signer, size, over, proof)
    assert (signer.keys / FILE).read_text() == before
    assert signer.ask("size", origin=ORIGIN)["size"] == 6
    note = grown(signer, 8, EIGHT, PROOF)
    assert note.splitlines()[1] == "8"
    assert (signer.keys / FILE).read_text() == note
    assert signer.ask("size", origin=ORIGIN)["size"] == 8


@pytest.mark.parametrize(("size", "over", "proof"), [(8, EIGHT, PROOF), (6, SIX, []), (9, root("nine"), [])])
def test_whoever_was_overtaken_asks_again_and_it_is_no_error(
    signer: SigningProcess, tmp_path: Path, size: int, over: str, proof: list[str]
) -> None:
    """Two workers were told the same size; the slower one's proof begins with what is no longer the last checkpoint."""
    log = tmp_path / "log"
    with with_a_log(signer, log) as asking:
        grown(asking, 6, SIX, [], since=0)
        note = grown(asking, 8, EIGHT, PROOF, since=6)
        with pytest.raises(Overtaken):
            grown(asking, size, over, proof, since=0)
        assert (signer.keys / FILE).read_text() == note
        assert grown(asking, 8, EIGHT, [], since=asking.ask("size", origin=ORIGIN)["size"]) == note
    events = [json.loads(line) for line in log.read_text().splitlines()]
    assert [event["level"] for event in events if event.get("action") == "overtaken"] == ["INFO"]
    assert not [event for event in events if event["level"] in ("WARNING", "ERROR")]


@pytest.mark.parametrize("since", [None, 8, 9])
def test_a_history_that_went_back_is_an_error_whatever_it_says(
    signer: SigningProcess, tmp_path: Path, since: int | None
) -> None:
    log = tmp_path / "log"
    with with_a_log(signer, log) as asking:
        note = grown(asking, 8, EIGHT, [], since=0)
        for size, over in ((6, SIX), (8, root("rewritten")), (9, root("rewritten"))):
            with pytest.raises(HistoryWentBack):
                grown(asking, size, over, [], since)
        assert (signer.keys / FILE).read_text() == note
    events = [json.loads(line) for line in log.read_text().splitlines()]
    assert [event["level"] for event in events if event.get("action") == "went_back"] == ["ERROR"] * 3


@pytest.mark.parametrize("signed_here", [True, False])
def test_a_lost_key_is_not_replaced_once_something_was_signed(signer: SigningProcess, signed_here: bool) -> None:
    """A folder that is not mounted looks like a first start; what it remembers, or who asks, says otherwise."""
    if signed_here:
        grown(signer, 6, SIX, [])
        (signer.keys / "ledger").unlink()
    for about in ("key", "size", "checkpoint"):
        with pytest.raises(KeysOutOfReach, match="another would not do"):
            signer.ask(about, origin=ORIGIN, size=8, root=EIGHT, proof=PROOF, signed=not signed_here)
    assert not (signer.keys / "ledger").exists()


def test_a_certificate_that_takes_its_time_holds_no_checkpoint_up(tmp_path: Path) -> None:
    """Whoever makes a certificate waits here for its folder, a pipe; meanwhile the history is signed, and nothing else made."""
    keys = Keys(tmp_path, tmp_path / "files")
    certificate = tmp_path / "files" / ("0" * 64) / "20261126-193000-5f3a"
    certificate.mkdir(parents=True)
    os.mkfifo(certificate / "chain.pem")
    asked = {"ask": "certificate", "certificate": "0" * 64}
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(keys.answer, asked, b"")
        size = pool.submit(keys.answer, {"ask": "size", "origin": ORIGIN}, b"").result(timeout=300)
        assert (size, waiting.done()) == ({"size": 0}, False)
        (certificate / "chain.pem").write_text("it came")
        assert waiting.result()["chain"] == "it came"


def test_after_a_restore_a_person_says_that_it_is_meant(signer: SigningProcess) -> None:
    before = checkpoint(signer, 7, "seven")
    words = [sys.executable, "-m", "clipdesk", "signer", "--accept-restored"]
    env = {**os.environ, "CLIPDESK_SIGNER_KEYS": str(signer.keys)}
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=True)
    assert before in done.stdout
    (aside,) = signer.keys.glob("checkpoint-before-restore-*.txt")
    assert (str(aside) in done.stdout, aside.read_text()) == (True, before)
    assert signer.ask("size", origin=ORIGIN)["size"] == 0
    assert checkpoint(signer, 3, "three").splitlines()[1] == "3"
    with pytest.raises(HistoryWentBack):
        checkpoint(signer, 2, "two")


def test_a_memory_that_cannot_be_read_is_no_memory_of_nothing(signer: SigningProcess) -> None:
    checkpoint(signer, 7, "seven")
    (signer.keys / FILE).write_text("localhost:8080/ledger\n1\n")
    for about in ("size", "checkpoint"):
        with pytest.raises(HistoryWentBack):
            signer.ask(about, origin=ORIGIN, size=8, root=root("eight"))


@pytest.mark.parametrize(
    ("about", "question", "body"),
    [
        ("checkpoint", {"origin": "elsewhere.example/ledger", "size": 1, "root": root("a")}, b""),
        ("checkpoint", {"origin": ORIGIN, "size": 0, "root": root("a")}, b""),
        ("checkpoint", {"origin": ORIGIN, "size": True, "root": root("a")}, b""),
        ("checkpoint", {"origin": ORIGIN, "size": "9", "root": root("a")}, b""),
        ("checkpoint", {"origin": ORIGIN, "size": 1, "root": "ab"}, b""),
        ("checkpoint", {"origin": ORIGIN, "size": 1, "root": 7}, b""),
        ("checkpoint", {"size": 1}, b""),
        ("checkpoint", {"origin": ORIGIN, "size": 1, "root": root("a"), "proof": 5}, b""),
        ("checkpoint", {"origin": ORIGIN, "size": 1, "root": root("a"), "proof": ["no number"]}, b""),
        ("size", {"origin": "elsewhere.example/ledger"}, b""),
        ("seal", {"origin": ORIGIN}, b"anything else\n"),
        ("seal", {"origin": ORIGIN}, f"{ORIGIN}\n1\n{'A' * 43}=\n".encode()),  # a checkpoint by the back door
        ("seal", {"origin": ORIGIN}, evidence_container.seal_text(b"abc", "elsewhere.example/ledger").encode()),
        (
            "seal",
            {"origin": ORIGIN},
            evidence_container.seal_text(b"abc", ORIGIN).replace("\n3\n", "\n9999\n").encode(),
        ),
        ("claim", {"certificate": "../keys", "signer": "x", "organisation": "x"}, b"abc"),
        ("claim", {"certificate": "0" * 64, "signer": "x", "organisation": "x"}, b"abc"),
        ("certificate", {"certificate": 5}, b""),
        ("make", {"names": "anybody"}, b""),
        ("give me the key", {}, b""),
    ],
)
def test_what_has_no_known_form_is_refused(
    one_for_all: SigningProcess, about: str, question: dict[str, Any], body: bytes
) -> None:
    with pytest.raises(SignerRefused):
        one_for_all.ask(about, body, **question)
    assert not (one_for_all.keys / FILE).exists()


def test_a_seal_of_evidence_is_signed(one_for_all: SigningProcess) -> None:
    text = evidence_container.seal_text(b"x" * 10_000, ORIGIN)
    answer = one_for_all.ask("seal", text.encode(), origin=ORIGIN)
    line = one_for_all.ask("key", origin=ORIGIN)["line"]
    assert answer["signature"].startswith(f"\u2014 {ORIGIN} ")
    assert line.startswith(f"{ORIGIN}+")


@pytest.mark.parametrize(
    "raw",
    [
        b"\n",
        b"[1]\n",
        b'"key"\n',
        b"{\n",
        b"\xff\xfe\n",
        b"[" * 60_000 + b"\n",
        b"a" * 200_000,
        b'{"ask": "claim", "bytes": 99999999}\n',
        b'{"ask": "key", "bytes": -1}\n',
        b'{"ask": "key", "bytes": 3}\nabcdef',
        b'{"ask": "key", "bytes": "many"}\n',
    ],
)
def test_nonsense_gets_an_answer_and_ends_nothing(one_for_all: SigningProcess, raw: bytes) -> None:
    one_for_all.ask("key", origin=ORIGIN)
    before = process(one_for_all)
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(30)
        line.connect(str(one_for_all.socket))
        line.sendall(raw)
        with line.makefile("rb") as answers:
            assert "refused" in json.loads(answers.readline())
    assert one_for_all.ask("key", origin=ORIGIN)["key"]
    assert process(one_for_all) == before


def test_whoever_says_nothing_or_half_keeps_nobody_waiting(one_for_all: SigningProcess) -> None:
    one_for_all.ask("key", origin=ORIGIN)
    silent = [socket.socket(socket.AF_UNIX) for _ in range(5)]
    try:
        for line in silent:
            line.connect(str(one_for_all.socket))
            line.sendall(b'{"ask": "key"')
        assert one_for_all.ask("key", origin=ORIGIN)["key"]
    finally:
        for line in silent:
            line.close()
    assert one_for_all.ask("key", origin=ORIGIN)["key"]


def test_a_claim_is_signed_for_the_station_of_the_certificate_only(signer: SigningProcess) -> None:
    chain = signer.ask("make", names=NAMES)["chain"]
    (folder,) = signer.credentials.iterdir()
    here = signer.ask("certificate", certificate=folder.name)
    assert here["chain"].endswith(chain)
    asked = {"certificate": folder.name, "signer": here["signer"]}
    with pytest.raises(SignerRefused, match="another station"):
        signer.ask("claim", b"abc", **asked, organisation="Đài Cửu Long")
    with pytest.raises(SignerRefused, match="nothing that COSE signs"):
        signer.ask("claim", b"abc", **asked, organisation="Đài Sông Hồng")
    assert signer.ask("certificate", certificate="0" * 64)["chain"] == ""


def test_a_certificate_is_kept_under_its_own_name_and_with_its_own_key(signer: SigningProcess, tmp_path: Path) -> None:
    made = [make_own(tmp_path / name, Names(**NAMES), now()) for name in ("one", "two")]
    (one, other) = (
        signer_in(tmp_path / name / fingerprint(chain)) for name, chain in zip(("one", "two"), made, strict=True)
    )
    assert one
    assert other
    chain, key = one.chain.read_text(), one.key.read_bytes()
    for mark, body in ((fingerprint(made[1]), key), (fingerprint(chain), other.key.read_bytes())):
        with pytest.raises(SignerRefused):
            signer.ask("bring", body, certificate=mark, chain=chain)
        assert not signer.credentials.exists()
    signer.ask("bring", key, certificate=fingerprint(chain), chain=chain)
    assert signer.ask("certificate", certificate=fingerprint(chain))["chain"] == chain


def test_a_second_signer_on_the_same_keys_is_refused(signer: SigningProcess, tmp_path: Path) -> None:
    signer.ask("key", origin=ORIGIN)
    env = {**os.environ, "CLIPDESK_SIGNER_KEYS": str(signer.keys), "CLIPDESK_SIGNER": str(tmp_path / "door" / "other")}
    words = [sys.executable, "-m", "clipdesk", "signer"]
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, "already at work" in done.stderr) == (1, True)


def test_keys_that_cannot_be_written_are_said(signer: SigningProcess) -> None:
    signer.keys.mkdir()
    signer.credentials.touch()
    with pytest.raises(KeysOutOfReach, match="cannot reach its keys"):
        signer.ask("make", names=NAMES)


def test_nothing_secret_and_nothing_that_was_asked_stands_in_its_log(signer: SigningProcess, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with with_a_log(signer, log) as asking:
        asking.ask("make", names=NAMES)
        checkpoint(asking, 7, "seven")
        for about, question in (
            ("checkpoint", {"size": "vertraulich"}),
            ("vertraulich", {}),
            ("claim", {"signer": "vertraulich"}),
        ):
            with pytest.raises(SignerRefused):
                asking.ask(about, b"vertraulich", **question)
        with pytest.raises(HistoryWentBack):
            checkpoint(asking, 1, "one")
    said = log.read_text()
    assert '"action": "went_back"' in said
    assert '"action": "refused"' in said
    keys = [path.read_text() for path in signer.keys.rglob("*") if path.name in ("ledger", "key.pem", "authority.key")]
    assert len(keys) == 3
    assert not any(line in said for key in keys for line in key.splitlines() if "KEY" not in line)
    assert "vertraulich" not in said
