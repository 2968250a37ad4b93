"""The published schema is the one the code goes by, and both accept and refuse the same recipes."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction as F
from pathlib import Path
from typing import Any

import pytest

from clipdesk.media import errors
from clipdesk.media.lower_third import LowerThird
from clipdesk.media.recipe import AudioChoice, CaptionStyle, Cue, Framing, Range, Recipe, Target, Word
from clipdesk.media.recipe_schema import recipe_schema

_PUBLISHED = Path(__file__).resolve().parents[4] / "docs" / "reference" / "recipe.schema.json"
_OLD = Recipe("ab" * 32, (Range(F(1), F(5, 2)),), {"9:16": Framing("crop", F(1, 3))}, (Cue(F(1), F(2), "Xin chào"),))
_NEW = replace(
    _OLD,
    framing={"4:5": Framing("fit"), "source": Framing()},
    target=Target(F(30000, 1001), "final"),
    audio=AudioChoice(((3, 4), (1, 1)), "vie"),
    look="bulletin",
    title="Cầu cảng mới",
)


_NEWEST = replace(
    _NEW,
    captions=(Cue(F(1), F(2), "Xin chào", "Lan"), Cue(F(2), F(3), "Vâng")),
    caption_style=CaptionStyle(words=True, speakers=True),
    words=(Word(F(1), F(3, 2), "Xin"),),
    keep_clear="all",
)
_NAMED = (LowerThird(F(1), F(3, 2), "Nguyễn Thị Lan", "Phó chủ tịch UBND tỉnh"), LowerThird(F(3, 2), F(2), "An"))


def test_published() -> None:
    assert json.loads(_PUBLISHED.read_text(encoding="utf-8")) == recipe_schema()


@pytest.mark.parametrize(
    ("recipe", "version"),
    [
        (_OLD, 1),
        (_NEW, 2),
        (replace(_OLD, title="x"), 2),
        (replace(_OLD, thumbnail=F(3, 2)), 3),
        (_NEWEST, 4),
        (replace(_OLD, backdrop="plain"), 5),
        (replace(_NEWEST, backdrop="plain"), 5),
        (replace(_OLD, lower_thirds=_NAMED), 6),
        (replace(_NEWEST, backdrop="plain", lower_thirds=_NAMED), 6),
    ],
)
def test_written_recipes_fit(recipe: Recipe, version: int) -> None:
    data = json.loads(json.dumps(recipe.to_json()))
    assert data["version"] == version
    assert _fits(data, _published(), _published())
    assert Recipe.from_json(data) == recipe


def test_a_recipe_of_version_1_is_written_as_it_was() -> None:
    """Its digest names the render that exists, so not one byte may change."""
    stored = {
        "version": 1, "source_sha256": "ab" * 32, "ranges": [{"start": "1/1", "end": "5/2"}],
        "framing": {"9:16": {"mode": "crop", "x": "1/3", "y": "1/2"}},
        "captions": [{"start": "1/1", "end": "2/1", "text": "Xin chào"}],
        "caption_style": {"burn_in": True, "look": "outline", "size": "medium"},
        "loudness_target": "-14/1", "true_peak_ceiling": "-1/1", "language": "vi",
    }  # fmt: skip
    assert Recipe.from_json(stored).to_json() == stored


def test_what_an_edit_is_laid_over_fits_too() -> None:
    data = json.loads(json.dumps(_OLD.newest_json()))
    assert _fits(data, _published(), _published())
    assert Recipe.from_json(data) == _OLD


def _named(**parts: object) -> dict[str, object]:
    """What a recipe of the newest form says, with one name on the picture."""
    one = {"start": "1/1", "end": "2/1", "name": "Lan", "role": ""} | parts
    return {**_OLD.newest_json(), "lower_thirds": [one]}


@pytest.mark.parametrize(
    "change",
    [
        {"version": 3},
        {"version": 3, "thumbnail": 1.5},
        {"thumbnail": None},
        {"extra": 1},
        {"source_sha256": "x"},
        {"framing": {"4:3": {"mode": "crop", "x": "1/2", "y": "1/2"}}},
        {"target": {"frame_rate": "24/1", "preset": "quick"}},
        {"target": {"frame_rate": "source", "preset": "slow"}},
        {"target": {"frame_rate": "source"}},
        {"audio": {"pairs": [[1, 2, 3]], "language": ""}},
        {"audio": {"pairs": [[0, 1]], "language": ""}},
        {"audio": {"pairs": "auto", "language": ""}},
        {"title": "x" * 121},
        {"look": None},
        {"ranges": [{"start": 0.5, "end": "1/1"}]},
        {"keep_clear": ""},
        {"backdrop": "blurred"},
        {"version": 5, "backdrop": "red"},
        {"lower_thirds": []},
        _named(name=""),
        _named(name="x" * 61),
        _named(role="x" * 101),
        _named(role=None),
        _named(title="x"),
        _named() | {"version": 5},
        {"words": []},
        {"captions": [{"start": "1/1", "end": "2/1", "text": "x", "speaker": "Lan"}]},
    ],
)
def test_both_refuse(change: dict[str, object]) -> None:
    data = json.loads(json.dumps(_NEW.to_json() | change))
    assert not _fits(data, _published(), _published())
    with pytest.raises(errors.RecipeError):
        Recipe.from_json(data)


def test_version_1_knows_nothing_newer() -> None:
    for data in (_OLD.to_json() | {"title": "x"}, _OLD.to_json() | {"framing": _NEW.to_json()["framing"]}):
        assert not _fits(json.loads(json.dumps(data)), _published(), _published())
        with pytest.raises(errors.RecipeError):
            Recipe.from_json(data)


def _published() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_PUBLISHED.read_text(encoding="utf-8"))
    return found


def _is_as_long(value: str, schema: Mapping[str, Any]) -> bool:
    return bool(schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)))


def _fits(value: object, schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    """The few keywords of JSON Schema that ours uses (draft 2020-12, Validation section 6 and Core section 10)."""
    if "$ref" in schema and not _fits(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root):
        return False
    if "oneOf" in schema and sum(_fits(value, option, root) for option in schema["oneOf"]) != 1:
        return False
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
    if "type" in schema and type(value) is not kinds[schema["type"]]:
        return False
    if ("const" in schema and value != schema["const"]) or ("enum" in schema and value not in schema["enum"]):
        return False
    if isinstance(value, str):
        return bool(re.search(schema.get("pattern", ""), value)) and _is_as_long(value, schema)
    if isinstance(value, list):
        few, many = schema.get("minItems", 0), schema.get("maxItems", len(value))
        return few <= len(value) <= many and all(_fits(item, schema.get("items", {}), root) for item in value)
    if isinstance(value, dict):
        known = schema.get("properties", {})
        if set(schema.get("required", ())) - set(value) or (
            schema.get("additionalProperties") is False and set(value) - set(known)
        ):
            return False
        return all(_fits(item, known[name], root) for name, item in value.items() if name in known)
    return not isinstance(value, int) or value >= schema.get("minimum", value)
