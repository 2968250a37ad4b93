"""Google's own description of the API (the discovery document), and how a request or answer differs from it."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

_KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "object": (dict,),
    "array": (list,),
}


def description() -> dict[str, Any] | None:
    """Return the document that Google's client library brings along; None: it is not installed."""
    found = importlib.util.find_spec("googleapiclient")
    if found is None or not found.origin:
        return None
    path = Path(found.origin).parent / "discovery_cache" / "documents" / "youtube.v3.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))


def _is(value: Any, kind: str) -> bool:
    return isinstance(value, _KINDS[kind]) and (kind == "boolean" or not isinstance(value, bool))


class Described:
    """The methods of the API by their HTTP method and path, and the shapes of resources."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.schemas: dict[str, Any] = document["schemas"]
        self.common: dict[str, Any] = document["parameters"]
        self.methods: dict[tuple[str, str], dict[str, Any]] = {}
        for resource in document["resources"].values():
            for method in resource.get("methods", {}).values():
                self.methods[method["httpMethod"], f"/{method['path']}"] = method
                for one in (method.get("mediaUpload") or {}).get("protocols", {}).values():
                    self.methods[method["httpMethod"], one["path"].removeprefix("/resumable")] = method

    def name(self, verb: str, path: str) -> str:
        """Return what a method is called; empty: there is none."""
        return str(self.methods.get((verb, path), {}).get("id", "")).removeprefix("youtube.")

    def wrong_request(self, verb: str, path: str, query: dict[str, str], said: Any) -> list[str]:
        """Return how a request differs from the description."""
        method = self.methods.get((verb, path))
        if method is None:
            return [f"{verb} {path} is unknown"]
        name, known = method["id"], method.get("parameters", {})
        wrong = [f"{name}?{one} is unknown" for one in query if one not in known and one not in self.common]
        wrong += [
            f"{name}?{one} is missing" for one, told in known.items() if told.get("required") and one not in query
        ]
        wrong += [
            f"{name}?{one}={value}"
            for one, value in query.items()
            if "enum" in known.get(one, {}) and value not in known[one]["enum"]
        ]
        if said is not None:
            if "request" not in method:
                return [*wrong, f"{name} takes no resource"]
            wrong += self.wrong_value(method["request"], said, name)
            wrong += self._missing(method["request"], said, name)
        return wrong

    def wrong_answer(self, verb: str, path: str, said: Any) -> list[str]:
        """Return how an answer differs from the description."""
        method = self.methods[verb, path]
        return self.wrong_value(method["response"], said, f"answer of {method['id']}") if "response" in method else []

    def wrong_value(self, schema: dict[str, Any], value: Any, at: str) -> list[str]:
        """Return how a value differs from a shape."""
        if "$ref" in schema:
            schema = self.schemas[schema["$ref"]]
        kind = schema.get("type", "object")
        if not _is(value, kind):
            return [f"{at} is {type(value).__name__}"]
        if "enum" in schema and value not in schema["enum"]:
            return [f"{at} is {value}"]
        if kind == "array":
            return [one for item in value for one in self.wrong_value(schema["items"], item, f"{at}[]")]
        if kind != "object" or "additionalProperties" in schema:
            return []
        wrong = []
        for name, inner in value.items():
            known = schema.get("properties", {}).get(name)
            wrong += [f"{at}.{name} is unknown"] if known is None else self.wrong_value(known, inner, f"{at}.{name}")
        return wrong

    def _missing(self, schema: dict[str, Any], value: Any, method: str) -> list[str]:
        """Return what the description says that this method cannot do without, wherever its part was sent."""
        if "$ref" in schema:
            schema = self.schemas[schema["$ref"]]
        missing = []
        for name, known in schema.get("properties", {}).items():
            if method in known.get("annotations", {}).get("required", []) and name not in value:
                missing.append(f"{method} needs {name}")
            if isinstance(value.get(name), dict):
                missing += self._missing(known, value[name], method)
        return missing
