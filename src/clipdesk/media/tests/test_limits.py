"""How much of the machine media work may use, and what may be opened at all, as it was decided."""

import os
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from clipdesk.media import sandbox
from clipdesk.media.decoders import DECODERS, FORMATS, input_options
from clipdesk.media.limits import PROBE, Limits, for_analysis, for_proxy, for_render
from clipdesk.media.runner import run_python


def test_a_strangers_file_is_looked_at_within_the_measured_limits() -> None:
    assert Limits(cpu=60, memory=2 << 30, file_size=512 << 20, open_files=64, wall=60, no_progress=60) == PROBE


@pytest.mark.parametrize(
    ("limits_for", "cpu", "nice"),
    [(for_render, 40 * 90 + 60, 0), (for_proxy, 8 * 90 + 60, 5), (for_analysis, 8 * 90 + 60, 10)],
)
def test_limits_grow_with_the_length(limits_for: object, cpu: int, nice: int) -> None:
    """And a render comes before a proxy, a proxy before what else is looked for."""
    assert callable(limits_for)
    found = limits_for(Fraction(90), 500_000_000)
    assert found == Limits(cpu=cpu, memory=8 << 30, file_size=1_000_000_000, wall=None, no_progress=60, nice=nice)


@pytest.mark.parametrize("nice", [0, 5, 10])
def test_a_process_stands_back_as_far_as_it_should(tmp_path: Path, nice: int) -> None:
    script = tmp_path / "told.py"
    script.write_text("import os, time; time.sleep(0.5); open('out/nice', 'w').write(str(os.nice(0)))")
    run_python(script, [], limits=replace(PROBE, nice=nice), inputs=[], output_dir=tmp_path / "out")
    assert int((tmp_path / "out" / "nice").read_text()) == min(19, os.nice(0) + nice)


def test_what_may_be_opened() -> None:
    assert set(FORMATS) == {"mov", "matroska", "mpegts", "mxf", "wav", "mp3", "flac", "ogg", "aac"}
    assert 25 <= len(DECODERS) <= 40
    options = input_options()
    for name, value in (("-protocol_whitelist", "file"), ("-max_streams", "16"), ("-max_pixels", "33177600")):
        assert options[options.index(name) + 1] == value
    assert options[options.index("-format_whitelist") + 1].split(",") == list(FORMATS)
    assert options[options.index("-codec_whitelist") + 1].split(",") == list(DECODERS)


def test_the_walls_are_up_by_default(tmp_path: Path) -> None:
    if not sandbox.sandbox_available():
        pytest.skip("bubblewrap cannot create namespaces here")
    layout = sandbox.Layout((tmp_path / "-i; rm -rf .mp4",), tmp_path, tmp_path)
    words = sandbox.command(sandbox.Program(Path("/usr/bin/ffmpeg")), ["-i", "file:in/0"], layout, PROBE)
    assert words[0].endswith("/prlimit")
    assert {"--as=2147483648", "--cpu=60:65", "--fsize=536870912", "--nofile=64"} <= set(words)
    inner = words[words.index("--") + 1 :]
    assert inner[0].endswith("/bwrap")
    assert {"--unshare-all", "--die-with-parent", "--new-session", "--clearenv"} <= set(inner)
    assert inner[inner.index("--cap-drop") + 1] == "ALL"
    assert "/home" not in inner
    assert inner[-3:] == ["/usr/bin/ffmpeg", "-i", "file:in/0"]
