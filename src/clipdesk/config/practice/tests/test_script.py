"""The words: complete in both languages, in order, and as long as they should be."""

import re
import unicodedata
from fractions import Fraction

from clipdesk.config.practice import papers
from clipdesk.config.practice.clips import PLANS, cut
from clipdesk.config.practice.script import ITEMS, LENGTH, RADIO
from clipdesk.config.practice.speech import tones
from clipdesk.config.practice.timing import lay_out, programme_length, shots

MARKS = re.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)


def test_the_planned_times_fill_the_programme_without_gaps() -> None:
    at = Fraction(0)
    for item in ITEMS:
        assert item.planned_start == at
        at += item.planned_length
    assert at == LENGTH == 75


def test_news_items_alternate_between_the_languages() -> None:
    assert [item.language for item in ITEMS[1:-1]] == ["vi", "en", "vi", "en"]


def test_every_sentence_stands_in_both_languages_in_composed_letters() -> None:
    said = [sentence for item in (*ITEMS, RADIO) for sentence in item.sentences]
    assert len({sentence.slug for sentence in said}) == len(said)
    for sentence in said:
        assert MARKS.search(sentence.said_in("vi")), sentence.slug
        assert not MARKS.search(sentence.said_in("en")), sentence.slug
        assert unicodedata.is_normalized("NFC", sentence.text + sentence.other)


def test_sentences_never_overlap_and_start_on_a_frame() -> None:
    timed = lay_out(ITEMS, tones)
    cues = [cue for entry in timed for cue in entry.spoken]
    for cue, following in zip(cues, cues[1:], strict=False):
        assert cue.end < following.start
        assert (cue.start * 25).denominator == 1
    assert cues[-1].end < programme_length(timed)


def test_shots_follow_each_other_from_the_first_frame_to_the_last() -> None:
    timed = lay_out(ITEMS, tones)
    cuts = shots(timed)
    assert cuts[0].start == 0
    assert cuts[-1].end == programme_length(timed)
    assert all(a.end == b.start for a, b in zip(cuts, cuts[1:], strict=False))
    assert {"opening", "both", "gauge", "street", "map", "closing"} <= {cut.scene for cut in cuts}


def test_captions_are_two_short_lines_at_most_in_each_language() -> None:
    timed = lay_out(ITEMS, tones)
    cues = [cue for entry in timed for cue in entry.spoken]
    for text in (papers.srt(cues), papers.srt(cues, "vi"), papers.srt(cues, "en")):
        blocks = text.strip().split("\n\n")
        assert len(blocks) == len(cues)
        for block in blocks:
            number, times, *lines = block.split("\n")
            assert number.isdigit()
            assert re.fullmatch(r"\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}", times)
            assert 1 <= len(lines) <= 2
            assert all(0 < len(line) <= 50 for line in lines)


def test_there_is_a_practice_clip_for_every_state_inside_its_item() -> None:
    timed = {entry.item.slug: entry for entry in lay_out(ITEMS, tones)}
    said = {cue.sentence.slug: (cue.start, cue.end) for entry in timed.values() for cue in entry.spoken}
    clips = cut(PLANS, said)
    states = [clip.state for clip in clips]
    assert sorted(states) == sorted(
        [
            "draft",
            "in_review",
            "sent_back",
            "signed",
            "expired",
            "published",
            "corrected",
            "withdrawn",
            "failed",
            "on_hold",
        ]
    )
    for clip in clips:
        entry = timed[clip.item]
        assert clip.language == entry.item.language
        for start, end in clip.ranges:
            assert entry.start <= start < end <= entry.end
        needs_a_note = clip.state in ("sent_back", "corrected", "withdrawn", "failed", "on_hold")
        assert bool(clip.note) is needs_a_note
        assert len(clip.title) <= 70
