"""The whole bulletin, as the practice station gets it."""

from __future__ import annotations

import json
import re
import subprocess
import wave
from pathlib import Path

import av
import numpy as np
import pytest

from clipdesk.config.practice.build import build_bulletin
from clipdesk.media.supply import ffmpeg_path


def loudness(path: Path) -> tuple[float, float]:
    """Integrated loudness (LUFS) and true peak (dBTP) as ffmpeg's ebur128 says."""
    args = [str(ffmpeg_path()), "-hide_banner", "-nostats", "-i", str(path), "-vn"]
    said = subprocess.run(
        [*args, "-af", "ebur128=peak=true", "-f", "null", "-"], capture_output=True, text=True, check=True
    )
    summary = said.stderr[said.stderr.rindex("Summary:") :]
    integrated, peak = re.search(r"I:\s+(-?[\d.]+)", summary), re.search(r"Peak:\s+(-?[\d.]+)", summary)
    assert integrated is not None
    assert peak is not None
    return float(integrated[1]), float(peak[1])


@pytest.mark.slow
def test_the_bulletin_is_complete_loud_enough_and_in_step(tmp_path: Path) -> None:
    bulletin = build_bulletin(tmp_path / "bulletin", ffmpeg=ffmpeg_path())
    with av.open(str(bulletin.video)) as container:
        stream = container.streams.video[0]
        assert stream.frames == bulletin.duration * 25
        assert bulletin.duration >= 75
        parts = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    sound = np.concatenate(parts)

    integrated, peak = loudness(bulletin.video)
    assert abs(integrated + 20) < (1.5 if bulletin.spoken else 4)
    assert peak < -1
    assert abs(loudness(bulletin.radio)[0] + 20) < (1.5 if bulletin.spoken else 4)

    # A sentence after a pause: the silence ends in the file where the caption begins.
    first = bulletin.items[2].spoken[1]
    quiet = np.abs(sound[int((first.start - 1 / 5) * 48000) : int((first.start - 1 / 50) * 48000)]).max()
    voiced = np.abs(sound[int(first.start * 48000) : int((first.start + 1 / 5) * 48000)]).max()
    assert voiced > 3 * quiet

    for path in bulletin.captions.values():
        assert path.read_text(encoding="utf-8").startswith("1\n00:00:0")
    rundown = json.loads(bulletin.rundown.read_text(encoding="utf-8"))
    assert [item["slug"] for item in rundown["items"]] == [timed.item.slug for timed in bulletin.items]
    assert "Nước sông Xanh tại trạm Bến Sen" in bulletin.script.read_text(encoding="utf-8")
    with wave.open(str(bulletin.radio)) as radio:
        assert radio.getnframes() == bulletin.radio_duration * 48000
    assert not [path for path in (tmp_path / "bulletin").iterdir() if path.name.startswith(".")]
