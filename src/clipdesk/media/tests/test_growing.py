"""The proxy of a recording that still grows: fragments that can be played one by one, nothing cut to a length."""

from pathlib import Path

import av

from clipdesk.media.analysis.analysis_args import Plan, analysis_args
from clipdesk.media.analysis.shots import GLANCE_BYTES
from clipdesk.media.limits import GIB, MIB, Limits
from clipdesk.media.probe import probe
from clipdesk.media.runner import run
from clipdesk.media.tests.conftest import Make


def test_fragments_hold_every_frame(make: Make, tmp_path: Path) -> None:
    source = ("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=5", "-f", "lavfi", "-i", "sine=d=5")
    path = make("growing.ts", *source, "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac")
    heard = {name: bytearray() for name in ("film", "glances", "sound")}
    run(
        analysis_args(probe(path), Plan(growing=True)),
        limits=Limits(60, 4 * GIB, 64 * MIB),
        inputs=[path],
        output_dir=tmp_path,
        taps={name: heard[name].extend for name in heard},
    )
    playlist = (tmp_path / "proxy.m3u8").read_text()
    segments = sorted(tmp_path.glob("proxy-0*.m4s"))
    assert len(segments) == 3
    assert '#EXT-X-MAP:URI="proxy-init.mp4"' in playlist
    assert [line for line in playlist.splitlines() if line.endswith(".m4s")] == [file.name for file in segments]
    whole = tmp_path / "whole.mp4"
    whole.write_bytes(b"".join(file.read_bytes() for file in [tmp_path / "proxy-init.mp4", *segments]))
    with av.open(str(whole)) as container:
        assert sum(1 for _ in container.decode(video=0)) == 125
    assert len(heard["glances"]) == 125 * GLANCE_BYTES
    assert len(heard["sound"]) // 8 >= 5 * 48_000 - 2048
