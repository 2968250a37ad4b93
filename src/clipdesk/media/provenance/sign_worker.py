"""Runs alone inside the sandbox: signs files of our own making and reads them back; says how it went in out/answer.json.

It imports nothing of Clipdesk, because nothing of Clipdesk is there. in/0: the certificates, the signer's first; in/1:
the socket of the process that keeps the key (see `signing.AskedSigner`), or the private key itself; in/2: what to sign,
as `signing.sign_files` writes it; from in/3 on: the files themselves. The signed ones lie in out/ under their own names.
"""

import json
import re
import socket
from pathlib import Path
from typing import IO, Any

import c2pa

PURPOSES = ("1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.36", "1.3.6.1.4.1.62558.2.1")
"""What a signer's certificate may be made for: e-mail protection, document signing, C2PA claim signing."""

_OFFLINE: dict[str, dict[str, Any]] = {
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
    "builder": {"thumbnail": {"enabled": False}},
    "trust": {"trust_config": "\n".join(PURPOSES)},
}
_CERTIFICATE = re.compile("-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----\n?", re.DOTALL)


_SECONDS = 20
NO_ANSWER = "the signing process does not answer"


class NotValid(Exception):
    """What was signed does not validate; the message holds C2PA's names of the checks that failed."""


def main() -> None:
    """Sign everything, or say why not."""
    chain, job = Path("in/0").read_text(), json.loads(Path("in/2").read_text())
    problem, silent = "", False
    refused: list[str] = []
    try:
        signer = make_signer(chain, job, refused)
        for number, wanted in enumerate(job["files"], 3):
            sign_and_check(Path(f"in/{number}"), Path("out") / wanted["name"], wanted, signer, chain)
    except (c2pa.C2paError, NotValid) as error:
        problem = refused[0] if refused else str(error) or type(error).__name__
        silent = problem.startswith(NO_ANSWER)
    Path("out/answer.json").write_text(json.dumps({"problem": problem, "silent": silent}))


def make_signer(chain: str, job: dict[str, Any], refused: list[str]) -> c2pa.Signer:
    """Return what signs; no time stamping authority is asked, so that it works unplugged.

    refused: gets what whoever keeps the key has against it; the library swallows what a callback raises.
    """
    if job["question"] is None:
        return c2pa.Signer.from_info(
            c2pa.C2paSignerInfo(
                alg=job["algorithm"].encode(),
                sign_cert=chain.encode(),
                private_key=Path("in/1").read_bytes(),
                ta_url=None,
            )
        )

    def signature(claim: bytes) -> bytes:
        try:
            answer = ask(job["question"], claim)
        except (OSError, ValueError) as error:
            answer = {"refused": f"{NO_ANSWER}: {type(error).__name__}"}
        if "signature" not in answer:
            refused.append(str(answer.get("refused")))
            return b""
        return bytes.fromhex(answer["signature"])

    return c2pa.Signer.from_callback(signature, c2pa.C2paSigningAlg[job["algorithm"].upper()], chain)


def ask(question: dict[str, str], claim: bytes) -> dict[str, str]:
    """Let the process behind the socket sign a claim; return its answer."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(_SECONDS)
        line.connect("in/1")
        line.sendall(json.dumps({**question, "bytes": len(claim)}).encode() + b"\n" + claim)
        with line.makefile("rb") as answers:
            found: dict[str, str] = json.loads(answers.readline())
    return found


def sign_and_check(path: Path, out: Path, wanted: dict[str, Any], signer: c2pa.Signer, chain: str) -> None:
    """Sign one file and look at it as a stranger would who trusts the last certificate of the chain."""
    with path.open("rb") as source, out.open("w+b") as target:
        sign(source, target, wanted, signer)
        target.seek(0)
        settings = {**_OFFLINE, "trust": {**_OFFLINE["trust"], "trust_anchors": _CERTIFICATE.findall(chain)[-1]}}
        reader = c2pa.Reader.try_create(wanted["kind"], target, context=c2pa.Context.from_dict(settings))
        if reader is None:
            raise NotValid("nothing was written")
        if reader.get_validation_state() != "Trusted":
            failed = json.loads(reader.json()).get("validation_status") or []
            raise NotValid(", ".join(str(status.get("code")) for status in failed) or "not trusted")


def sign(source: IO[bytes], target: IO[bytes], wanted: dict[str, Any], signer: c2pa.Signer) -> None:
    """Copy `source` to `target` with the manifest of `wanted` in it."""
    builder = c2pa.Builder(wanted["manifest"], context=c2pa.Context.from_dict(_OFFLINE))
    if wanted["has_parent"]:
        builder.set_intent(c2pa.C2paBuilderIntent.EDIT)
    else:
        builder.set_intent(c2pa.C2paBuilderIntent.CREATE, c2pa.C2paDigitalSourceType.DIGITAL_CREATION)
    builder.sign(signer, wanted["kind"], source, target)


if __name__ == "__main__":
    main()
