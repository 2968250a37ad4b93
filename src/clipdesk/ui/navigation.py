"""Where rooms hang their doors: each room registers its navigation items in its `AppConfig.ready`.

This package knows no room. It only keeps the list, asks `request.member` which items the person may use, and marks the
one they are in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

Label = str | Promise
Counter = Callable[[HttpRequest], int]


@dataclass(frozen=True)
class Door:
    """One item of the station's navigation or of the person's own menu."""

    order: int
    label: Label
    icon: str
    url_name: str
    ability: str | None = None
    count: Counter | None = None
    live: str = ""


_station: dict[str, Door] = {}
_personal: dict[str, Door] = {}
_bell: list[Door] = []
_search: list[Door] = []


def register(
    order: int, label: Label, icon: str, url_name: str, ability: str | None = None, count: Counter | None = None
) -> None:
    """Add an item to the station's navigation. `url_name` takes the station's slug as the keyword `station`.

    The item shows when `ability` is None or `request.member.may(ability)`; `count(request)` puts a number beside it.
    Registering a `url_name` again replaces the earlier item.
    """
    _station[url_name] = Door(order, label, icon, url_name, ability, count)


def register_personal(order: int, label: Label, icon: str, url_name: str) -> None:
    """Add an item to the person's own menu; `url_name` takes no argument."""
    _personal[url_name] = Door(order, label, icon, url_name)


def register_notices(label: Label, url_name: str, count: Counter, live: str) -> None:
    """Set the page behind the bell, what counts its unread notices, and the name of the address where an open page asks
    for both (`live`: JSON with `count`, `shown`, `urgent`); both addresses take `station`."""
    _bell[:] = [Door(0, label, "bell", url_name, None, count, live)]


def register_search(url_name: str, ability: str | None = None) -> None:
    """Set the page that answers the search box (GET with `q`), shown to who may `ability`; `url_name` takes `station`."""
    _search[:] = [Door(0, "", "search", url_name, ability)]


def station_items(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the navigation of the station the person is at; empty when they are at none."""
    member = getattr(request, "member", None)
    if member is None:
        return []
    doors = [d for d in _station.values() if d.ability is None or member.may(d.ability)]
    items = [_item(door, _at(member, door.url_name), request) for door in sorted(doors, key=lambda d: d.order)]
    _mark_current(items, request.path)
    return items


def personal_items(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the items of the person's own menu."""
    doors = sorted(_personal.values(), key=lambda d: d.order)
    items = [_item(door, reverse(door.url_name), request) for door in doors]
    _mark_current(items, request.path)
    return items


def notices_item(request: HttpRequest) -> dict[str, Any] | None:
    """Return the bell's item, or None when the person is at no station or nothing is registered."""
    member = getattr(request, "member", None)
    if member is None or not _bell:
        return None
    return {**_item(_bell[0], _at(member, _bell[0].url_name), request), "live": _at(member, _bell[0].live)}


def search_url(request: HttpRequest) -> str | None:
    """Return the address of the search page of the station the person is at, if they may use it."""
    member = getattr(request, "member", None)
    if member is None or not _search:
        return None
    door = _search[0]
    return _at(member, door.url_name) if door.ability is None or member.may(door.ability) else None


def _at(member: Any, url_name: str) -> str:
    return reverse(url_name, kwargs={"station": member.station.slug})


def _item(door: Door, url: str, request: HttpRequest) -> dict[str, Any]:
    count = door.count(request) if door.count else 0
    return {"url": url, "label": door.label, "icon": door.icon, "current": "", "count": count}


def _mark_current(items: list[dict[str, Any]], path: str) -> None:
    """Mark the item of this very page (`page`), or else the deepest item the page lies under (`true`).

    The shortest address is the home of all: it is current only on its own page.
    """
    exact = next((item for item in items if item["url"] == path), None)
    if exact:
        exact["current"] = "page"
        return
    home = min((len(item["url"]) for item in items), default=0)
    above = [item for item in items if path.startswith(item["url"]) and len(item["url"]) > home]
    if above:
        max(above, key=lambda item: len(item["url"]))["current"] = "true"
