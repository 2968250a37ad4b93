"""What the one pass found, in the planner's own measures."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from clipdesk.media.analysis.result import Analysis
from clipdesk.media.errors import NoPicture
from clipdesk.media.faces.face import Face, Faces
from clipdesk.media.framing.propose import propose
from clipdesk.media.framing.recording import scene_of
from clipdesk.media.recipe import Range
from clipdesk.media.source_info import SourceInfo

F = Fraction
_LEFT, _RIGHT = Face(0.2, 0.2, 0.1, 0.2, 0.9), Face(0.7, 0.2, 0.1, 0.2, 0.9)


def _seen(info: SourceInfo) -> Analysis:
    """The face is left in the first shot (frames 0 to 49), right in the second."""
    faces = Faces("haar", 5, tuple((_LEFT,) if number < 10 else (_RIGHT,) for number in range(20)))
    return Analysis(100, (0, 50), (), (), None, "proxy.mp4", (), faces=faces)


def test_the_window_stands_on_the_face_of_each_shot(bulletin_info: SourceInfo) -> None:
    first, second = propose(scene_of(bulletin_info, _seen(bulletin_info), Range(F(0), F(4))), "9:16")
    assert (first.first, first.end, second.first, second.end) == (0, 50, 50, 100)
    assert [one.kind for one in (first, second)] == ["face", "face"]
    for proposal, middle in ((first, 0.25), (second, 0.75)):
        # the window of a 16:9 picture is 0.316 of its width; the whole box has to stand in it
        assert abs(float(proposal.parts[0].keys[0].x) - middle) < 0.1


def test_only_the_stretch_that_is_asked_for(bulletin_info: SourceInfo) -> None:
    scene = scene_of(bulletin_info, _seen(bulletin_info), Range(F(1), F(2)))
    assert (scene.first, scene.end) == (25, 50)
    assert [sample.frame for sample in scene.samples] == [25, 30, 35, 40, 45]


def test_sound_alone_has_no_scene(bulletin_info: SourceInfo) -> None:
    with pytest.raises(NoPicture):
        scene_of(replace(bulletin_info, video=None), _seen(bulletin_info))
