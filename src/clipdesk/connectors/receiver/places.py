"""A place that a receiver names for a file: a signed address of its own bucket, so that the desk holds no key of that."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from clipdesk.connectors.receiver.errors import NoSuchPlace

MOST_HEADERS, MOST_CHARACTERS = 10, 4000
#: What may be asked to go along: what storages need, and nothing that means something on the way.
_HEADER = re.compile(r"(?:x-amz|x-goog|x-ms|x-oss|x-obs)-[a-z0-9-]{1,60}|content-type|content-md5|cache-control")
_VALUE = re.compile(r"[\x20-\x7e]{0,1000}")


@dataclass(frozen=True)
class Place:
    """An address that takes one file by `PUT`, and the headers that have to go along. It may hold a key. media_type:
    empty, where the file's own will do."""

    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    media_type: str = ""


def places_of(said: object) -> dict[str, Place]:
    """Read the places that a receiver named, by the names of the files; none: it takes them itself.

    Raises:
        NoSuchPlace: one of them is none.
    """
    if said is None:
        return {}
    if not isinstance(said, dict):
        raise NoSuchPlace
    return {str(name): _place(one) for name, one in said.items()}


def _place(said: object) -> Place:
    url, headers = (said.get("url"), said.get("headers", {})) if isinstance(said, dict) else (None, None)
    if not isinstance(url, str) or len(url) > MOST_CHARACTERS or not isinstance(headers, dict):
        raise NoSuchPlace
    if len(headers) > MOST_HEADERS or not all(_may_go_along(name, value) for name, value in headers.items()):
        raise NoSuchPlace
    given = {name.lower(): value for name, value in headers.items()}
    media_type = given.pop("content-type", "")
    return Place(url, given, media_type)


def _may_go_along(name: object, value: object) -> bool:
    known = isinstance(name, str) and _HEADER.fullmatch(name.lower()) is not None
    return known and isinstance(value, str) and _VALUE.fullmatch(value) is not None
