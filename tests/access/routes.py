"""All routes that the code has: what the matrix is held against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver
from starlette.routing import BaseRoute, Mount, Route

from clipdesk.accounts.doors import Rule
from clipdesk.accounts.roles import (
    ABILITIES,
    DEPUTY,
    DESK_EDITOR,
    EDITOR_IN_CHIEF,
    OPERATOR,
    PRODUCER,
    SOCIAL_EDITOR,
    TRAINEE,
)

LETTERS = {
    "P": PRODUCER,
    "D": DESK_EDITOR,
    "E": EDITOR_IN_CHIEF,
    "U": DEPUTY,
    "S": SOCIAL_EDITOR,
    "O": OPERATOR,
    "T": TRAINEE,
}


def django_routes() -> dict[str, URLPattern]:
    """Every address that Django answers, by name."""
    return dict(_walk(get_resolver().url_patterns, ""))


def parameters(name: str) -> list[str]:
    """The names in a route's address."""
    return sorted(django_routes()[name].pattern.regex.groupindex)


def rule_of(name: str) -> Rule | None:
    """What the door of a route asks; None where it hangs behind no door of ours."""
    return getattr(django_routes()[name].callback, "rule", None)


def letters_of(rule: Rule) -> str:
    """Who passes a member's door on a real station, as letters."""
    return "".join(
        letter for letter, role in LETTERS.items() if rule.ability is None or rule.ability in ABILITIES[role]
    )


def starlette_routes(routes: Iterable[BaseRoute], prefix: str = "") -> Iterator[tuple[str, set[str]]]:
    """Every address that Starlette answers: path and methods (HEAD comes with GET)."""
    for route in routes:
        if isinstance(route, Mount) and route.routes:
            yield from starlette_routes(route.routes, prefix + route.path)
        elif isinstance(route, Mount):
            yield prefix + (route.path or "/"), set()
        elif isinstance(route, Route):
            yield prefix + route.path, set(route.methods or ()) - {"HEAD"}


def _walk(patterns: Iterable[URLPattern | URLResolver], namespace: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}", pattern
