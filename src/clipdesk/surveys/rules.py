"""The rules of a form, in a small part of XPath as XLSForm writes it: parsed by us, evaluated by us, nothing else runs.

Taken: `${question}`, `.` (the answer itself), numbers, 'texts', + - * div mod, = != < <= > >=, and, or, not(), true(),
false(), selected(), count-selected(), string-length(), number(), round(), date(), today(); in a choice_filter also the names
of the columns of the choices. Everything else is refused when it is written, not when somebody answers.

    >>> rule = parse("${age} >= 18 and selected(${news}, 'radio')")
    >>> rule.holds({"age": 30.0, "news": "tv radio"})
    True
    >>> sorted(rule.names)
    ['age', 'news']
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clipdesk.surveys.refusals import RuleUnfit

Value: TypeAlias = str | float | bool | date
"""What an answer is to a rule; several choices are their names with a space between; no answer is an empty text."""

LONGEST = 1000
_DEEPEST = 40
_EPOCH = date(1970, 1, 1)
_TOKEN = re.compile(
    r"\s*(?:(?P<question>\$\{\s*[A-Za-z_][\w.-]*\s*\})|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>\d+(?:\.\d+)?|\.\d+)"
    r"|(?P<name>[A-Za-z_][\w-]*)|(?P<sign><=|>=|!=|[=<>+*(),.-]))"
)


@dataclass(frozen=True)
class _Scene:
    answers: Mapping[str, Value]
    own: Value
    columns: Mapping[str, str]
    today: date


_Node: TypeAlias = Callable[[_Scene], Value]


@dataclass(frozen=True)
class Rule:
    """A rule that was read. names: the questions that it asks about; columns: the columns of choices that it names."""

    text: str
    names: frozenset[str]
    columns: frozenset[str]
    node: _Node

    def holds(
        self,
        answers: Mapping[str, Value],
        own: Value = "",
        columns: Mapping[str, str] | None = None,
        today: date | None = None,
    ) -> bool:
        """Tell whether it holds for these answers (own: the answer it stands at; columns: those of one choice)."""
        scene = _Scene(answers, own, columns or {}, today or datetime.now(UTC).date())
        return _truth(self.node(scene))


@lru_cache(maxsize=4096)
def parse(text: str, *, of_choices: bool = False) -> Rule:
    """Read a rule; of_choices: it is a choice_filter, in which bare names are columns of the choices.

    Raises:
        RuleUnfit: it is none, or uses what is not taken.
    """
    return _Reader(text, of_choices).rule()


class _Reader:
    """One pass over the words of a rule, from the weakest tie (or) to the strongest."""

    def __init__(self, text: str, of_choices: bool) -> None:
        self.text, self.of_choices = text, of_choices
        self.names: set[str] = set()
        self.columns: set[str] = set()
        self.words = self._split()
        self.at, self.depth = 0, 0

    def rule(self) -> Rule:
        node = self._or()
        if self.at < len(self.words):
            raise self._unfit(_("there is something too much in it"))
        return Rule(self.text, frozenset(self.names), frozenset(self.columns), node)

    def _split(self) -> list[tuple[str, str]]:
        if len(self.text) > LONGEST:
            raise RuleUnfit(rule=self.text[:40] + "…", what=_("it is too long"))
        words, at = [], 0
        text = self.text.rstrip()
        while at < len(text):
            found = _TOKEN.match(text, at)
            if found is None:
                raise self._unfit(_("it holds a sign that is not taken"))
            words.append((str(found.lastgroup), found.group(str(found.lastgroup))))
            at = found.end()
        return words

    def _unfit(self, what: str | Promise) -> RuleUnfit:
        return RuleUnfit(rule=self.text, what=what)

    def _peek(self, *signs: str) -> str | None:
        if self.at < len(self.words) and self.words[self.at][1] in signs and self.words[self.at][0] in ("sign", "name"):
            return self.words[self.at][1]
        return None

    def _take(self, *signs: str) -> str | None:
        found = self._peek(*signs)
        self.at += found is not None
        return found

    def _or(self) -> _Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self._unfit(_("it has too many brackets"))
        node = self._and()
        while self._take("or"):
            node = _either(node, self._and())
        self.depth -= 1
        return node

    def _and(self) -> _Node:
        node = self._equal()
        while self._take("and"):
            node = _both(node, self._equal())
        return node

    def _equal(self) -> _Node:
        node = self._order()
        while sign := self._take("=", "!="):
            node = _equality(sign, node, self._order())
        return node

    def _order(self) -> _Node:
        node = self._sum()
        while sign := self._take("<", "<=", ">", ">="):
            node = _calculated(_ORDERS[sign], node, self._sum())
        return node

    def _sum(self) -> _Node:
        node = self._product()
        while sign := self._take("+", "-"):
            node = _calculated(_SUMS[sign], node, self._product())
        return node

    def _product(self) -> _Node:
        node = self._signed()
        while sign := self._take("*", "div", "mod"):
            node = _calculated(_PRODUCTS[sign], node, self._signed())
        return node

    def _signed(self) -> _Node:
        minus = 0
        while self._take("-"):
            minus += 1
        node = self._single()
        return _calculated(lambda one, _two: -one, node, node) if minus % 2 else node

    def _single(self) -> _Node:
        if self.at >= len(self.words):
            raise self._unfit(_("it ends too soon"))
        kind, word = self.words[self.at]
        self.at += 1
        if kind == "question":
            name = word[2:-1].strip()
            self.names.add(name)
            return lambda scene: scene.answers.get(name, "")
        if kind == "text":
            return lambda scene, said=word[1:-1]: said  # type: ignore[misc]
        if kind == "number":
            return lambda scene, said=float(word): said  # type: ignore[misc]
        if word == "(":
            return self._closed(self._or())
        if word == ".":
            return lambda scene: scene.own
        if kind == "name":
            return self._call(word) if self._take("(") else self._column(word)
        raise self._unfit(_("there is something too much in it"))

    def _closed(self, node: _Node) -> _Node:
        if not self._take(")"):
            raise self._unfit(_("a bracket is not closed"))
        return node

    def _column(self, name: str) -> _Node:
        if not self.of_choices:
            raise RuleUnfit(rule=self.text, what=_("questions are written as ${name}"))
        self.columns.add(name)
        return lambda scene: scene.columns.get(name, "")

    def _call(self, name: str) -> _Node:
        if name not in _FUNCTIONS:
            raise self._unfit(_("it uses a function that is not taken"))
        wanted, work = _FUNCTIONS[name]
        given: list[_Node] = []
        if not self._peek(")"):
            given.append(self._or())
            while self._take(","):
                given.append(self._or())
        if len(given) != wanted:
            raise self._unfit(_("a function has too many or too few parts"))
        self._closed(lambda scene: "")
        return lambda scene: work(scene, [node(scene) for node in given])


def _truth(value: Value) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return bool(value)


def _number(value: Value) -> float:
    """XPath's number(): what is none is no number, and compares with nothing."""
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, date):
        return float((value - _EPOCH).days)
    if isinstance(value, float):
        return value
    try:
        return float(value) if value.strip() else math.nan
    except ValueError:
        return math.nan


def _words(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if math.isfinite(value) and value == int(value) else repr(value)
    return value.isoformat() if isinstance(value, date) else value


def _either(one: _Node, two: _Node) -> _Node:
    return lambda scene: _truth(one(scene)) or _truth(two(scene))


def _both(one: _Node, two: _Node) -> _Node:
    return lambda scene: _truth(one(scene)) and _truth(two(scene))


def _equality(sign: str, one: _Node, two: _Node) -> _Node:
    def equal(scene: _Scene) -> Value:
        left, right = one(scene), two(scene)
        if isinstance(left, bool) or isinstance(right, bool):
            same = _truth(left) == _truth(right)
        elif isinstance(left, float) or isinstance(right, float):
            numbers = _number(left), _number(right)
            if any(math.isnan(number) for number in numbers):
                return sign == "!="
            same = numbers[0] == numbers[1]
        else:
            same = _words(left) == _words(right)
        return same == (sign == "=")

    return equal


def _calculated(work: Callable[[float, float], Value], one: _Node, two: _Node) -> _Node:
    return lambda scene: work(_number(one(scene)), _number(two(scene)))


def _divided(one: float, two: float) -> float:
    return one / two if two else math.nan


def _rest(one: float, two: float) -> float:
    return math.fmod(one, two) if two and math.isfinite(one) else math.nan


_ORDERS: Mapping[str, Callable[[float, float], Value]] = {
    "<": lambda one, two: one < two,
    "<=": lambda one, two: one <= two,
    ">": lambda one, two: one > two,
    ">=": lambda one, two: one >= two,
}
_SUMS: Mapping[str, Callable[[float, float], Value]] = {
    "+": lambda one, two: one + two,
    "-": lambda one, two: one - two,
}
_PRODUCTS: Mapping[str, Callable[[float, float], Value]] = {
    "*": lambda one, two: one * two,
    "div": _divided,
    "mod": _rest,
}


def _as_date(value: Value) -> Value:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(_words(value))
    except ValueError:
        return ""


def _rounded(value: Value) -> Value:
    number = _number(value)
    return float(math.floor(number + 0.5)) if math.isfinite(number) else number


_FUNCTIONS: Mapping[str, tuple[int, Callable[[_Scene, list[Value]], Value]]] = {
    "selected": (2, lambda scene, of: _words(of[1]) in _words(of[0]).split()),
    "count-selected": (1, lambda scene, of: float(len(_words(of[0]).split()))),
    "not": (1, lambda scene, of: not _truth(of[0])),
    "true": (0, lambda scene, of: True),
    "false": (0, lambda scene, of: False),
    "string-length": (1, lambda scene, of: float(len(_words(of[0])))),
    "number": (1, lambda scene, of: _number(of[0])),
    "round": (1, lambda scene, of: _rounded(of[0])),
    "date": (1, lambda scene, of: _as_date(of[0])),
    "today": (0, lambda scene, of: scene.today),
}
