"""Facebook's own tables of parameters (the SDK `facebook-business`), read as text, and how a request or answer differs from
them. The SDK is not run."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

#: Of every call, and of every list: no table names them.
COMMON = frozenset({"access_token", "appsecret_proof", "fields", "limit", "after", "summary"})
_WORDS = {"bool": ("true", "false")}


@dataclass(frozen=True)
class Edge:
    """What one call takes. types: by parameter; enums: the values of those types that are named so."""

    name: str
    types: Mapping[str, str]
    enums: Mapping[str, Collection[str]] = field(default_factory=dict)


def description() -> Described | None:
    """Return what the SDK says; None: it is not installed."""
    found = importlib.util.find_spec("facebook_business")
    if found is None or not found.origin:
        return None
    folder = Path(found.origin).parent / "adobjects"
    return Described({name: ast.parse((folder / f"{name}.py").read_text("utf-8")) for name in ("page", "advideo")})


class Described:
    """The calls of a Page and of a video, by HTTP method and edge; of the node itself the edge is empty."""

    def __init__(self, files: Mapping[str, ast.Module]) -> None:
        classes = {name: _first_class(tree) for name, tree in files.items()}
        values = {f"AdVideo.{name}": found for name, found in _constants(classes["advideo"]).items()}
        self.fields: frozenset[str] = frozenset(values["AdVideo.Field"])
        self.edges: dict[tuple[str, str, str], Edge] = {}
        for kind, found in classes.items():
            for one in found.body:
                if isinstance(one, ast.FunctionDef) and (edge := _edge(one, values)) is not None:
                    method, endpoint, told = edge
                    self.edges[kind, method, endpoint] = told

    def wrong_request(
        self, kind: str, verb: str, edge: str, said: Mapping[str, str], files: Collection[str]
    ) -> list[str]:
        """Return how a request differs from its table. kind: `page` or `advideo`."""
        told = self.edges.get((kind, verb, edge))
        if told is None:
            return [f"{verb} {kind}/{edge} is unknown"]
        wrong = [f"{told.name}: {name} is unknown" for name in (*said, *files) if name not in {*told.types, *COMMON}]
        wrong += [f"{told.name}: {name} is {told.types[name]}" for name in files if told.types.get(name) not in _FILES]
        return wrong + [
            f"{told.name}: {name}={value}"
            for name, value in said.items()
            if name in told.types and not _fits(value, told.types[name], told.enums)
        ]

    def wrong_answer(self, said: Mapping[str, object]) -> list[str]:
        """Return what a video has that no video has."""
        return [f"a video has no {name}" for name in said if name not in self.fields]


#: How the SDK's own uploader sends `video_file_chunk`, whatever its table calls it.
_FILES = frozenset({"file", "string"})


def _fits(value: str, kind: str, enums: Mapping[str, Collection[str]]) -> bool:
    if kind in enums:
        return value in enums[kind]
    if kind in ("unsigned int", "int"):
        return value.isdecimal()
    return kind != "file" and (kind not in _WORDS or value in _WORDS[kind])


def _first_class(tree: ast.Module) -> ast.ClassDef:
    return next(one for one in tree.body if isinstance(one, ast.ClassDef))


def _constants(found: ast.ClassDef) -> dict[str, list[str]]:
    """Return the values that stand in the classes inside one."""
    return {
        one.name: [
            line.value.value
            for line in one.body
            if isinstance(line, ast.Assign)
            and isinstance(line.value, ast.Constant)
            and isinstance(line.value.value, str)
        ]
        for one in found.body
        if isinstance(one, ast.ClassDef)
    }


def _edge(one: ast.FunctionDef, values: Mapping[str, list[str]]) -> tuple[str, str, Edge] | None:
    """Return the method, endpoint and table of one function of the SDK."""
    types, enums = _table(one, "param_types"), _table(one, "enums")
    asked = next((dict(_keywords(call)) for call in ast.walk(one) if _is_request(call)), None)
    if types is None or asked is None:
        return None
    kinds = {name: str(ast.literal_eval(value)) for name, value in types.items()}
    chosen = {name: _values(value, values) for name, value in (enums or {}).items()}
    return asked["method"], asked["endpoint"].strip("/"), Edge(one.name, kinds, chosen)


def _table(one: ast.FunctionDef, name: str) -> dict[str, ast.expr] | None:
    """Return the dictionary that is given a name in a function."""
    for line in ast.walk(one):
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Dict) and ast.unparse(line.targets[0]) == name:
            pairs = zip(line.value.keys, line.value.values, strict=True)
            return {ast.literal_eval(key): value for key, value in pairs if key}
    return None


def _is_request(found: ast.AST) -> bool:
    return isinstance(found, ast.Call) and isinstance(found.func, ast.Name) and found.func.id == "FacebookRequest"


def _keywords(call: ast.AST) -> Iterator[tuple[str, str]]:
    for one in call.keywords if isinstance(call, ast.Call) else []:
        if one.arg and isinstance(one.value, ast.Constant):
            yield one.arg, str(one.value.value)


def _values(found: ast.expr, values: Mapping[str, list[str]]) -> list[str]:
    """Return what an enum holds: a list that stands there, or the values of a class (`AdVideo.VideoState.__dict__…`)."""
    if isinstance(found, ast.List):
        return [str(ast.literal_eval(one)) for one in found.elts]
    return values.get(ast.unparse(found).partition(".__dict__")[0], [])
