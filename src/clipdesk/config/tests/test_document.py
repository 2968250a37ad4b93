"""The manual names every setting and every command, and no other."""

from __future__ import annotations

import argparse
import re
from importlib import import_module
from pathlib import Path

import pytest

from clipdesk.config import databases, settings
from clipdesk.config.cli import COMMANDS
from clipdesk.kernel import env

ROOT = Path(__file__).resolve().parents[4]
REFERENCE = ROOT / "docs" / "reference"


def first_column(page: str) -> list[str]:
    return re.findall(r"^\| `([^`]+)` \|", (REFERENCE / page).read_text(encoding="utf-8"), re.MULTILINE)


def test_every_setting_is_documented_and_no_other() -> None:
    assert settings.DATABASES
    for role in (databases.APP, databases.OWNER):
        databases.password(role)
    documented = first_column("settings.md")
    assert sorted(documented) == sorted(env.READ)


def test_the_documented_defaults_are_the_real_ones() -> None:
    text = (REFERENCE / "settings.md").read_text(encoding="utf-8")
    defaults = dict(re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|", text, re.MULTILINE))
    places = {
        "CLIPDESK_DATA",
        "CLIPDESK_CHECKPOINTS",
        "CLIPDESK_CREDENTIALS",
        "CLIPDESK_FILES",
        "CLIPDESK_LIVE",
        "CLIPDESK_MODELS",
        "CLIPDESK_ORIGIN",
        "CLIPDESK_SIGNER_KEYS",
    }  # their defaults depend on others
    assert {name: env.READ[name] for name in defaults if name not in places} == {
        name: value for name, value in defaults.items() if name not in places
    }


def test_every_command_is_documented_and_no_other() -> None:
    assert first_column("commands.md") == [f"clipdesk {name}" for name in COMMANDS]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_documented_option_exists(name: str) -> None:
    module = import_module(f"clipdesk.config.commands.{name}")
    parser = argparse.ArgumentParser()
    module.arguments(parser)
    text = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    (line,) = re.findall(rf"^\| `clipdesk {name}` \| (.+) \|$", text, re.MULTILINE)
    known = {option for action in parser._actions for option in action.option_strings}
    assert set(re.findall(r"--[a-z-]+", line)) <= known
    assert module.HELP.endswith(".")


@pytest.mark.parametrize("page", ["install.md", "vi/install.md"])
def test_the_guides_name_real_commands_settings_and_files(page: str) -> None:
    path = ROOT / "docs" / "operations" / page
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r"clipdesk (\w+) (?=[-\"/]|local|build)", text)) <= {*COMMANDS, "env"}
    named = set(re.findall(r"\b(?:CLIPDESK_[A-Z_]+|DATABASE_URL)\b", text))
    assert named <= set(first_column("settings.md"))
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        assert (path.parent / link).exists(), link
    for file in re.findall(r"deploy/[\w.-]+", text):
        assert (ROOT / file).exists()
