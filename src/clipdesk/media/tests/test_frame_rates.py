"""Frames are counted, and picture and sound stay together, whatever the frame rate that goes in and comes out."""

from fractions import Fraction as F
from pathlib import Path

import numpy as np
import pytest

from clipdesk.media.probe import probe
from clipdesk.media.recipe import Range, Recipe, Target
from clipdesk.media.render import Order, Rendered, render
from clipdesk.media.tests.conftest import Make
from clipdesk.media.tests.media_made import brightness, sound

_NTSC = F(30000, 1001)
_GRAIN = 0.002  # seconds: how finely the onset of the tone is read
_FLASH = "lt(mod(t,2),0.2)"  # every even second, a fifth of a second long, in picture and sound alike


def _flashes(make: Make, name: str, rate: str, seconds: int, *more: str) -> Path:
    picture = f"color=black:s=64x48:r={rate}:d={seconds},drawbox=c=white:t=fill:enable='{_FLASH}'"
    beep = f"aevalsrc='if({_FLASH},0.5*sin(2*PI*1000*t),0)':s=48000:d={seconds}"
    encode = more or ("-c:v", "libx264", "-qp", "10", "-bf", "2", "-c:a", "pcm_s16le")
    return make(name, "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", beep, *encode)


def _render(source: Path, folder: Path, cut: Range, rate: F | None) -> Rendered:
    recipe = Recipe("0" * 64, (cut,), target=Target(rate))
    return render(Order(recipe, source, probe(source), shapes=("source",)), folder)


def _onsets(done: Rendered) -> tuple[list[float], list[float]]:
    """When the picture turns white and when the tone begins, in seconds of the clip."""
    frames = brightness(done.files["source"])
    seen = [at for (_, before), (at, now) in zip(frames, frames[1:], strict=False) if before < 120 <= now]
    loud = np.abs(sound(done.files["source"])[0])
    envelope = loud[: len(loud) // 48 * 48].reshape(-1, 48).max(axis=1) > 0.3 * loud.max()
    heard = [float(n) / 1000 for n in np.flatnonzero(envelope) if not envelope[max(0, n - 100) : n].any()]
    return seen, heard


@pytest.mark.parametrize("rate_in", ["25", "30000/1001", "30", "50", "60"])
@pytest.mark.parametrize("rate_out", [F(25), _NTSC, F(30), F(50), F(60)])
def test_every_rate_to_every_rate(make: Make, tmp_path: Path, rate_in: str, rate_out: F) -> None:
    source = _flashes(make, f"flash-{rate_in.replace('/', '-')}.mov", rate_in, 6)
    done = _render(source, tmp_path, Range(F(1), F(5)), rate_out)
    video = probe(done.files["source"]).video
    assert video is not None
    in_clip = round(5 * F(rate_in)) - round(1 * F(rate_in))
    assert (video.frame_rate, video.frames, done.frames) == (rate_out, *[round(in_clip / F(rate_in) * rate_out)] * 2)
    seen, heard = _onsets(done)
    assert len(seen) == len(heard) == 2
    limit = float(1 / min(rate_out, F(rate_in))) + _GRAIN
    assert np.abs(np.array(seen) - heard).max() <= limit
    assert seen == pytest.approx([1, 3], abs=limit)


@pytest.mark.slow
@pytest.mark.parametrize(("rate_in", "rate_out"), [("30000/1001", F(30)), ("30", _NTSC), ("25", _NTSC), ("50", F(60))])
def test_no_drift_over_two_minutes(make: Make, tmp_path: Path, rate_in: str, rate_out: F) -> None:
    """29.97 taken for 30 would be 0.12 s apart at the end."""
    source = _flashes(make, f"long-{rate_in.replace('/', '-')}.mov", rate_in, 122)
    seen, heard = _onsets(_render(source, tmp_path, Range(F(1), F(121)), rate_out))
    assert len(seen) == len(heard) == 60
    apart = np.array(seen) - heard
    assert np.abs(apart).max() <= float(1 / min(rate_out, F(rate_in))) + _GRAIN


@pytest.mark.parametrize(("rate_out", "frames"), [(None, 100), (F(50), 200), (F(60), 240), (F(30), 120)])
def test_interlaced(make: Make, tmp_path: Path, rate_out: F | None, frames: int) -> None:
    """25 interlaced frames hold 50 moments: a target of 50 or more shows them all, 25 shows every second one."""
    fields = ("-vf", "tinterlace=interleave_top,fieldorder=tff", "-c:v", "mpeg2video", "-b:v", "4M")
    moving = (
        "testsrc2=s=320x240:r=50:d=6,drawbox=y=0:h=100:c=black:t=fill,drawbox=y=0:h=100:c=white:t=fill:enable='"
        + _FLASH
        + "'"
    )
    beep = f"aevalsrc='if({_FLASH},0.5*sin(2*PI*1000*t),0)':s=48000:d=6"
    encode = (*fields, "-flags", "+ildct+ilme", "-c:a", "mp2")
    source = make("fields.ts", "-f", "lavfi", "-i", moving, "-f", "lavfi", "-i", beep, *encode)
    assert probe(source).video is not None
    done = _render(source, tmp_path, Range(F(1), F(5)), rate_out)
    video = probe(done.files["source"]).video
    assert video is not None
    assert (video.frames, video.field_order) == (frames, "progressive")
    means = np.array([mean for _, mean in brightness(done.files["source"])])
    rises = np.flatnonzero(np.diff(means) > 20) + 1
    assert rises / float(rate_out or 25) == pytest.approx([1, 3], abs=0.04)
    if rate_out == 50:
        assert np.count_nonzero(np.abs(np.diff(means)) > 0) > 180  # every field is a picture of its own


@pytest.mark.parametrize("rate_out", [None, F(30), F(25)])
def test_phone_with_a_variable_rate(make: Make, tmp_path: Path, rate_out: F | None) -> None:
    """30 pictures a second, of which about every fifth was never taken."""
    drop = "select='not(eq(mod(n\\,11)\\,4)+eq(mod(n\\,7)\\,3))'"
    source = _flashes(
        make, "phone.mov", "30", 8, "-vf", drop, "-fps_mode", "vfr", "-c:v", "libx264", "-qp", "10", "-c:a", "aac"
    )
    info = probe(source)
    assert info.video is not None
    assert info.video.variable_rate
    done = _render(source, tmp_path, Range(F(1), F(7)), rate_out)
    assert done.frames == round(6 * (rate_out or info.grid))
    seen, heard = _onsets(done)
    assert len(seen) == len(heard) == 3
    assert (
        np.abs(np.array(seen) - heard).max() <= 2 / 30
    )  # the first white picture itself may be one that was not taken
