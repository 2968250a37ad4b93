"""Check an evidence file of Clipdesk on any machine: Python 3.11 or newer, nothing else installed.

    clipdesk evidence --verifier verify.pyz            writes one file to hand out
    python3 verify.pyz EVIDENCE.zip [--key "<the station's key line>"]

It says yes, line by line, or which byte is wrong. What is checked, in this order:

1. every byte of the file against the seal at its end (SHA-256 of blocks, Ed25519 signature of the desk's ledger key);
2. every sealed package against its digest, and every file that a package names against its own;
3. every sign-off with a signing key: the WebAuthn assertion (level 3, section 7.2) over exactly that package;
4. what the package asks of its signers: how many, none of them its author, an editor-in-chief, a key, every answer; and
   that its rules ask it;
5. every row of the history against the root of a signed checkpoint (RFC 6962 tree, C2SP note), and that every later
   checkpoint only adds to the earlier ones.

The key stands in the file itself; that the file is the station's shows only by comparing the key with the one the station
publishes, or by giving that one with --key.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import struct
import sys
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from clipdesk.history import merkle
from clipdesk.history.merkle import is_consistent, is_included, leaf_hash
from clipdesk.review import challenge, evidence_container, evidence_demands, evidence_people, signature_checks
from clipdesk.review.challenge import is_under
from clipdesk.review.evidence_container import Report, Wrong, is_signed, ledger_key, sealed_files
from clipdesk.review.evidence_demands import check_rules, shortfalls, signed_before
from clipdesk.review.evidence_people import Row, check_not_own, is_decided, opened
from clipdesk.review.signature_checks import ed25519, p256, rsa


def check(raw: bytes, key_line: str = "") -> Report:
    """Look at everything in an evidence file; `key_line` is the station's key where it is known from elsewhere."""
    report = Report()
    try:
        files = sealed_files(raw, key_line, report)
        evidence = json.loads(files["evidence.json"])
        _packages(evidence, files, report)
        _history(evidence, ledger_key(key_line or files["key.txt"].decode()), report)
        if not key_line:
            taken = files["key.txt"].decode().strip()
            report.notes.append(
                f"The key was taken from the file. Compare it with the one the station publishes: {taken} (the part after "
                "the second + counts; what stands before it changes with the desk's address)"
            )
    except Wrong as error:
        report.wrong.append(str(error))
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, struct.error, RecursionError) as error:
        report.wrong.append(f"This is no evidence file that can be read: {type(error).__name__} {error}.")
    return report


# --- packages and sign-offs


def _packages(evidence: dict[str, Any], files: dict[str, bytes], report: Report) -> None:
    rows = [json.loads(row["leaf"]) for row in evidence["ledger"]["rows"]]
    contents = {package["id"]: _content(package, files) for package in evidence["packages"]}
    for package in evidence["packages"]:
        content, name = contents[package["id"]], f"Package {package['sha256'][:16]}"
        count, title = len(content.get("files", [])), content.get("title", "")
        sent = opened(package, content, rows)
        report.good.append(f"{name} ({content['kind']}) “{title}”: its {count} files are whole.")
        people = set()
        for sign_off in package["sign_offs"]:
            row = _sign_off(sign_off, package["id"], files[f"packages/{package['sha256']}.json"], rows, report)
            check_not_own(row, content, sent)
            people.add(row["actor_id"])
        is_signed = is_decided(package, content, people, rows, report)
        short = [f"{name}: {said}" for said in shortfalls(package, content, rows)]
        report.wrong += short
        if is_signed and "demands" in content and not short:
            report.good.append(f"{name} was answered as its sealed demands ask: keys, people, watching, checklist.")
        check_rules(name, content, files, signed_before(sent, contents, rows), report)
        void = [row for row in rows if row["verb"] == "package_voided" and row["subject_id"] == package["id"]]
        if void:
            report.good.append(f"{name} is void since {void[0]['at']}: {void[0]['because']}.")


def _content(package: dict[str, Any], files: dict[str, bytes]) -> dict[str, Any]:
    """Return what a package seals, once its text and every file that it names are what they were."""
    canonical, name = files[f"packages/{package['sha256']}.json"], f"Package {package['sha256'][:16]}"
    if hashlib.sha256(canonical).hexdigest() != package["sha256"]:
        raise Wrong(f"{name}: its text has another digest.")
    content: dict[str, Any] = json.loads(canonical)
    for sealed in content.get("files", []):
        data = files.get(f"files/{sealed['sha256']}")
        if data is None or len(data) != sealed["size"] or hashlib.sha256(data).hexdigest() != sealed["sha256"]:
            raise Wrong(f"{name}: the file {sealed['name']} is not the one it seals.")
    return content


def _sign_off(sign_off: dict[str, Any], package_id: str, canonical: bytes, rows: list[Row], report: Report) -> Row:
    """Check one sign-off and return the row of the history that is it."""
    row = _row_of(sign_off, package_id, canonical, rows)
    who = f"{row['actor_name']} ({row['actor_role']}), {row['at']}"
    if sign_off["method"] != "signing_key":
        report.good.append(f"Confirmed, not signed: {who}, by {sign_off['method']}. The history says so.")
        return row
    client_data, data, signature = (
        _bytes(sign_off[name]) for name in ("client_data", "authenticator_data", "signature")
    )
    if hashlib.sha256(data + client_data + signature).hexdigest() != row["after"].get("signature"):
        raise Wrong(f"The history knows of another signature: {who}.")
    path = [bytes.fromhex(step) for step in sign_off["path"]]
    client = json.loads(client_data)
    host, rp_id = urlsplit(client["origin"]).hostname or "", sign_off["rp_id"]
    whole = is_under(canonical.decode(), sign_off["index"], sign_off["size"], path, _bytes(client["challenge"]))
    if client["type"] != "webauthn.get" or not whole:
        raise Wrong(f"The signature is over something else: {who}.")
    if host != rp_id:
        raise Wrong(f"The signature was made on another site, {host}: {who}.")
    if data[:32] != hashlib.sha256(rp_id.encode()).digest() or data[32] & 5 != 5:
        raise Wrong(f"The key did not ask who was there: {who}.")
    if not _good(sign_off["public_key"], data + hashlib.sha256(client_data).digest(), signature):
        raise Wrong(f"The signature is not good: {who}.")
    print_of_key = thumbprint(sign_off["public_key"])
    _known_key(row, print_of_key, rows)
    report.good.append(f"Signed: {who}, key {print_of_key[:16]}. The signature over exactly this package is good.")
    return row


def _known_key(row: Row, print_of_key: str, rows: list[Row]) -> None:
    """The key was registered by the signer before, and had not ended."""
    who, before = f"{row['actor_name']} ({row['actor_role']}), {row['at']}", [r for r in rows if r["seq"] < row["seq"]]
    keys = {
        one["subject_id"]
        for one in before
        if one["verb"] == "signing_key_registered"
        and (one["actor_id"], one["after"].get("thumbprint")) == (row["actor_id"], print_of_key)
    }
    if not keys:
        raise Wrong(f"The history knows of no such key of this person: {who}.")
    if keys <= {one["subject_id"] for one in before if one["verb"] == "signing_key_ended"}:
        raise Wrong(f"The key had ended before it signed: {who}.")


def _row_of(sign_off: dict[str, Any], package_id: str, canonical: bytes, rows: list[Row]) -> dict[str, Any]:
    """Return the row of the history that is this sign-off, with everything that the file says of it.

    Sign-offs before version 0.6 have no row of their own: theirs is the package's, and none of them is signed.
    """
    said = (sign_off["signer"], sign_off["roles"], sign_off["method"])
    own = [row for row in rows if row["verb"] == "sign_off_given" and row["subject_id"] == sign_off["id"]]
    for row in own:
        after = row["after"]
        found = (
            row["actor_name"],
            row["actor_role"],
            after["method"],
            after["package"],
            after["watched"],
            after.get("watched_copy", ""),
            after.get("played", ""),
            after["answers"],
        )
        # copies came with version 0.7, what the page saw played with 0.14
        watched = (sign_off["watched"], sign_off.get("watched_copy", ""), sign_off.get("played", ""))
        if found == (*said, hashlib.sha256(canonical).hexdigest(), *watched, sign_off["answers"]):
            _watched(row, canonical, rows)
            return row
    for row in rows:
        old = (
            row["verb"] == "package_signed" and row["subject_id"] == package_id and sign_off["method"] != "signing_key"
        )
        if old and not own and said == (row["actor_name"], row["actor_role"], row["because"]):
            return row
    raise Wrong(f"The history knows of no such sign-off: {sign_off['signer']}, {sign_off['method']}.")


def _watched(row: dict[str, Any], canonical: bytes, rows: list[Row]) -> None:
    """Where a review copy was watched, the history must say that it was made before, of a file that the package seals."""
    copy = row["after"].get("watched_copy", "")
    sealed = {one["sha256"] for one in json.loads(canonical).get("files", [])}
    made = [one["after"] for one in rows if one["verb"] == "review_copy_made" and one["seq"] < row["seq"]]
    if copy and not any(one["file"] == copy and one["source_sha256"] in sealed for one in made):
        raise Wrong(f"The history knows of no such review copy of a sealed file: {copy[:16]}.")


def thumbprint(key: dict[str, str]) -> str:
    """Return the digest that names a public key (RFC 7638)."""
    return hashlib.sha256(json.dumps(key, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


# --- the history


def _history(evidence: dict[str, Any], named: tuple[str, bytes], report: Report) -> None:
    origin, key = named
    ledger = evidence["ledger"]
    size, root = _checkpoint(ledger["checkpoint"], key)
    for row in ledger["rows"]:
        path = [bytes.fromhex(step) for step in row["path"]]
        if not is_included(leaf_hash(row["leaf"].encode()), row["position"], size, path, root):
            raise Wrong(f"Row {json.loads(row['leaf'])['seq']} of the history is not in the signed tree.")
    for earlier in ledger["earlier"]:
        old_size, old_root = _checkpoint(earlier["note"], key)
        if not is_consistent(old_size, old_root, size, root, [bytes.fromhex(step) for step in earlier["path"]]):
            raise Wrong(f"The checkpoint over {old_size} rows is of another history.")
    report.good.append(
        f"All {len(ledger['rows'])} rows of the history are in the tree over {size} rows that {origin} has signed; "
        f"it only adds to {len(ledger['earlier'])} earlier checkpoints."
    )


def _checkpoint(note: str, key: bytes) -> tuple[int, bytes]:
    """Read a checkpoint; the ledger may have had another name then, for the desk's address may have changed since."""
    text, _, signatures = note.partition("\n\n")
    lines = text.split("\n")
    if not is_signed(text + "\n", signatures, lines[0], key):
        raise Wrong("A checkpoint of the history is not signed with this key.")
    return int(lines[1]), base64.b64decode(lines[2], validate=True)


# --- signatures of signing keys


def _good(key: dict[str, str], message: bytes, signature: bytes) -> bool:
    """Check a signature with a public key in the form of RFC 7517 (JWK)."""
    numbers = {name: int.from_bytes(_bytes(key[name]), "big") for name in ("x", "y", "n", "e") if name in key}
    if key["kty"] == "EC" and key["crv"] == "P-256":
        return p256(numbers["x"], numbers["y"], message, signature)
    if key["kty"] == "OKP" and key["crv"] == "Ed25519":
        return ed25519(_bytes(key["x"]), message, signature)
    return key["kty"] == "RSA" and rsa(numbers["n"], numbers["e"], message, signature)


def _bytes(text: str) -> bytes:
    return base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)


_STANDS_ON = (
    merkle.__file__,
    challenge.__file__,
    signature_checks.__file__,
    evidence_container.__file__,
    evidence_demands.__file__,
    evidence_people.__file__,
    __file__,
)


def write_verifier(path: Path) -> None:
    """Write the stand-alone verifier: a zip that Python runs (PEP 441), of this module and those it stands on."""
    begin = "import sys\nfrom clipdesk.review.verify_evidence import main\nsys.exit(main())\n"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("__main__.py", begin)
        for package in ("clipdesk", "clipdesk/history", "clipdesk/review"):
            archive.writestr(f"{package}/__init__.py", "")
        for module in _STANDS_ON:
            archive.write(module, f"clipdesk/{Path(module).parent.name}/{Path(module).name}")


def check_evidence(path: Path, key_line: str = "") -> int:
    """Check a file and say what was found; 0 when everything is as it was sealed."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        print(f"{path} cannot be read: {error.strerror}.", file=sys.stderr)
        return 2
    report = check(raw, key_line)
    for line in report.good:
        print(f"yes    {line}")
    for line in report.notes:
        print(f"note   {line}")
    for line in report.wrong:
        print(f"WRONG  {line}")
    return 1 if report.wrong else 0


def main() -> int:
    """Check the file named on the command line."""
    parser = argparse.ArgumentParser(description="Check an evidence file of Clipdesk.")
    parser.add_argument("evidence", type=Path)
    parser.add_argument("--key", default="", help="the station's key line, as it publishes it")
    asked = parser.parse_args()
    return check_evidence(asked.evidence, asked.key)
