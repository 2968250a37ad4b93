"""The arguments are a pure function of the recipe: these files were read by a person and are compared as they stand."""

import dataclasses
from dataclasses import replace
from fractions import Fraction as F
from pathlib import Path

import pytest

from clipdesk.media.analysis.analysis_args import Plan, analysis_args
from clipdesk.media.framing import keys
from clipdesk.media.framing.keys import ShotFraming
from clipdesk.media.graphics import Overlays
from clipdesk.media.look import Card, Logo, Look
from clipdesk.media.loudness import Level
from clipdesk.media.picture_graph import Clip
from clipdesk.media.preview import preview_args
from clipdesk.media.recipe import Framing, Range, Recipe, Target
from clipdesk.media.render_args import Wanted, join_args, render_args
from clipdesk.media.seeking import KeyFrame, KeyFrameIndex
from clipdesk.media.sound_graph import sound_args
from clipdesk.media.source_info import AudioInfo, SourceInfo, VideoInfo

_GOLDEN = Path(__file__).parent / "golden"
_VIDEO = VideoInfo(
    index=0, codec="h264", width=1920, height=1080, sample_aspect=F(1), rotation=0, frame_rate=F(25),
    variable_rate=False, frames=3003, field_order="progressive", pixel_format="yuv420p",
    matrix=1, primaries=1, transfer=1, colour_range=1,
)  # fmt: skip
_HD = SourceInfo("mov", F(3003, 25), F(0), _VIDEO, AudioInfo(1, "aac", 48000, 2), None)
_SD = SourceInfo(
    "mpegts", F(60), F(37, 25),
    dataclasses.replace(
        _VIDEO, index=2, codec="mpeg2video", width=720, height=576, sample_aspect=F(64, 45), field_order="tff", matrix=5
    ),
    None, None,
)  # fmt: skip
_TS = dataclasses.replace(_HD, container="mpegts", start=F(37, 25))
_RADIO = SourceInfo("mp3", F(60), F(0), None, AudioInfo(0, "mp3", 44100, 1), None)
_SD_INDEX = KeyFrameIndex(
    F(1, 90000), 3600, 2, True, 1, [KeyFrame(133200 + 48 * 3600 * n, 564 + n, 1, 0, False, True) for n in range(30)]
)
_ONE = Recipe("0" * 64, (Range(F(10), F(12)),), {"9:16": Framing("crop", F(1, 3))})
_TWO = Recipe("0" * 64, (Range(F(10), F(12)), Range(F(1), F(3, 2))), {"1:1": Framing("fit")})
_MOVING = (keys.KeyFrame(F(10), F(1, 3)), keys.KeyFrame(F(12), F(2, 3)))
_SHOTS = (ShotFraming(F(0), "crop", _MOVING), ShotFraming(F(11), "fit"))
_PATH = Recipe("0" * 64, (Range(F(10), F(12)),), {"9:16": Framing("path", shots=_SHOTS)})
_CARDED = Look(
    logo=Logo(Path("logo.png"), "top-left", F(1, 5), F(1)),
    opening=Card(Path("opening.png"), F(3, 2), "#10233a"),
    closing=Card(Path("closing.png"), F(2), "#3a1023"),
)
_ALL = Wanted(("9:16", "1:1", "16:9"), Overlays({"9:16": 1, "1:1": 2, "16:9": 3}), "16:9")


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("render-three-shapes", render_args(Clip(_TWO, _HD, F(1)), _ALL)),
        (
            "render-path",
            render_args(Clip(_PATH, _HD, F(1)), Wanted(("9:16",), Overlays({"9:16": 1}, moves={"9:16": 2}))),
        ),
        (
            "render-interlaced-silent",
            render_args(
                Clip(replace(_ONE, target=Target(preset="final")), _SD, F(2, 25), index=_SD_INDEX), Wanted(("9:16",))
            ),
        ),
        ("render-radio", render_args(Clip(_ONE, _RADIO, F(2)), Wanted(("9:16",), Overlays({"9:16": 1})))),
        (
            "render-cards",
            render_args(Clip(_ONE, _HD, F(1), look=_CARDED), Wanted(("9:16",), Overlays(opening=3, closing=2, logo=1))),
        ),
        ("sound-cards", sound_args(Clip(_ONE, _HD, F(3), look=_CARDED), Level(2.5, -1.5))),
        ("join", join_args(Clip(_TWO, _HD, F(1)), ("9:16", "1:1"))),
        ("join-silent", join_args(Clip(_ONE, _SD, F(1)), ("9:16", "1:1"))),
        ("sound", sound_args(Clip(_TWO, _HD, F(3)), Level(2.5, -1.5))),
        (
            "preview",
            preview_args(
                Clip(_TWO, _HD, F(1), only=55), "9:16", Overlays({"9:16": 1}), ("format=rgb24", "out/frame.png")
            ),
        ),
        ("analysis-interlaced", analysis_args(_SD, Plan())),
        ("analysis", analysis_args(_HD, Plan(faces=(192, 108), speech=True, sound_print=True))),
        ("analysis-growing", analysis_args(_TS, Plan(growing=True))),
    ],
)
def test_golden(name: str, args: list[str]) -> None:
    assert "\n".join(args) + "\n" == (_GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_only_relative_names_inside_the_sandbox() -> None:
    for args in (
        render_args(Clip(_TWO, _HD, F(1)), _ALL),
        join_args(Clip(_TWO, _HD, F(1)), ("1:1",)),
        analysis_args(_HD, Plan(growing=True)),
    ):
        assert not [arg for arg in args if arg.startswith("/")]
