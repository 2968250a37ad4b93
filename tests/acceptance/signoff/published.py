"""Item 5: what `clipdesk demo` publishes, read by c2pa's own reader and by nothing of ours."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import c2pa

from clipdesk.media.supply import ffmpeg_path
from tests.acceptance.verdict import ROOT, SHARED, Verdict

VIDEOS = ("clip-16x9.mp4", "clip-1x1.mp4", "clip-4x5.mp4", "clip-9x16.mp4")


def check() -> Verdict:
    """Publish; validate every file; change one; let ffmpeg copy one."""
    with tempfile.TemporaryDirectory(prefix="clipdesk-accept-") as folder:
        out = Path(folder) / "out"
        words = [sys.executable, "-m", "clipdesk", "demo", "--out", str(out)]
        if (SHARED / "bulletin.mp4").exists():
            words += ["--input", str(SHARED / "bulletin.mp4"), "--captions", str(SHARED / "bulletin.srt")]
        env = {name: value for name, value in os.environ.items() if name != "CLIPDESK_DATA"}
        done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            return Verdict(False, f"demo ended {done.returncode}: {(done.stderr or done.stdout)[-300:]}")
        (anchor,) = (out / "data" / "secrets" / "credentials").glob("*/authority.pem")
        source = next((path for path in (SHARED / "bulletin.mp4",) if path.exists()), None)
        return _judge(out / "files", anchor.read_text(), source)


def read(path: Path, anchor: str) -> tuple[str, dict[str, Any]]:
    """What c2pa's reader finds: the state, and the active manifest with its failed checks; "none" without credentials."""
    settings: dict[str, Any] = {
        "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_trust": True},
        "trust": {"trust_anchors": anchor},
    }
    with path.open("rb") as file:
        reader = c2pa.Reader.try_create("video/mp4", file, context=c2pa.Context.from_dict(settings))
        if reader is None:
            return "none", {}
        found = json.loads(reader.json())
        active: dict[str, Any] = found["manifests"][found["active_manifest"]]
        failed = [status["code"] for status in found.get("validation_status") or []]
        return str(reader.get_validation_state()), {**active, "failed": failed}


def strip(path: Path, out: Path) -> Path:
    """Copy the streams and nothing else, as a platform or a phone does; return the copy."""
    words = [str(ffmpeg_path()), "-v", "error", "-i", str(path), "-c", "copy", str(out)]
    subprocess.run(words, check=True)
    return out


def _judge(files: Path, anchor: str, source: Path | None) -> Verdict:
    said = {name: read(files / name, anchor) for name in VIDEOS}
    wrong = [name for name, (state, _) in said.items() if state != "Trusted"]
    if wrong or len(list(files.glob("*.mp4"))) != len(VIDEOS):
        return Verdict(False, f"not validated: {', '.join(wrong) or 'another number of files'}")
    if source is not None:
        wanted = f"urn:sha256:{hashlib.sha256(source.read_bytes()).hexdigest()}"
        if any(active["ingredients"][0]["instance_id"] != wanted for _, active in said.values()):
            return Verdict(False, "a file names another recording than the one it was cut from")
    victim = files / VIDEOS[1]
    data = bytearray(victim.read_bytes())
    data[data.index(b"mdat") + len(data) // 2] ^= 1
    victim.write_bytes(data)
    named = [name for name in VIDEOS if read(files / name, anchor)[0] == "Invalid"]
    if named != [VIDEOS[1]]:
        return Verdict(False, f"{VIDEOS[1]} was changed, the reader names {named}")
    if (state := read(strip(files / VIDEOS[0], files / "copy.mp4"), anchor)[0]) != "none":
        return Verdict(False, f"a copy by ffmpeg is {state}, not stripped")
    return Verdict(True, f"{len(VIDEOS)} published files validate, the tampered one is named, a copy is stripped")
