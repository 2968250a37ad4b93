"""Changing a draft's form: add, change, move, delete questions and groups; languages.

Forms are changed as the flat list of rows that XLSForm is, where a group begins and ends; so moving is a swap.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from clipdesk.surveys.form import CHOOSING, Choice, Form, Group, Item, Question
from clipdesk.surveys.refusals import FormUnfit


@dataclass(frozen=True)
class Row:
    """One line of the flat form. item: a question, or the group that begins here (without what it holds); None: one ends.

    depth: in how many groups it stands.
    """

    item: Item | None
    depth: int


def flat(items: tuple[Item, ...], depth: int = 0) -> Iterator[Row]:
    """Yield the rows of a form."""
    for item in items:
        if isinstance(item, Group):
            yield Row(replace(item, items=()), depth)
            yield from flat(item.items, depth + 1)
            yield Row(None, depth)
        else:
            yield Row(item, depth)


def nested(rows: list[Row]) -> tuple[Item, ...]:
    """Return the items of rows in which every group that begins also ends."""
    levels: list[list[Item]] = [[]]
    groups: list[Group] = []
    for row in rows:
        if isinstance(row.item, Group):
            groups.append(row.item)
            levels.append([])
        elif row.item is None:
            inner = tuple(levels.pop())
            levels[-1].append(replace(groups.pop(), items=inner))
        else:
            levels[-1].append(row.item)
    return tuple(levels[0])


def with_item(form: Form, item: Item, after: str = "") -> Form:
    """Return the form with an item put after another one (a group's name: as the first in it), or at the end."""
    rows = list(flat(form.items))
    new = list(flat((item,)))
    at = _place(rows, after) + 1 if after else len(rows)
    return replace(form, items=nested(rows[:at] + new + rows[at:]))


def with_changed(form: Form, name: str, item: Item, choices: tuple[Choice, ...] | None = None) -> Form:
    """Return the form with one question or group changed; its choices become a list of its own where others share theirs.

    Raises:
        FormUnfit: there is none of that name.
    """
    rows = list(flat(form.items))
    at = _place(rows, name)
    lists = dict(form.lists)
    if isinstance(item, Question) and item.kind in CHOOSING and choices is not None:
        shared = {one.list for one in form.questions if one.name != name}
        own = item.list if item.list and item.list not in shared else _free(f"{item.name}_choices", set(lists))
        item = replace(item, list=own)
        lists[own] = choices
    rows[at] = Row(item, rows[at].depth)
    return _without_unused(replace(form, items=nested(rows), lists=lists))


def without(form: Form, name: str) -> Form:
    """Return the form without a question; a group goes, and what it holds stays where it was."""
    rows = list(flat(form.items))
    at = _place(rows, name)
    gone = {at}
    if isinstance(rows[at].item, Group):
        gone.add(_end(rows, at))
    return _without_unused(replace(form, items=nested([row for place, row in enumerate(rows) if place not in gone])))


def moved(form: Form, name: str, *, up: bool) -> Form:
    """Return the form with a question one row up or down, into and out of groups; a whole group passes its neighbour."""
    rows = list(flat(form.items))
    at = _place(rows, name)
    last = _end(rows, at) if isinstance(rows[at].item, Group) else at
    block = rows[at : last + 1]
    if up:
        first = _beginning(rows, at - 1) if len(block) > 1 else at - 1
        stays = first < 0 or (len(block) > 1 and rows[at - 1].depth < rows[at].depth)
        order = rows if stays else rows[:first] + block + rows[first:at] + rows[last + 1 :]
    else:
        stays = last + 1 >= len(rows) or (len(block) > 1 and rows[last + 1].item is None)
        end = last + 1
        if not stays and len(block) > 1 and isinstance(rows[end].item, Group):
            end = _end(rows, end)
        order = rows if stays else rows[:at] + rows[last + 1 : end + 1] + block + rows[end + 1 :]
    return replace(form, items=nested(order))


def with_language(form: Form, code: str, name: str) -> Form:
    """Return the form with one more language."""
    return replace(form, languages={**form.languages, code: name})


def without_language(form: Form, code: str) -> Form:
    """Return the form without a language and its words.

    Raises:
        FormUnfit: it is the form's own.
    """
    if code == form.default_language:
        raise FormUnfit(where=code, what=_("the survey's own language stays"))
    languages = {one: name for one, name in form.languages.items() if one != code}
    texts = {name: _less(getattr(form, name), code) for name in ("title", "introduction", "thanks")}
    lists = {
        name: tuple(replace(choice, label=_less(choice.label, code)) for choice in choices)
        for name, choices in form.lists.items()
    }
    rows = [replace(row, item=_item_less(row.item, code)) for row in flat(form.items)]
    return replace(form, languages=languages, lists=lists, items=nested(rows), **texts)


def free_name(form: Form, wanted: str) -> str:
    """Return a name that no question or group of the form has."""
    return _free(wanted, {row.item.name for row in flat(form.items) if row.item})


def _item_less(item: Item | None, code: str) -> Item | None:
    if isinstance(item, Question):
        names = ("label", "hint", "required_message", "constraint_message")
        less: dict[str, Any] = {name: _less(getattr(item, name), code) for name in names}
        return replace(item, **less)
    return replace(item, label=_less(item.label, code)) if item else None


def _less(texts: Mapping[str, str], code: str) -> dict[str, str]:
    return {one: text for one, text in texts.items() if one != code}


def _free(wanted: str, taken: set[str]) -> str:
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted}_{number}"
    return name


def _place(rows: list[Row], name: str) -> int:
    for at, row in enumerate(rows):
        if row.item is not None and row.item.name == name:
            return at
    raise FormUnfit(where=name, what=_("there is no such question any more"))


def _end(rows: list[Row], at: int) -> int:
    """Where the group that begins at a place ends."""
    return next(
        place for place in range(at + 1, len(rows)) if rows[place].item is None and rows[place].depth == rows[at].depth
    )


def _beginning(rows: list[Row], at: int) -> int:
    """Where what ends at a place begins: the group, or the question itself."""
    if at < 0 or rows[at].item is not None:
        return at
    return next(place for place in range(at, -1, -1) if rows[place].item and rows[place].depth == rows[at].depth)


def _without_unused(form: Form) -> Form:
    used = {one.list for one in form.questions}
    return replace(form, lists={name: choices for name, choices in form.lists.items() if name in used})
