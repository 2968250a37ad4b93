"""Proposed shorts hold whole thoughts, whatever is known of a recording."""

from __future__ import annotations

from fractions import Fraction as F

import pytest

from clipdesk.clips.thoughts import (
    AFTER,
    BEFORE,
    Material,
    Story,
    Thought,
    sentences_between_pauses,
    sentences_of,
    shorts,
    stories_between_pauses,
)
from clipdesk.media.recipe import Cue, Range


def _thoughts(*times: tuple[float, float]) -> tuple[Thought, ...]:
    return tuple(Thought(F(str(start)), F(str(end)), f"Câu {number}.") for number, (start, end) in enumerate(times))


def _material(*stories: Story, shots: tuple[int, ...] = (0,)) -> Material:
    return Material(stories, tuple(F(shot) for shot in shots), F(600), F(25), lambda cut: 0.0)


@pytest.mark.parametrize(
    "times", [((10, 18), (19, 27), (28, 40)), ((10, 14.5), (15, 50), (50.25, 66), (66, 300), (301, 330))]
)
def test_no_short_begins_or_ends_inside_a_thought(times: tuple[tuple[float, float], ...]) -> None:
    thoughts = _thoughts(*times)
    found = shorts(_material(Story(thoughts)), 15, 60)
    assert found
    for short in found:
        cut = short.cut
        assert 15 <= cut.end - cut.start <= 60
        for thought in thoughts:
            whole = cut.start <= thought.start and thought.end <= cut.end + F(1, 25)
            assert whole or thought.end <= cut.start + F(1, 25) or cut.end <= thought.start


def test_air_is_left_around_the_words_but_never_taken_from_others() -> None:
    alone = shorts(_material(Story(_thoughts((10, 30)))), 15, 60)[0]
    assert alone.cut == Range(F(10) - BEFORE, F(30) + AFTER)
    (close,) = shorts(_material(Story(_thoughts((0, 9.92), (10, 40), (40.08, 200)))), 15, 35)
    assert close.cut == Range(F(248, 25), F(1002, 25))


def test_a_short_waits_for_the_new_picture() -> None:
    (short,) = shorts(_material(Story(_thoughts((10.5, 30))), shots=(0, 10, 20)), 15, 60)
    assert short.cut.start == F(10)
    assert [reason.kind for reason in short.reasons] == ["whole", "shot"]


def test_refused_and_cut_ones_do_not_come_back() -> None:
    story = Story(_thoughts((10, 30)))
    assert shorts(_material(story), 15, 60, [Range(F(10), F(25))]) == []
    assert len(shorts(_material(story), 15, 60, [Range(F(10), F(15))])) == 1


def test_none_lies_over_another_and_all_come_in_order() -> None:
    found = shorts(_material(Story(_thoughts(*((10 * n, 10 * n + 9) for n in range(40))))), 15, 60)
    assert 4 <= len(found) <= 12
    assert all(before.cut.end <= after.cut.start for before, after in zip(found, found[1:], strict=False))


def test_captions_give_sentences() -> None:
    cues = [
        Cue(F(0), F(2), "Mực nước sông Xanh\nđang lên"), Cue(F(2), F(4), "rất nhanh. "), Cue(F(5), F(6), "“Hãy cẩn thận!”"),
        Cue(F(7), F(8), "Không có dấu"), Cue(F(20), F(21), "Tin khác"),
    ]  # fmt: skip
    found = sentences_of(cues)
    assert [(int(each.start), int(each.end)) for each in found] == [(0, 4), (5, 6), (7, 8), (20, 21)]
    assert found[0].words == "Mực nước sông Xanh đang lên rất nhanh."


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("", [(0, 9), (10, 20)]),
        ("Một. Hai. Ba.", [(0, 4), (4.3, 9), (10, 20)]),
        ("Một câu thôi.", [(0, 20)]),
        ("Một. Hai. Ba. Bốn. Năm.", [(0, 4), (4.3, 9), (10, 15), (15.2, 20)]),
    ],
)
def test_pauses_give_as_many_sentences_as_the_script_has(script: str, expected: list[tuple[float, float]]) -> None:
    spans = [Range(F(start), F(end)) for start, end in ((0, 4), (4.3, 9), (10, 15), (15.2, 20))]
    found = sentences_between_pauses(spans, script)
    assert [(each.start, each.end) for each in found] == [(F(start), F(end)) for start, end in expected]


def test_long_pauses_part_stories() -> None:
    found = list(stories_between_pauses(_thoughts((0, 5), (6, 9), (11, 12), (12.5, 20))))
    assert [len(story.thoughts) for story in found] == [2, 2]
