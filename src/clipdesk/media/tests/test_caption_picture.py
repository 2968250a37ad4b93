"""Vietnamese in the picture: every mark is there, however the text was encoded, and the measure would notice if not."""

import numpy as np

from clipdesk.media.tests import caption_ink

_LETTERS = caption_ink.vietnamese_letters()
_SOME = _LETTERS[::4]


def test_all_vietnamese_letters_are_there() -> None:
    assert len(set(_LETTERS)) == 146
    assert all(len(letter) == 1 for letter in _LETTERS)


def test_every_mark_is_drawn() -> None:
    assert [match for match in caption_ink.compare(_SOME, _SOME) if not match.whole] == []


def test_nfd_gives_the_same_picture() -> None:
    composed, decomposed = (caption_ink.burn(caption_ink.sheets(_SOME, form)) for form in ("NFC", "NFD"))
    assert all(np.array_equal(one, other) for one, other in zip(composed, decomposed, strict=True))


def test_a_missing_mark_is_noticed() -> None:
    marked = [letter for letter in _SOME if letter not in "aâăeêioôơuưyAÂĂEÊIOÔƠUƯY"]
    bare = [caption_ink.without_a_mark(letter) for letter in marked]
    assert [match for match in caption_ink.compare(bare, marked) if match.whole] == []
