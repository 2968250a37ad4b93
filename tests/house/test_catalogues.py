"""Every room that speaks, speaks Vietnamese."""

from __future__ import annotations

from importlib import util
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]


def messages_tool() -> ModuleType:
    spec = util.spec_from_file_location("messages", ROOT / "checks" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ROOMS = sorted(Path(config.path) for config in apps.get_app_configs() if config.name.startswith("clipdesk."))


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_that_says_something_has_a_whole_catalogue(room: Path) -> None:
    tool = messages_tool()
    said = tool.texts(tool.extracted(room, ROOT, "vi"))
    if not said:
        pytest.skip(f"{room.name} says nothing")
    assert tool.catalogue_path(room, "vi").exists()
    assert tool.check(ROOT, [room.name]) == []


def test_django_finds_every_catalogue_of_the_house() -> None:
    """A catalogue outside the apps has to stand in LOCALE_PATHS, or nobody reads it."""

    read = {*map(str, settings.LOCALE_PATHS), *(str(room / "locale") for room in ROOMS)}
    held = {str(path.parents[2]) for path in (ROOT / "src" / "clipdesk").glob("*/locale/vi/LC_MESSAGES/django.po")}
    assert held <= read
