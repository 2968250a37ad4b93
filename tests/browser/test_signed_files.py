"""What is published is signed: a browser plays it and jumps in it as in any other file, and who doubts it can check it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.browser.conftest import Visit
from tests.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_JUMP = """
async at => {
    const video = document.querySelector("video");
    const heard = name => new Promise((done, fail) => {
        video.addEventListener(name, done, {once: true});
        video.addEventListener("error", () => fail(video.error?.message), {once: true});
    });
    if (video.readyState < 2) { video.load(); await heard("loadeddata"); }
    const sought = heard("seeked");
    video.currentTime = at * video.duration;
    await sought;
    const grey = Object.assign(document.createElement("canvas"), {width: 32, height: 32}).getContext("2d");
    grey.drawImage(video, 0, 0, 32, 32);
    return {
        at: video.currentTime / video.duration,
        end: video.seekable.end(0) / video.duration,
        colours: new Set(grey.getImageData(0, 0, 32, 32).data).size,
    };
}
"""


@pytest.mark.parametrize("shape", ["9:16", "4:5", "1:1", "16:9"])
def test_chromium_jumps_in_a_published_file(desk: Desk, visit: Visit, practice: dict[str, str], shape: str) -> None:
    (signed,) = desk.rows("SELECT count(*) AS files FROM clips_signedfile")
    assert signed["files"] >= 4
    page = visit()
    page.goto(f"{desk.origin}/watch/practice/{practice['remote']}/?shape={shape}&lang=en")
    assert "signed by" in page.locator("details summary", has_text="C2PA").inner_text()
    for at in (0.75, 0.25):
        found = page.evaluate(_JUMP, at)
        assert found["at"] == pytest.approx(at, abs=0.01)
        assert found["end"] == pytest.approx(1, abs=0.01)
        assert found["colours"] > 8  # a picture, not a black square


def clipdesk(desk: Desk, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the desk's."""
    whole = [sys.executable, "-m", "clipdesk", *words]
    return subprocess.run(whole, env=desk.env, capture_output=True, text=True, check=False, timeout=120)


def test_the_evidence_of_a_clip_is_checked_without_clipdesk(
    desk: Desk, practice: dict[str, str], tmp_path: Path
) -> None:
    (clip,) = desk.rows("SELECT clip_id FROM publishing_publication WHERE remote_id = %s", practice["remote"])
    zipped, verifier = tmp_path / "evidence.zip", tmp_path / "verify.py"
    made = clipdesk(desk, "evidence", str(clip["clip_id"]), "--out", str(zipped))
    assert made.returncode == 0, made.stderr
    assert made.stdout == f"{zipped}: {zipped.stat().st_size:,} bytes. Check it with clipdesk verify {zipped}\n"
    assert clipdesk(desk, "evidence", "--verifier", str(verifier)).returncode == 0

    def checked(path: Path) -> subprocess.CompletedProcess[str]:
        """What the verifier says where there is nothing but Python itself."""
        alone = [sys.executable, "-I", "-S", str(verifier), str(path)]
        return subprocess.run(alone, capture_output=True, text=True, check=False, timeout=120)

    assert checked(zipped).returncode == 0, checked(zipped).stdout
    with zipfile.ZipFile(zipped) as whole:
        (place, *_) = (one.header_offset + one.file_size // 2 for one in whole.infolist() if "files/" in one.filename)
    raw = bytearray(zipped.read_bytes())
    raw[place] ^= 1
    zipped.write_bytes(raw)
    assert checked(zipped).returncode == 1
    assert "WRONG" in checked(zipped).stdout


def test_a_clip_that_is_not_there_has_no_evidence(desk: Desk, tmp_path: Path) -> None:
    asked = clipdesk(desk, "evidence", "none", "--out", str(tmp_path / "none.zip"))
    assert (asked.returncode, list(tmp_path.iterdir())) == (1, [])
    assert "There is no clip none." in asked.stdout
