"""Runs alone inside the sandbox: reads the content credentials of one file, writes them to out/provenance.json.

It imports nothing of Clipdesk, because nothing of Clipdesk is there. argv[1]: the trusted certificates as PEM.
"""

import json
import sys
from pathlib import Path
from typing import Any

import c2pa

INPUT = Path("in/0")
LABELS = ("c2pa.actions", "c2pa.actions.v2")
STATES = {"Trusted": "trusted", "Valid": "valid", "Invalid": "invalid"}
PURPOSES = ("1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.36", "1.3.6.1.4.1.62558.2.1")
"""What a signer's certificate may be made for: e-mail protection, document signing, C2PA claim signing."""

ENDED = {"signingCredential.expired", "signingCredential.untrusted"}
EMPTY: dict[str, Any] = {"signer": "", "organisation": "", "title": "", "actions": [], "parents": [], "problems": []}


def main() -> None:
    """Write the answer."""
    Path("out/provenance.json").write_text(json.dumps(EMPTY | look(sys.argv[1])))


def look(anchors: str) -> dict[str, Any]:
    """Open the file and tell what its active manifest says."""
    kind = mime_type(INPUT)
    if kind is None:
        return {"state": "none"}
    settings: dict[str, Any] = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_trust": True}}
    settings["trust"] = {"trust_config": "\n".join(PURPOSES), **({"trust_anchors": anchors} if anchors else {})}
    try:
        with INPUT.open("rb") as file:
            reader = c2pa.Reader.try_create(kind, file, context=c2pa.Context.from_dict(settings))
            if reader is None:
                return {"state": "none"}
            return describe(json.loads(reader.json()), reader.get_validation_state())
    except (c2pa.C2paError, UnicodeError, ValueError) as error:
        return {"state": "unreadable", "problems": [str(error)[:200]]}


def mime_type(path: Path) -> str | None:
    """By content, whatever the name says; None for what carries no credentials that we read."""
    with path.open("rb") as file:
        head = file.read(16)
    if head[4:8] == b"ftyp":
        return "video/quicktime" if head[8:12] == b"qt  " else "video/mp4"
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "audio/wav"
    if head.startswith(b"ID3"):
        return "audio/mpeg"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/png" if head.startswith(b"\x89PNG") else None


def describe(found: dict[str, Any], state: str | None) -> dict[str, Any]:
    """What the active manifest says, in our words."""
    active = found.get("manifests", {}).get(found.get("active_manifest"), {})
    signature = active.get("signature_info") or {}
    problems = [status.get("code") or "" for status in found.get("validation_status") or []]
    ended = "signingCredential.expired" in problems and set(problems) <= ENDED
    return {
        "state": "ended" if ended else STATES.get(state or "", "unreadable"),
        "signer": signature.get("common_name") or "",
        "organisation": signature.get("issuer") or "",
        "title": active.get("title") or "",
        "actions": actions(active),
        "parents": [i.get("title") or "" for i in active.get("ingredients", []) if i.get("relationship") == "parentOf"],
        "problems": problems,
    }


def actions(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps, in order."""
    return [
        {
            "kind": action.get("action") or "",
            "description": action.get("description") or "",
            "source_type": action.get("digitalSourceType"),
        }
        for assertion in manifest.get("assertions", [])
        if assertion.get("label") in LABELS
        for action in assertion.get("data", {}).get("actions", [])
    ]


if __name__ == "__main__":
    main()
