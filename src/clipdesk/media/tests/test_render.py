"""A rendered clip holds exactly the frames, the size, the colours and the loudness that its recipe says."""

import hashlib
import re
import subprocess
from dataclasses import replace
from fractions import Fraction as F
from pathlib import Path
from typing import Any

import av
import pytest

from clipdesk.media import captions, errors
from clipdesk.media.geometry import crop_window
from clipdesk.media.loudness import measure
from clipdesk.media.probe import probe
from clipdesk.media.recipe import SHAPES, Cue, Framing, Range, Recipe, Target
from clipdesk.media.render import Order, Rendered, render
from clipdesk.media.source_info import SourceInfo
from clipdesk.media.supply import ffmpeg_path
from clipdesk.media.tests import strip
from clipdesk.media.tests.conftest import Make

_FRAMING = {"9:16": Framing("crop", F(1, 3)), "1:1": Framing("fit")}
_RECIPE = Recipe("0" * 64, (Range(F(10), F(53, 5)), Range(F(5), F(26, 5))), _FRAMING)
_FRAMES = [*range(250, 265), *range(125, 130)]


@pytest.fixture(scope="module")
def rendered(
    bulletin: Path, bulletin_info: SourceInfo, shared_media: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Rendered, list[float]]:
    cues = tuple(captions.read((shared_media / "bulletin.srt").read_bytes(), "a.srt"))
    told: list[float] = []
    order = Order(replace(_RECIPE, captions=cues), bulletin, bulletin_info)
    return render(order, tmp_path_factory.mktemp("clip"), told.append), told


def test_first_and_last_frame_of_every_cut(rendered: tuple[Rendered, list[float]]) -> None:
    files = rendered[0].files
    window = crop_window((1920, 1080), SHAPES["9:16"], _RECIPE.frame_for("9:16"))
    scale = window.scaled[1] / 1080
    assert strip.numbers(files["16:9"]) == _FRAMES
    assert strip.numbers(files["9:16"], window.x / scale, scale) == _FRAMES


def test_files_are_what_platforms_want(rendered: tuple[Rendered, list[float]]) -> None:
    for shape, path in rendered[0].files.items():
        info = probe(path)
        assert info.video is not None
        assert info.audio is not None
        assert (info.video.width, info.video.height) == SHAPES[shape]
        assert (info.video.codec, info.video.pixel_format, info.video.frame_rate) == ("h264", "yuv420p", F(25))
        colours = (info.video.matrix, info.video.primaries, info.video.transfer, info.video.colour_range)
        assert colours == (1, 1, 1, 1)
        assert (info.audio.codec, info.audio.sample_rate, info.audio.channels) == ("aac", 48000, 2)
        assert info.duration == F(20, 25)
        head = path.read_bytes()[:4096]
        assert b"moov" in head
        assert b"mdat" not in head.partition(b"moov")[0]


def test_loudness_and_true_peak(rendered: tuple[Rendered, list[float]]) -> None:
    for path in rendered[0].files.values():
        integrated, true_peak = _heard_by_ffmpeg_itself(path)
        assert integrated == pytest.approx(-14, abs=0.5)
        assert true_peak <= -1
    assert rendered[0].loudness is not None
    assert rendered[0].loudness.integrated == pytest.approx(-14, abs=0.4)


def _heard_by_ffmpeg_itself(path: Path) -> tuple[float, float]:
    """Integrated loudness and true peak from the summary that ebur128 prints, without any code of ours."""
    listen = [
        "-hide_banner",
        "-nostats",
        "-i",
        str(path),
        "-af",
        "ebur128=peak=true:framelog=verbose",
        "-f",
        "null",
        "-",
    ]
    said = subprocess.run([str(ffmpeg_path()), *listen], capture_output=True, text=True, check=True).stderr
    summary = said[said.rindex("Summary:") :]
    found = [re.search(rf"{name}:\s+(-?[0-9.]+) ", summary) for name in ("I", "Peak")]
    assert found[0] is not None
    assert found[1] is not None
    return float(found[0][1]), float(found[1][1])


def test_sidecar_stands_on_the_clips_timeline(rendered: tuple[Rendered, list[float]], truth: dict[str, Any]) -> None:
    cues = captions.read(rendered[0].captions.read_bytes(), "captions.vtt")
    expected, before = [], 0.0
    for cut in _RECIPE.ranges:
        start, end = float(cut.start), float(cut.end)
        for cue in truth["cues"]:
            if cue["start"] < end and cue["end"] > start:
                shown = (max(cue["start"], start) - start + before, min(cue["end"], end) - start + before)
                expected.append((cue["text"], *shown))
        before += end - start
    assert [cue.text for cue in cues] == [text for text, _, _ in expected]
    for cue, (_, start, end) in zip(cues, expected, strict=True):
        assert [float(cue.start), float(cue.end)] == pytest.approx([start, end], abs=0.02)


def test_progress_only_goes_up(rendered: tuple[Rendered, list[float]]) -> None:
    told = rendered[1]
    assert told == sorted(told)
    assert told[-1] == 1


def test_thumbnail_is_a_third_in(rendered: tuple[Rendered, list[float]]) -> None:
    assert strip.numbers(rendered[0].thumbnail) == [_FRAMES[20 // 3]]


@pytest.mark.parametrize(
    ("at", "rate", "shown"),
    [
        pytest.param(F(2026, 25), None, 2026, marks=pytest.mark.slow),  # in the second cut
        (F(507, 250), F(30), 50),  # between two frames, at another rate
        pytest.param(F(90), None, 50 + 20 // 3, marks=pytest.mark.slow),  # outside the cuts: the usual one
    ],
)
def test_the_thumbnail_that_was_chosen(
    at: F, rate: F | None, shown: int, bulletin: Path, bulletin_info: SourceInfo, tmp_path: Path
) -> None:
    cuts = (Range(F(2), F(12, 5)), Range(F(81), F(407, 5)))
    recipe = Recipe("0" * 64, cuts, thumbnail=at, target=Target(rate))
    done = render(Order(recipe, bulletin, bulletin_info, shapes=("16:9",)), tmp_path)
    assert strip.numbers(done.thumbnail) == [shown]


def test_nothing_else_is_left(rendered: tuple[Rendered, list[float]]) -> None:
    names = sorted(path.name for path in rendered[0].captions.parent.iterdir())
    assert names == ["captions.vtt", "clip-16x9.mp4", "clip-1x1.mp4", "clip-4x5.mp4", "clip-9x16.mp4", "thumbnail.jpg"]


def test_transport_stream_is_cut_on_the_same_frames(bulletin_ts: Path, ts_info: SourceInfo, tmp_path: Path) -> None:
    recipe = replace(_RECIPE, ranges=(Range(F(101), F(507, 5)), Range(F(5), F(26, 5))))
    found = render(Order(recipe, bulletin_ts, ts_info, shapes=("16:9",)), tmp_path)
    assert strip.numbers(found.files["16:9"]) == [*range(2525, 2535), *range(125, 130)]


@pytest.mark.slow
def test_the_very_last_frames(bulletin: Path, bulletin_info: SourceInfo, tmp_path: Path) -> None:
    recipe = replace(_RECIPE, ranges=(Range(F(2993, 25), F(3003, 25)),))
    found = render(Order(recipe, bulletin, bulletin_info, shapes=("16:9",)), tmp_path)
    assert strip.numbers(found.files["16:9"]) == list(range(2993, 3003))


@pytest.mark.slow
def test_same_recipe_same_bytes(bulletin: Path, bulletin_info: SourceInfo, tmp_path: Path) -> None:
    order = Order(replace(_RECIPE, ranges=(Range(F(10), F(51, 5)),)), bulletin, bulletin_info, shapes=("9:16",))
    digests = set()
    for name in ("one", "two"):
        found = render(order, tmp_path / name)
        digests.add(hashlib.sha256(found.files["9:16"].read_bytes()).hexdigest())
    assert len(digests) == 1


@pytest.mark.slow
def test_interlaced_source(interlaced: Path, tmp_path: Path) -> None:
    recipe = replace(_RECIPE, ranges=(Range(F(1), F(2)),))
    found = render(Order(recipe, interlaced, probe(interlaced), shapes=("9:16",)), tmp_path)
    video = probe(found.files["9:16"]).video
    assert video is not None
    assert (video.field_order, video.frames, video.frame_rate) == ("progressive", 25, F(25))


def test_standard_definition_colours_are_converted(make: Make, tmp_path: Path) -> None:
    """Pure green is Y=145 by BT.601 and Y=173 by BT.709 (limited range): it must look the same, so Y must change."""
    path = make(
        "green.mp4", "-f", "lavfi", "-i", "color=c=0x00ff00:s=720x576:r=25:d=1", "-f", "lavfi", "-i", "sine=d=1",
        "-vf", "scale=out_color_matrix=bt601,format=yuv420p", "-c:v", "libx264", "-qp", "1", "-colorspace", "bt470bg",
    )  # fmt: skip
    recipe = replace(_RECIPE, ranges=(Range(F(0), F(1, 2)),), framing={})
    found = render(Order(recipe, path, probe(path), shapes=("1:1",)), tmp_path)
    with av.open(str(found.files["1:1"])) as container:
        luma = next(container.decode(video=0)).to_ndarray()[:1080].mean()
    assert luma == pytest.approx(173, abs=1.5)


def test_sound_alone_becomes_an_upright_picture(tone: Path, tmp_path: Path) -> None:
    recipe = replace(_RECIPE, ranges=(Range(F(1), F(2)),), captions=(Cue(F(1), F(2), "Xin chào"),))
    found = render(Order(recipe, tone, probe(tone), shapes=("9:16", "1:1")), tmp_path)
    info = probe(found.files["9:16"])
    assert info.video is not None
    assert (info.video.width, info.video.height, info.video.frames) == (1080, 1920, 25)
    assert measure(found.files["1:1"]).integrated == pytest.approx(-14, abs=0.5)


def test_the_same_pictures_at_each_loudness_that_is_asked_for(tone: Path, tmp_path: Path) -> None:
    recipe = replace(_RECIPE, ranges=(Range(F(1), F(3)),))
    found = render(Order(recipe, tone, probe(tone), shapes=("1:1",), levels=("ebu-r128", "podcast")), tmp_path)
    heard = {path.name: _heard_by_ffmpeg_itself(path) for path in found.files.values()}
    assert {name: round(integrated) for name, (integrated, _) in heard.items()} == {
        "clip-1x1.mp4": -14,
        "clip-1x1-ebu-r128.mp4": -23,
        "clip-1x1-podcast.mp4": -16,
    }
    assert all(abs(integrated - round(integrated)) <= 0.3 and peak <= -1 for integrated, peak in heard.values())
    assert len({_pictures_of(path) for path in found.files.values()}) == 1


def _pictures_of(path: Path) -> bytes:
    """The packets of the picture, as they stand in the file."""
    with av.open(path) as opened:
        return b"".join(bytes(packet) for packet in opened.demux(video=0))


@pytest.mark.slow
def test_recording_without_sound_gets_a_silent_track(make: Make, tmp_path: Path) -> None:
    path = make("mute.mp4", "-f", "lavfi", "-i", "testsrc=s=640x360:r=30000/1001:d=2", "-c:v", "libx264")
    recipe = replace(_RECIPE, ranges=(Range(F(0), F(1)),))
    found = render(Order(recipe, path, probe(path), shapes=("1:1",)), tmp_path)
    info = probe(found.files["1:1"])
    assert info.video is not None
    assert info.audio is not None
    assert info.video.frame_rate == F(30000, 1001)
    assert found.loudness is None


def test_cut_beyond_the_end(bulletin: Path, bulletin_info: SourceInfo, tmp_path: Path) -> None:
    recipe = replace(_RECIPE, ranges=(Range(F(119), F(130)),))
    with pytest.raises(errors.RangeBeyondEnd, match="ends at 2:10, but the recording is only 2:00 long"):
        render(Order(recipe, bulletin, bulletin_info), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_cancel_leaves_nothing(bulletin: Path, bulletin_info: SourceInfo, tmp_path: Path) -> None:
    told: list[float] = []
    order = Order(replace(_RECIPE, ranges=(Range(F(10), F(18)),)), bulletin, bulletin_info, shapes=("1:1",))
    with pytest.raises(errors.Cancelled):
        render(order, tmp_path, told.append, lambda: bool(told) and told[-1] > 0.05)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_joins_do_not_click(make: Make, tmp_path: Path) -> None:
    """Two cuts of a tone that do not fit together: the sound goes through silence at the join instead of jumping."""
    path = make("low-tone.wav", "-f", "lavfi", "-i", "sine=f=200:r=48000:d=6")
    recipe = replace(_RECIPE, ranges=(Range(F(0), F(1)), Range(F(77, 25), F(102, 25))))
    found = render(Order(recipe, path, probe(path), shapes=("1:1",)), tmp_path)
    raw = tmp_path / "sound.raw"
    decode = [str(ffmpeg_path()), "-v", "error", "-i", str(found.files["1:1"]), "-ac", "1", "-f", "s16le", str(raw)]
    subprocess.run(decode, check=True)
    samples = memoryview(raw.read_bytes()).cast("h")
    around = samples[48000 - 48 : 48000 + 48]
    assert max(abs(value) for value in around) < 0.25 * max(abs(value) for value in samples)
