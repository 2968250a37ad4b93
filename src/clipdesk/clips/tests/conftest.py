"""What the tests of the cutting room share."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Protocol

import pytest
from django.urls import reverse

from clipdesk.accounts.member import Member
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, ready_recording
from clipdesk.library.models import Recording
from clipdesk.media.supply import ffmpeg_path

START, END = 88, 103  # seconds of the shared bulletin: one English item, and a little of its neighbours


class Ask(Protocol):
    """Asks one of the clip's addresses and returns the test client's response."""

    def __call__(self, name: str, clip: Clip, body: Any, member: Member | None = None) -> Any: ...


@pytest.fixture
def ask(newsroom: Newsroom) -> Ask:
    """Ask one of the clip's addresses as the page's scripts do: a JSON body (or raw bytes), JSON wanted."""

    def asked(name: str, clip: Clip, body: Any, member: Member | None = None) -> Any:
        client = newsroom.client(member or newsroom.lan)
        address = reverse(f"clips:{name}", kwargs={"station": newsroom.station.slug, "clip_id": clip.pk})
        data = body if isinstance(body, bytes) else json.dumps(body)
        return client.post(address, data, content_type="application/json", headers={"accept": "application/json"})

    return asked


@pytest.fixture
def told(shared_media: Path) -> list[dict[str, Any]]:
    """The captions of the English item, on the times of `bridge`."""
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed")
    found = json.loads((shared_media / "truth.json").read_text())["cues"]
    cues = [cue for cue in found if cue["item"] == "school-bridge"]
    return [{**cue, "start": cue["start"] - START, "end": cue["end"] - START} for cue in cues]


@pytest.fixture
def bridge(newsroom: Newsroom, shared_media: Path, tmp_path: Path) -> Recording:
    """The sound of a bulletin's English item as a recording."""
    out = tmp_path / "bridge.wav"
    cut = ["-ss", str(START), "-to", str(END), "-i", str(shared_media / "bulletin.mp4"), "-vn", str(out)]
    subprocess.run([str(ffmpeg_path()), "-v", "error", *cut], check=True)
    return ready_recording(newsroom, out)
