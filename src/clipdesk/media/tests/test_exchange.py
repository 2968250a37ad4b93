"""Files for craft editors, read back by OpenTimelineIO's own readers."""

from dataclasses import replace
from fractions import Fraction

import opentimelineio as otio
import pytest

from clipdesk.media.exchange import NoEditRate, to_edl, to_otio
from clipdesk.media.recipe import Range, Recipe
from clipdesk.media.source_info import AudioInfo, SourceInfo, VideoInfo

NTSC = Fraction(30000, 1001)
VIDEO = VideoInfo(
    index=0,
    codec="h264",
    width=1920,
    height=1080,
    sample_aspect=Fraction(1),
    rotation=0,
    frame_rate=Fraction(25),
    variable_rate=False,
    frames=9000,
    field_order="progressive",
    pixel_format="yuv420p",
    matrix=1,
    primaries=1,
    transfer=1,
    colour_range=1,
)
AUDIO = AudioInfo(index=1, codec="aac", sample_rate=48000, channels=2)


def _info(rate: Fraction, timecode: str | None) -> SourceInfo:
    return SourceInfo(
        container="mov",
        duration=9000 / rate,
        start=Fraction(0),
        video=replace(VIDEO, frame_rate=rate),
        audio=AUDIO,
        timecode=timecode,
    )


def _recipe(rate: Fraction, *frames: tuple[int, int]) -> Recipe:
    ranges = tuple(Range(start / rate, end / rate) for start, end in frames)
    return Recipe(source_sha256="a" * 64, ranges=ranges, framing={})


CUTS = ((1500, 1625), (250, 300), (1799, 1801))
#: rate, the source's own timecode, and the timecodes of the three cuts by SMPTE ST 12-1, counted by hand.
CASES = [
    (Fraction(25), "10:00:00:00", ["10:01:00:00", "10:00:10:00", "10:01:11:24"]),
    (Fraction(25), None, ["00:01:00:00", "00:00:10:00", "00:01:11:24"]),
    (NTSC, "01:00:00;00", ["01:00:50;00", "01:00:08;10", "01:00:59;29"]),
    (Fraction(50), "09:59:59:49", ["10:00:29:49", "10:00:04:49", "10:00:35:48"]),
]


def _frames(track: otio.schema.Track, first: float) -> list[tuple[float, float]]:
    found = [clip.source_range for clip in track.find_clips()]
    return [(round(part.start_time.value - first), round(part.end_time_exclusive().value - first)) for part in found]


@pytest.mark.parametrize(("rate", "timecode", "starts"), CASES)
def test_otio(rate: Fraction, timecode: str | None, starts: list[str]) -> None:
    text = to_otio(_recipe(rate, *CUTS), _info(rate, timecode), "Nước lên", "bản tin.mxf")
    timeline = otio.adapters.read_from_string(text, "otio_json")
    first = timeline.video_tracks()[0][0].media_reference.available_range
    assert first.duration.value == 9000
    for track in (timeline.video_tracks()[0], timeline.audio_tracks()[0]):
        assert _frames(track, first.start_time.value) == list(CUTS)
    assert timeline.name == "Nước lên"
    assert timeline.video_tracks()[0][0].media_reference.target_url == "bản tin.mxf"
    drop = ";" in (timecode or "")
    assert [
        clip.source_range.start_time.to_timecode(float(rate), drop) for clip in timeline.video_tracks()[0]
    ] == starts


@pytest.mark.parametrize(("rate", "timecode", "starts"), CASES)
def test_edl(rate: Fraction, timecode: str | None, starts: list[str]) -> None:
    text = to_edl(_recipe(rate, *CUTS), _info(rate, timecode), "Nước lên", "bản tin 18h30.mxf")
    assert text.startswith(f"TITLE: nuoc len\nFCM: {'DROP' if ';' in (timecode or '') else 'NON-DROP'} FRAME\n")
    events = [line.split() for line in text.splitlines() if line[:3].isdigit()]
    assert [event[1:4] for event in events] == [["BANTIN18", "AA/V", "C"]] * 3
    assert [event[4] for event in events] == starts
    timeline = otio.adapters.read_from_string(text, "cmx_3600", rate=float(rate))
    first = otio.opentime.from_timecode(timecode, float(rate)).value if timecode else 0
    for track in timeline.tracks:
        assert _frames(track, first) == list(CUTS)
    assert {track.kind for track in timeline.tracks} == {"Video", "Audio"}
    assert timeline.video_tracks()[0][0].name == "bản tin 18h30.mxf"


@pytest.mark.parametrize("tag", ["rubbish", "", "10:00:00:45", "10:00:00;00", "10:00:00.000"])
def test_a_timecode_that_cannot_be_read_counts_from_zero(tag: str) -> None:
    recipe = _recipe(Fraction(25), *CUTS)
    plain, tagged = (_info(Fraction(25), one) for one in (None, tag))
    assert to_edl(recipe, tagged, "a", "a.mxf") == to_edl(recipe, plain, "a", "a.mxf")
    assert to_otio(recipe, tagged, "a", "a.mxf") == to_otio(recipe, plain, "a", "a.mxf")


def test_a_rate_without_timecode() -> None:
    rate = Fraction(15)
    with pytest.raises(NoEditRate, match="15 frames a second"):
        to_edl(_recipe(rate, (0, 30)), _info(rate, None), "x", "x.mp4")
    timeline = otio.adapters.read_from_string(
        to_otio(_recipe(rate, (0, 30)), _info(rate, None), "x", "x.mp4"), "otio_json"
    )
    assert _frames(timeline.video_tracks()[0], 0) == [(0, 30)]


@pytest.mark.parametrize(("rate", "timecode", "starts"), CASES)
def test_the_place_of_an_opening_card_is_kept_free(rate: Fraction, timecode: str | None, starts: list[str]) -> None:
    recipe, info, lead = _recipe(rate, *CUTS), _info(rate, timecode), 40 / rate
    first = otio.opentime.from_timecode(timecode, float(rate)).value if timecode else 0
    written = otio.adapters.read_from_string(to_otio(recipe, info, "a", "a.mxf", lead), "otio_json")
    read = otio.adapters.read_from_string(to_edl(recipe, info, "a", "a.mxf", lead), "cmx_3600", rate=float(rate))
    for timeline in (written, read):
        for track in timeline.tracks:
            before, *cuts = list(track)
            assert round(before.duration().value) == 40
            assert isinstance(before, otio.schema.Gap) or before.media_reference.generator_kind == "black"
            at = [round(track.range_of_child(cut).start_time.value) for cut in cuts]
            assert at == [40, 165, 215]  # of 125 and 50 frames
            assert [round(cut.source_range.start_time.value - first) for cut in cuts] == [start for start, _ in CUTS]
    events = [line.split() for line in to_edl(recipe, info, "a", "a.mxf", lead).splitlines() if line[:3].isdigit()]
    assert [event[0] for event in events] == ["001", "002", "003", "004"]
    assert [event[4] for event in events[1:]] == starts
    assert events[0][1] == "BL"
