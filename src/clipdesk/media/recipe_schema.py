"""The JSON form of a recipe as a JSON schema (draft 2020-12), made from the same values that the reader goes by.

`docs/reference/recipe.schema.json` is this, written down: `python -m clipdesk.media.recipe_schema > FILE`.
"""

import json
import sys
from collections.abc import Mapping
from typing import get_args

from clipdesk.media.framing.keys import ShotMode
from clipdesk.media.lower_third import MAX_LOWER_THIRDS, MAX_NAME, MAX_ROLE
from clipdesk.media.recipe import (
    ALL_SHAPES,
    FIRST_SHAPES,
    FRAME_RATES,
    MAX_RANGES,
    MAX_SPEAKER,
    MAX_TITLE,
    MAX_WORDS,
    SOURCE,
    App,
    Backdrop,
    CaptionLook,
    Preset,
    Size,
)

Schema = dict[str, object]
_FRACTION: Schema = {"$ref": "#/$defs/fraction"}


def recipe_schema() -> Schema:
    """Return the schema. What only code can tell (whether a cut lies inside its recording) is left to `Recipe.check`."""
    first = {"version": {"const": 1}, **_common(FIRST_SHAPES, _still())}
    second = {"version": {"const": 2}, **_common(ALL_SHAPES, {"oneOf": [_still(), _moving()]}), **_newer()}
    thumbnail = {"oneOf": [_FRACTION, {"type": "null"}], "description": "Seconds; null is the usual one."}
    third = {**second, "version": {"const": 3}, "thumbnail": thumbnail}
    fourth = {**third, "version": {"const": 4}, **_fourth()}
    fifth = {**fourth, "version": {"const": 5}, "backdrop": _choice(*get_args(Backdrop))}
    sixth = {**fifth, "version": {"const": 6}, **_sixth()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Clipdesk recipe",
        "description": "Everything that decides what a clip looks and sounds like. All times are seconds on the recording's "
        "timeline, which counts from its first picture.",
        "oneOf": [_object(each) for each in (first, second, third, fourth, fifth, sixth)],
        "$defs": {
            "fraction": {
                "type": "string",
                "pattern": r"^-?[0-9]+(\.[0-9]+|/0*[1-9][0-9]*)?$",
                "description": "A rational number, such as 3/2.",
            }
        },
    }


def _still() -> Schema:
    return _object({"mode": _choice("crop", "fit"), "x": _FRACTION, "y": _FRACTION})


def _moving() -> Schema:
    key = _object(dict.fromkeys(("at", "x", "y", "dx", "dy"), _FRACTION))
    keys = {"type": "array", "minItems": 1, "items": key}
    shot = _object({"start": _FRACTION, "mode": _choice(*get_args(ShotMode)), "keys": keys})
    shots = {"type": "array", "minItems": 1, "items": shot}
    return _object({"mode": _choice("path"), "x": _FRACTION, "y": _FRACTION, "shots": shots})


def _common(shapes: tuple[str, ...], framing: Schema) -> Schema:
    span = {"start": _FRACTION, "end": _FRACTION}
    return {
        "source_sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "ranges": {"type": "array", "maxItems": MAX_RANGES, "items": _object(span)},
        "framing": {"type": "object", "properties": dict.fromkeys(shapes, framing), "additionalProperties": False},
        "captions": {"type": "array", "items": _object({**span, "text": {"type": "string"}})},
        "caption_style": _object(_style()),
        "loudness_target": {**_FRACTION, "description": "LUFS, -70 to 0 (ITU-R BS.1770-5)."},
        "true_peak_ceiling": {**_FRACTION, "description": "dBTP, -20 to 0."},
        "language": {"type": "string"},
    }


def _style() -> Schema:
    return {"burn_in": {"type": "boolean"}, "look": _choice(*get_args(CaptionLook)), "size": _choice(*get_args(Size))}


def _fourth() -> Schema:
    """What version 4 brought. A caption without a speaker and a style without the new marks may leave them out."""
    span = {"start": _FRACTION, "end": _FRACTION, "text": {"type": "string"}}
    cue = _object(span) | {"properties": {**span, "speaker": {"type": "string", "maxLength": MAX_SPEAKER}}}
    flags = {"words": {"type": "boolean"}, "speakers": {"type": "boolean"}}
    return {
        "captions": {"type": "array", "items": cue},
        "caption_style": _object(_style()) | {"properties": {**_style(), **flags}},
        "words": {"type": "array", "maxItems": MAX_WORDS, "items": _object(span)},
        "keep_clear": _choice(*get_args(App)),
    }


def _sixth() -> Schema:
    """What version 6 brought. That no two stand there at once, only code can tell."""
    name: Schema = {"type": "string", "minLength": 1, "maxLength": MAX_NAME}
    role: Schema = {"type": "string", "maxLength": MAX_ROLE}
    one = _object({"start": _FRACTION, "end": _FRACTION, "name": name, "role": role})
    return {"lower_thirds": {"type": "array", "maxItems": MAX_LOWER_THIRDS, "items": one}}


def _newer() -> Schema:
    number = {"type": "integer", "minimum": 1}
    pair = {"type": "array", "items": number, "minItems": 2, "maxItems": 2}
    rates = (f"{rate.numerator}/{rate.denominator}" for rate in FRAME_RATES)
    return {
        "target": _object({"frame_rate": _choice(SOURCE, *rates), "preset": _choice(*get_args(Preset))}),
        "audio": _object({"pairs": {"type": "array", "items": pair}, "language": {"type": "string"}}),
        "look": {"type": "string"},
        "title": {"type": "string", "maxLength": MAX_TITLE},
    }


def _choice(*values: str) -> Schema:
    return {"enum": list(values)}


def _object(properties: Mapping[str, object]) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(recipe_schema(), indent=2, ensure_ascii=False) + "\n")
