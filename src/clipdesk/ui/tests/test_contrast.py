"""Contrast by the WCAG 2.2 formula (relative luminance), computed from tokens.css itself."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[1] / "static" / "ui" / "tokens.css").read_text(encoding="utf-8")
STATES = ("draft", "review", "back", "signed", "live", "held", "failed", "withdrawn", "unknown")
GROUNDS = ("paper", "surface", "sunken", "raised")
TEXT = [(ink, ground) for ink in ("ink", "ink-2", "ink-3", "accent", "danger", "failed") for ground in GROUNDS]
TEXT += [(state, f"{state}-soft") for state in STATES] + [("ink", f"{state}-soft") for state in STATES]
TEXT += [("on-solid", solid) for solid in ("accent", "accent-strong", "danger", "danger-strong")]
TEXT += [("accent", "accent-soft"), ("accent-strong", "accent-soft"), ("practice-ink", "practice")]
CONTROLS = [(edge, ground) for edge in ("line-strong", "focus") for ground in GROUNDS]
CONTROLS += [(state, ground) for state in STATES for ground in ("paper", "surface")]


def blocks() -> dict[str, dict[str, str]]:
    light = CSS[CSS.index(":root {") : CSS.index("@media")]
    system = CSS[CSS.index(':root:not([data-theme="light"])') : CSS.index(':root[data-theme="dark"]')]
    chosen = CSS[CSS.index(':root[data-theme="dark"]') :]
    return {name: declared(css) for name, css in (("light", light), ("system", system), ("dark", chosen))}


def declared(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+): ([^;]+);", css))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_formula_gives_the_values_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_reaches_four_and_a_half(theme: str, ink: str, ground: str) -> None:
    tokens = blocks()[theme]
    assert contrast(tokens[ink], tokens[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), CONTROLS)
def test_edges_and_marks_reach_three(theme: str, edge: str, ground: str) -> None:
    tokens = blocks()[theme]
    assert contrast(tokens[edge], tokens[ground]) >= 3


def test_the_chosen_and_the_systems_dark_are_the_same() -> None:
    themes = blocks()
    assert themes["system"] == themes["dark"]
    assert themes["dark"].keys() <= themes["light"].keys()
