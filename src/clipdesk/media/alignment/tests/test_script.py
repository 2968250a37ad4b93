"""A script becomes lines that keep their number, and characters of what is said lead back to words."""

from clipdesk.media.alignment.script import script_lines


def test_a_paragraph_becomes_its_sentences() -> None:
    first = "The new bridge for cyclists in the north of the city opened this morning at last."
    second = "Three hundred children from two schools will cross the river on it every single day."
    lines = script_lines(f"{first} {second}\n\n– –\nGood night.", "en")
    assert [(line.number, line.text) for line in lines] == [(0, first), (0, second), (3, "Good night.")]


def test_short_sentences_stay_together() -> None:
    assert [line.text for line in script_lines("Dr. Smith spoke. He left.", "en")] == ["Dr. Smith spoke. He left."]


def test_endless_lines_are_cut_between_words() -> None:
    lines = script_lines("word " * 1000, "en")
    assert sum(len(line.words) for line in lines) == 1000
    assert max(len(line.text) for line in lines) <= 800


def test_characters_lead_back_to_words() -> None:
    line = script_lines("Mưa 4,18 m nay", "vi")[0]
    assert line.said == "Mưa bốn phẩy mười tám mét nay ."
    assert [line.word_at(line.said.index(part)) for part in ("Mưa", "bốn", "phẩy", "tám", "mét", "nay", ".")] == [
        0, 1, 1, 1, 2, 3, 3
    ]  # fmt: skip
