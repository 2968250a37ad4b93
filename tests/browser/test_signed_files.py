"""What is published is signed, and a browser plays it and jumps in it as in any other file."""

from __future__ import annotations

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
