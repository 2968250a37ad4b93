"""Write a manifest into a finished clip and sign it."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clipdesk.media.errors import EncodeFailed, SignerSilent, SigningFailed, TooMuchWork
from clipdesk.media.limits import GIB, MIB, Limits
from clipdesk.media.provenance.credentials import algorithm_of
from clipdesk.media.provenance.manifest import Facts, manifest
from clipdesk.media.runner import ShouldStop, run_python

MP4 = "video/mp4"
_WORKER = Path(__file__).with_name("sign_worker.py")
_BYTES_PER_SECOND = 20 * MIB  # hashing and copying are many times faster
_ROOM = 4 * MIB  # a manifest takes some thousand bytes
_ANSWER = "answer.json"


@dataclass(frozen=True)
class SignerFiles:
    """Where a signer lies: chain, its certificates as PEM, its own first; key, which only the process that signs opens."""

    chain: Path
    key: Path


@dataclass(frozen=True)
class AskedSigner:
    """A signer whose key another process keeps. chain: its certificates as PEM, its own first.

    socket: where that process is asked, one connection for each claim: the line `question` (JSON) with the number of
    `bytes` of the claim in it, then the claim; back comes a line with the `signature` in hexadecimal, or `refused`.
    """

    chain: str
    socket: Path
    question: Mapping[str, str]


def sign_files(
    files: Sequence[tuple[Path, Facts]],
    out_dir: Path,
    signer: SignerFiles | AskedSigner,
    should_stop: ShouldStop | None = None,
    kind: str = MP4,
) -> list[Path]:
    """Copy our own files into `out_dir`, under their names, with signed content credentials; return where they lie.

    Do it last: whatever changes a byte afterwards, a remux included, breaks the signature. One process behind the walls
    of `sandbox` does them all: it opens the key, or asks whoever keeps it, reads each file back as somebody would who
    trusts the last certificate of the chain, and is gone afterwards. kind: the media type of all of them.

    Raises:
        SigningFailed: the certificate, the key or a file is not accepted, or what was signed does not validate.
        SignerSilent: whoever keeps the key does not answer; nothing is wrong with the files.
        RunError: the machine could not do it, or `should_stop` said so.
        OSError: a file cannot be read, or the chain.
    """
    size = sum(path.stat().st_size for path, _ in files)
    seconds = 60 + size // _BYTES_PER_SECOND
    biggest = max(path.stat().st_size for path, _ in files) + _ROOM
    limits = Limits(cpu=seconds, memory=4 * GIB, file_size=biggest, wall=2 * seconds, no_progress=2 * seconds)
    wanted = [_wanted(path, facts, kind) for path, facts in files]
    with tempfile.TemporaryDirectory(prefix="clipdesk-signing-") as folder:
        job, chain = Path(folder) / "job.json", Path(folder) / "chain.pem"
        chain.write_text(signer.chain if isinstance(signer, AskedSigner) else signer.chain.read_text())
        question = dict(signer.question) if isinstance(signer, AskedSigner) else None
        said = {"algorithm": algorithm_of(chain.read_text()), "files": wanted, "question": question}
        job.write_text(json.dumps(said))
        key = signer.socket if isinstance(signer, AskedSigner) else signer.key
        inputs = [chain, key, job, *(path for path, _ in files)]
        try:
            run_python(_WORKER, [], limits=limits, inputs=inputs, output_dir=out_dir, should_stop=should_stop)
        except (EncodeFailed, TooMuchWork) as error:
            raise SigningFailed(detail=str(error)[:200]) from error
    answer = out_dir / _ANSWER
    said = json.loads(answer.read_text())
    problem = str(said["problem"])
    answer.unlink()
    signed = [out_dir / path.name for path, _ in files]
    if problem:
        for path in signed:
            path.unlink(missing_ok=True)
        raise (SignerSilent if said["silent"] else SigningFailed)(detail=problem[:200])
    return signed


def _wanted(path: Path, facts: Facts, kind: str) -> dict[str, object]:
    """What `sign_worker` has to know about one file."""
    return {"name": path.name, "kind": kind, "manifest": manifest(facts), "has_parent": facts.parent is not None}
