"""Break caption text into screens of at most two lines, where a reader would pause.

For every way to break, a price is summed up: breaking after a full stop is free, after a comma cheap, before a joining
word fair, in the middle of a phrase dear, right after a word that leans on the next one ("của", "the") dearer, and
inside a name ("Nguyễn Văn An") or between a number and what it counts ("25 triệu đồng") dearest. Uneven lines and
needless screens cost too. The cheapest way wins; equal prices go to the earlier break.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

Measure = Callable[[str], float]

_SENTENCE_END = re.compile(r"[.!?…:;]+[\"'”’»)\]]*$")
_CLAUSE_END = re.compile(r"[,–—-]+[\"'”’»)\]]*$")
_JOINING = frozenset(
    re.findall(
        r"\w+",
        """và nhưng mà hoặc hay thì vì nên nếu khi để do bởi rồi còn sau trước trong ngoài từ tại ở với theo cho về qua
        đến tới lúc bằng vào
        and but or so because if when while that which who where after before with from into for to in on at by""",
    )
)
_LEANING = frozenset(
    re.findall(
        r"\w+",
        """của các những một mỗi mọi là bị được đã đang sẽ không chưa rất cũng vẫn sự việc người ông bà anh chị số tháng
        năm ngày lần thứ và để với cho từ tại ở trong trên dưới về theo vào ra lên bằng giữa qua đến tới cùng như cái con
        chiếc hơn gần khoảng do bởi vì nên nếu khi hoặc hay mà nhưng nhiều mấy
        the a an of to in on at by for with from and or but if as than into onto over under between through during
        against about after before my your his her its our their this that these those is are was were be been not no
        mr mrs ms dr""",
    )
)
_MULTIPLIERS = frozenset(
    re.findall(r"\w+", "trăm nghìn ngàn vạn triệu tỷ tỉ mươi chục tá hundred thousand million billion dozen percent")
)
_COUNTED = re.compile(r"[\d.,:/–-]*\d%?|\d+(?:h|g|giờ|k)?\d*", re.IGNORECASE)
_NAME_PRICE, _LEANING_PRICE, _PHRASE_PRICE, _JOINT_PRICE, _CLAUSE_PRICE = 6.0, 1.5, 0.6, 0.35, 0.12
_SCREEN = 1.0


@dataclass(frozen=True)
class _Words:
    words: tuple[str, ...]
    forced: frozenset[int]  # a line break stood before this word


def screens(text: str, limit: float, measure: Measure) -> list[list[str]]:
    """Return `text` as screens of one or two lines, each at most `limit` wide by `measure`."""
    own = [line.strip() for line in text.splitlines() if line.strip()]
    if len(own) <= 2 and all(measure(line) <= limit for line in own):
        return [own] if own else []
    laid = _split(text, limit, measure)
    count = len(laid.words)
    best: list[tuple[float, int, int]] = [(0.0, 0, 0)] + [(float("inf"), 0, 0)] * count  # price, start, middle
    width = lru_cache(maxsize=None)(lambda start, end: measure(" ".join(laid.words[start:end])))
    for start in range(count):
        for middle, end, price in _candidates(laid, start, limit, width):
            total = best[start][0] + price
            if total < best[end][0]:
                best[end] = (total, start, middle)
    return _walk_back(laid.words, best)


def _candidates(
    laid: _Words, start: int, limit: float, width: Callable[[int, int], float]
) -> list[tuple[int, int, float]]:
    """Every screen that may begin at word `start`: where its first line ends, where it ends, what it costs."""
    found = []
    count = len(laid.words)
    for middle in range(start + 1, count + 1):
        first = width(start, middle)
        if first > limit and middle > start + 1:
            break
        closing = 0.0 if middle == count else 1.5 * _price(laid, middle)
        found.append((middle, middle, _SCREEN + closing + 0.6 * (1 - first / limit) ** 2))
        for end in range(middle + 1, count + 1):
            second = width(middle, end)
            if second > limit and end > middle + 1:
                break
            closing = 0.0 if end == count else 1.5 * _price(laid, end)
            uneven = ((first - second) / limit) ** 2
            found.append((middle, end, _SCREEN + closing + 0.6 * _price(laid, middle) + 0.8 * uneven))
    return found


def _price(laid: _Words, place: int) -> float:
    """What a break before word `place` costs, from 0 (a pause) to 6 (tears a name)."""
    before, after = laid.words[place - 1], laid.words[place]
    if place in laid.forced or _SENTENCE_END.search(before):
        return 0.0
    if _CLAUSE_END.search(before):
        return _CLAUSE_PRICE
    if _belong_together(laid, place):
        return _NAME_PRICE
    if _leans(laid, place) or _is_name(before, after):  # a name here begins with the sentence's own capital, perhaps
        return _LEANING_PRICE
    return _JOINT_PRICE if after.casefold() in _JOINING else _PHRASE_PRICE


def _leans(laid: _Words, place: int) -> bool:
    """Whether the word before a place needs the next one. A capital in mid-sentence makes "An" and "Cho" names."""
    word = laid.words[place - 1].strip("\"'“”‘’«»()[]").rstrip(".")
    return word.casefold() in _LEANING and (_begins(laid, place - 1) or word[:1].islower() or word.isupper())


def _begins(laid: _Words, place: int) -> bool:
    """Whether a sentence begins at word `place`."""
    return place == 0 or bool(_SENTENCE_END.search(laid.words[place - 1]))


def _belong_together(laid: _Words, place: int) -> bool:
    """Whether the words around a place are one name, or a number and what it counts (or is multiplied by)."""
    before, after = laid.words[place - 1], laid.words[place]
    if _is_number(before):
        return True
    if before.casefold() in _MULTIPLIERS and place > 1 and _is_number(laid.words[place - 2]):
        return after.casefold().strip(".,;:!?…") not in _JOINING
    return _is_name(before, after) and not _begins(laid, place - 1)


def _is_name(before: str, after: str) -> bool:
    return before[:1].isupper() and after[:1].isupper() and not before.isupper()


def _is_number(word: str) -> bool:
    return bool(_COUNTED.fullmatch(word.strip("\"'“”‘’«»()[]$€£")))


def _split(text: str, limit: float, measure: Measure) -> _Words:
    words: list[str] = []
    forced: set[int] = set()
    for line in text.splitlines():
        if words and line.strip():
            forced.add(len(words))
        for word in line.split():
            words.extend(_pieces(word, limit, measure))
    return _Words(tuple(words), frozenset(forced))


def _pieces(word: str, limit: float, measure: Measure) -> list[str]:
    """A word wider than the line (an address, say) is cut where it must be."""
    pieces = [""]
    for character in word:
        if pieces[-1] and measure(pieces[-1] + character) > limit:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _walk_back(words: tuple[str, ...], best: list[tuple[float, int, int]]) -> list[list[str]]:
    found: list[list[str]] = []
    end = len(words)
    while end > 0:
        _, start, middle = best[end]
        lines = [words[start:middle], words[middle:end]]
        found.append([" ".join(line) for line in lines if line])
        end = start
    return found[::-1]
