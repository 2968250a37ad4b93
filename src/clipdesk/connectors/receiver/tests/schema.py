"""Does a value fit the published schema? The few keywords of JSON Schema that ours uses (draft 2020-12)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).resolve().parents[5] / "docs" / "reference" / "receiver.schema.json"
_KINDS = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}


@cache
def definitions() -> dict[str, Any]:
    """Return the schema's definitions."""
    return dict(json.loads(_FILE.read_text(encoding="utf-8"))["$defs"])


def fits(value: object, name: str) -> bool:
    """Tell whether a value is what a definition of the schema says."""
    return _fits(value, definitions()[name])


def _fits(value: object, schema: Mapping[str, Any]) -> bool:
    if "$ref" in schema:
        return fits(value, schema["$ref"].removeprefix("#/$defs/"))
    if "oneOf" in schema:
        return sum(_fits(value, option) for option in schema["oneOf"]) == 1
    if type(value) is not _KINDS[schema["type"]] or value != schema.get("const", value):
        return False
    if value not in schema.get("enum", [value]):
        return False
    if isinstance(value, str):
        return re.search(schema.get("pattern", ""), value) is not None and len(value) <= schema.get("maxLength", 10**9)
    if isinstance(value, list):
        few, many = schema.get("minItems", 0), schema.get("maxItems", 10**9)
        return few <= len(value) <= many and all(_fits(item, schema["items"]) for item in value)
    if isinstance(value, dict):
        known, other = schema.get("properties", {}), schema["additionalProperties"]
        if not set(schema.get("required", ())) <= set(value) or (other is False and not set(value) <= set(known)):
            return False
        return all(_fits(item, known.get(name, other)) for name, item in value.items())
    return not isinstance(value, int) or value >= schema.get("minimum", value)
