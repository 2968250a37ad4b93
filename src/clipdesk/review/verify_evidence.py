"""Check an evidence file of Clipdesk on any machine: Python 3.11 or newer, nothing else installed.

    clipdesk evidence --verifier verify.pyz            writes one file to hand out
    python3 verify.pyz EVIDENCE.zip [--key "<the station's key line>"]

It says yes, line by line, or which byte is wrong. What is checked, in this order:

1. every byte of the file against the seal at its end (SHA-256 of blocks, Ed25519 signature of the desk's ledger key);
2. every sealed package against its digest, and every file that a package names against its own;
3. every sign-off with a signing key: the WebAuthn assertion (level 3, section 7.2) over exactly that package;
4. every row of the history against the root of a signed checkpoint (RFC 6962 tree, C2SP note), and that every later
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
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from clipdesk.history import merkle
from clipdesk.history.merkle import is_consistent, is_included, leaf_hash
from clipdesk.review import challenge, signature_checks
from clipdesk.review.challenge import is_under
from clipdesk.review.signature_checks import ed25519, p256, rsa

MAGIC = b"clipdesk-evidence-v1\n"
BLOCK = 4096
_ADLER = 65521  # the largest prime below 2^16
SEAL = "seal.txt"
_DASH = "\u2014 "
_LOCAL, _CENTRAL, _END = b"PK\3\4", b"PK\1\2", b"PK\5\6"


class Wrong(Exception):
    """Something in the file is not as it was sealed; the text says what, and where."""


@dataclass
class Report:
    """What was found good, what was found wrong, and what is left to the reader."""

    good: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def check(raw: bytes, key_line: str = "") -> Report:
    """Look at everything in an evidence file; `key_line` is the station's key where it is known from elsewhere."""
    report = Report()
    try:
        files = _sealed_files(raw, key_line, report)
        evidence = json.loads(files["evidence.json"])
        _packages(evidence, files, report)
        _history(evidence, _ledger_key(key_line or files["key.txt"].decode()), report)
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


# --- the container: a zip without compression, whose bytes all follow from what is in it


def pack(files: dict[str, bytes]) -> bytes:
    """Return the part of the zip before the seal: every file, uncompressed, under its name."""
    return b"".join(_local(name, data) + data for name, data in files.items())


def seal_text(body: bytes, origin: str) -> str:
    """Return what is signed: the ledger's name, how many bytes stand before the seal, and the digest of every block."""
    blocks = "\n".join(_line(body[at : at + BLOCK]) for at in range(0, len(body), BLOCK))
    return f"{MAGIC.decode()}{origin}\n{len(body)}\n{blocks}\n"


def close(body: bytes, seal: str) -> bytes:
    """Return the whole zip: what `pack` made, the seal (text and signature), the directory."""
    sealed = seal.encode()
    whole = body + _local(SEAL, sealed) + sealed
    entries = [*_entries(body), (SEAL, len(body), sealed)]
    directory = b"".join(_central(name, at, data) for name, at, data in entries)
    end = struct.pack("<4s4H2LH", _END, 0, 0, len(entries), len(entries), len(directory), len(whole), 0)
    return whole + directory + end


def _local(name: str, data: bytes) -> bytes:
    said = name.encode()
    return struct.pack(
        "<4s5H3L2H", _LOCAL, 20, 0x800, 0, 0, 0x21, zlib.crc32(data), len(data), len(data), len(said), 0
    ) + said  # fmt: skip


def _central(name: str, at: int, data: bytes) -> bytes:
    said = name.encode()
    return struct.pack(
        "<4s6H3L5H2L", _CENTRAL, 20, 20, 0x800, 0, 0, 0x21, zlib.crc32(data), len(data), len(data), len(said),
        0, 0, 0, 0, 0, at,
    ) + said  # fmt: skip


def _entries(body: bytes) -> Iterator[tuple[str, int, bytes]]:
    """Walk through the files of what `pack` made: name, where it begins, content."""
    at = 0
    while at < len(body):
        mark, *_, size, length, extra = struct.unpack_from("<4s5H3L2H", body, at)
        if mark != _LOCAL or extra:
            raise Wrong(f"Byte {at}: no file begins here.")
        begin = at + 30 + length
        yield body[at + 30 : begin].decode(), at, body[begin : begin + size]
        at = begin + size


def _sealed_files(raw: bytes, key_line: str, report: Report) -> dict[str, bytes]:
    """Hold every byte against the seal; return the files."""
    start = raw.rfind(MAGIC)
    if start < 0:
        raise Wrong("The seal is missing: the file was cut off, or is no evidence file.")
    text, signatures, end = _split_note(raw, start)
    lines = text.split("\n")
    size = int(lines[2]) if lines[2].isdecimal() else -1
    if size < 0 or size + len(_local(SEAL, b"")) != start:
        raise Wrong(f"Byte {start + len(MAGIC) + len(lines[1]) + 1}: the seal says another length than the file has.")
    body = raw[:size]
    _blocks(body, lines[3:-1])
    files = {name: data for name, _, data in _entries(body)}
    _, key = _ledger_key(key_line or files["key.txt"].decode())
    origin = lines[1]  # as the ledger was called then; the key alone says whose it is
    if not _signed(text, signatures, origin, key):
        raise Wrong(f"Bytes {start} to {end}: the seal is not signed with this key.")
    _same(close(body, raw[start:end].decode()), raw)
    report.good.append(f"Every one of the {len(raw)} bytes is as it was sealed by {origin}.")
    return files


def _split_note(raw: bytes, start: int) -> tuple[str, str, int]:
    """Return the text of the note that begins at `start`, its signature line, and where it ends."""
    gap = raw.find(b"\n\n" + _DASH.encode(), start)
    stop = raw.find(b"\n", gap + 3) + 1
    if gap < 0 or not stop:
        raise Wrong(f"Byte {start}: the seal has no signature.")
    return raw[start : gap + 1].decode(), raw[gap + 2 : stop].decode(), stop


def _blocks(body: bytes, digests: list[str]) -> None:
    found = [_line(body[at : at + BLOCK]) for at in range(0, len(body), BLOCK)]
    if len(found) != len(digests):
        raise Wrong("The seal counts other blocks than the file has.")
    for number, (is_, was) in enumerate(zip(found, digests, strict=True)):
        if is_ != was:
            at = number * BLOCK
            exact = _changed_byte(body[at : at + BLOCK], was)
            where = f"Byte {at + exact}" if exact is not None else f"Between byte {at} and {at + BLOCK - 1}"
            raise Wrong(f"{where}: not what was sealed ({_name_at(body, at + (exact or 0))}).")


def _line(block: bytes) -> str:
    """Return what the seal says of a block: its SHA-256, and the Adler-32 that shows where a changed byte stands."""
    return f"{hashlib.sha256(block).hexdigest()} {zlib.adler32(block):08x}"


def _changed_byte(block: bytes, line: str) -> int | None:
    """Find the one byte that makes the difference; None where more than one does, or the seal itself was changed.

    Adler-32 (RFC 1950, 8.2) holds the sum of the bytes and the sum of those sums: both differences together say by how
    much which byte changed.
    """
    digest, _, sums = line.partition(" ")
    was, is_ = int(sums, 16), zlib.adler32(block)
    by, weighted = (((is_ >> shift & 0xFFFF) - (was >> shift & 0xFFFF)) % _ADLER for shift in (0, 16))
    if by == 0:
        return None
    at = len(block) - weighted * pow(by, -1, _ADLER) % _ADLER
    if not 0 <= at < len(block):
        return None
    right = (block[at] - by) % _ADLER
    mended = block[:at] + bytes([right & 0xFF]) + block[at + 1 :]
    return at if hashlib.sha256(mended).hexdigest() == digest else None


def _name_at(body: bytes, at: int) -> str:
    """Return the file in which a byte stands, as far as the names before it can be read."""
    name = "the file's directory"
    try:
        for found, begin, data in _entries(body):
            if begin <= at < begin + 30 + len(found.encode()) + len(data):
                return found
    except (Wrong, struct.error, ValueError):
        pass
    return name


def _same(expected: bytes, raw: bytes) -> None:
    if expected != raw:
        both = zip(expected, raw, strict=False)
        at = next((at for at, (a, b) in enumerate(both) if a != b), min(len(expected), len(raw)))
        raise Wrong(f"Byte {at}: not what was sealed (the zip's own directory).")


# --- packages and sign-offs


def _packages(evidence: dict[str, Any], files: dict[str, bytes], report: Report) -> None:
    rows = [json.loads(row["leaf"]) for row in evidence["ledger"]["rows"]]
    for package in evidence["packages"]:
        canonical = files[f"packages/{package['sha256']}.json"]
        if hashlib.sha256(canonical).hexdigest() != package["sha256"]:
            raise Wrong(f"Package {package['sha256'][:16]}: its text has another digest.")
        content = json.loads(canonical)
        for sealed in content.get("files", []):
            data = files.get(f"files/{sealed['sha256']}")
            if data is None or len(data) != sealed["size"] or hashlib.sha256(data).hexdigest() != sealed["sha256"]:
                raise Wrong(f"Package {package['sha256'][:16]}: the file {sealed['name']} is not the one it seals.")
        count = len(content.get("files", []))
        title = content.get("title", "")
        report.good.append(
            f"Package {package['sha256'][:16]} ({package['kind']}) “{title}”: its {count} files are whole."
        )
        for sign_off in package["sign_offs"]:
            _sign_off(sign_off, package["id"], canonical, rows, report)
        _enough(package, content, rows, report)
        void = [row for row in rows if row["verb"] == "package_voided" and row["subject_id"] == package["id"]]
        if void:
            report.good.append(f"Package {package['sha256'][:16]} is void since {void[0]['at']}: {void[0]['because']}.")


def _enough(package: dict[str, Any], content: dict[str, Any], rows: list[dict[str, Any]], report: Report) -> None:
    """Say whether as many people answered as the package asks for; an emergency release must stand in the history."""
    asked = content.get("demands", {}).get("signers", 1)
    given = {one["id"] for one in package["sign_offs"]}
    people = {row["actor_id"] for row in rows if row["verb"] == "sign_off_given" and row["subject_id"] in given}
    about = {row["verb"]: row for row in rows if row["subject_id"] == package["id"]}
    name = f"Package {package['sha256'][:16]}"
    if alone := about.get("emergency_release"):
        report.notes.append(f"{name} was released in an emergency by {alone['actor_name']}: {alone['because']}")
    elif asked > 1 and "package_signed" in about:
        if len(people) < asked:
            raise Wrong(f"{name} asks for {asked} people; {len(people)} answered.")
        report.good.append(f"{name} asks for {asked} people; {len(people)} answered.")


def _sign_off(
    sign_off: dict[str, Any], package_id: str, canonical: bytes, rows: list[dict[str, Any]], report: Report
) -> None:
    row = _row_of(sign_off, package_id, canonical, rows)
    who = f"{row['actor_name']} ({row['actor_role']}), {row['at']}"
    if sign_off["method"] != "signing_key":
        report.good.append(f"Confirmed, not signed: {who}, by {sign_off['method']}. The history says so.")
        return
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
    registered = [one for one in rows if one["verb"] == "signing_key_registered" and one["seq"] < row["seq"]]
    if (row["actor_id"], print_of_key) not in {(one["actor_id"], one["after"].get("thumbprint")) for one in registered}:
        raise Wrong(f"The history knows of no such key of this person: {who}.")
    report.good.append(f"Signed: {who}, key {print_of_key[:16]}. The signature over exactly this package is good.")


def _row_of(sign_off: dict[str, Any], package_id: str, canonical: bytes, rows: list[dict[str, Any]]) -> dict[str, Any]:
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
            after["answers"],
        )
        watched = (sign_off["watched"], sign_off.get("watched_copy", ""))  # copies came with version 0.7
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


def _watched(row: dict[str, Any], canonical: bytes, rows: list[dict[str, Any]]) -> None:
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
    if not _signed(text + "\n", signatures, lines[0], key):
        raise Wrong("A checkpoint of the history is not signed with this key.")
    return int(lines[1]), base64.b64decode(lines[2], validate=True)


def _signed(text: str, signatures: str, origin: str, key: bytes) -> bool:
    """Check a C2SP signed note: the line of our key, its Ed25519 signature over the text."""
    start = f"{_DASH}{origin} "
    if not signatures.startswith(start) or not signatures.endswith("\n") or signatures.count("\n") != 1:
        return False
    written = signatures[len(start) : -1]
    found = base64.b64decode(written, validate=True)
    name = hashlib.sha256(origin.encode() + b"\n\1" + key).digest()[:4]
    exact = base64.b64encode(found).decode() == written
    return exact and len(found) == 68 and found[:4] == name and ed25519(key, text.encode(), found[4:])


def _ledger_key(line: str) -> tuple[str, bytes]:
    """Read `<origin>+<eight digits>+<base64>`; the base64 may hold a + of its own."""
    origin, _, rest = line.strip().partition("+")
    name, encoded = rest[:8], rest[9:]
    key = base64.b64decode(encoded, validate=True)
    if len(key) != 33 or key[0] != 1 or hashlib.sha256(f"{origin}\n".encode() + key).digest()[:4].hex() != name:
        raise Wrong("The key line is not one of a ledger.")
    return origin, key[1:]


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


def write_verifier(path: Path) -> None:
    """Write the stand-alone verifier: a zip that Python runs (PEP 441), of this module and those it stands on."""
    begin = "import sys\nfrom clipdesk.review.verify_evidence import main\nsys.exit(main())\n"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("__main__.py", begin)
        for package in ("clipdesk", "clipdesk/history", "clipdesk/review"):
            archive.writestr(f"{package}/__init__.py", "")
        for module in (merkle.__file__, challenge.__file__, signature_checks.__file__, __file__):
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
