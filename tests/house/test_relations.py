"""The direction of the house holds for tables too: import contracts do not see `ForeignKey("room.Model")`."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models

#: From the roof to the foundations; rooms on one line do not know each other.
FLOORS = (
    {"config"},
    {"web", "site"},
    {"surveys"},
    {"audience"},
    {"publishing"},
    {"review"},
    {"clips"},
    {"library"},
    {"planning"},
    {"destinations"},
    {"accounts"},
    {"history"},
    {"jobs", "ui"},
)


def floor(room: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


def room_of(model: type[models.Model]) -> str:
    return model.__module__.split(".")[1] if model.__module__.startswith("clipdesk.") else ""


def relations() -> Iterator[tuple[str, str, str]]:
    """Every relation between two of our tables: room it stands in, room it points to, its name."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields(include_hidden=True):
            target = getattr(field, "related_model", None)
            if not field.auto_created and isinstance(target, type) and room_of(model) and room_of(target):
                yield room_of(model), room_of(target), f"{model.__name__}.{field.name}"


def test_no_relation_points_up() -> None:
    found = list(relations())
    assert len(found) > 30
    assert [name for here, there, name in found if here != there and floor(there) <= floor(here)] == []


def test_every_room_with_an_app_has_its_floor() -> None:
    ours = {config.name.split(".")[1] for config in apps.get_app_configs() if config.name.startswith("clipdesk.")}
    assert ours == set().union(*FLOORS)
