"""Keeps what a practice platform has in a folder: one JSON file, and each film or picture once, named by its SHA-256.

The JSON is written whole, beside the old one, and takes its place; so a platform that is killed goes on from its last change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


class Keeper:
    """One platform's folder. parts: the classes of which values may be, beside plain ones."""

    def __init__(self, folder: Path, parts: tuple[type, ...]) -> None:
        self.file, self.folder = folder / "state.json", folder / "files"
        self.parts = {one.__name__: one for one in parts}
        self._known: dict[int, tuple[bytes, str]] = {}  # by id: what, and its SHA-256
        self._read: dict[str, bytes] = {}
        self.folder.mkdir(parents=True, exist_ok=True)

    def write(self, kept: Mapping[str, Any]) -> None:
        """Keep this, and nothing of what was kept before."""
        used = set[str]()
        text = json.dumps({name: self._plain(value, used) for name, value in kept.items()}, ensure_ascii=False)
        if self.file.exists() and self.file.read_text(encoding="utf-8") == text:
            return
        draft = self.file.with_suffix(".part")
        draft.write_text(text, encoding="utf-8")
        draft.replace(self.file)
        for one in self.folder.iterdir():
            if one.name not in used:
                one.unlink()
        self._known = {key: one for key, one in self._known.items() if one[1] in used}
        self._read = {name: data for name, data in self._read.items() if name in used}

    def read(self) -> dict[str, Any]:
        """Return what was kept last; empty: nothing.

        Raises:
            OSError, ValueError, LookupError: it cannot be read.
        """
        if not self.file.exists():
            return {}
        return {name: self._meant(value) for name, value in json.loads(self.file.read_text(encoding="utf-8")).items()}

    def _plain(self, value: Any, used: set[str]) -> Any:
        """Return a value as JSON has it; what JSON has not is an object with one name that says what it is."""
        if value is None or isinstance(value, (str, int, float)):
            return value
        if isinstance(value, bytes):
            name = self._put(value) if value else ""
            used.add(name)
            return {"file": name}
        if isinstance(value, (list, tuple)):
            return [self._plain(one, used) for one in value]
        if isinstance(value, Mapping):
            return {"pairs": [[key, self._plain(one, used)] for key, one in value.items()]}
        if isinstance(value, datetime):
            return {"time": value.isoformat()}
        if isinstance(value, Path):
            return {"path": str(value)}
        if is_dataclass(value) and type(value).__name__ in self.parts:
            inside = {one.name: self._plain(getattr(value, one.name), used) for one in fields(value)}
            return {"part": type(value).__name__, "of": inside}
        raise TypeError(type(value).__name__)

    def _meant(self, said: Any) -> Any:
        if isinstance(said, list):
            return [self._meant(one) for one in said]
        if not isinstance(said, dict):
            return said
        if "part" in said:
            return self.parts[said["part"]](**{name: self._meant(one) for name, one in said["of"].items()})
        ((kind, inside),) = said.items()
        if kind == "pairs":
            return {key: self._meant(one) for key, one in inside}
        if kind == "time":
            return datetime.fromisoformat(inside)
        if kind == "path":
            return Path(inside)
        return self._get(inside) if inside else b""

    def _put(self, data: bytes) -> str:
        """Write a file unless it is there; return its name."""
        if id(data) not in self._known:  # what is known here lives on here, so that no other object gets its id
            self._known[id(data)] = (data, hashlib.sha256(data).hexdigest())
        name = self._known[id(data)][1]
        if not (self.folder / name).exists():
            draft = self.folder / ".part"
            draft.write_bytes(data)
            draft.replace(self.folder / name)
        return name

    def _get(self, name: str) -> bytes:
        """Return what is in a file, the same object each time."""
        if name not in self._read:
            data = (self.folder / name).read_bytes()
            if hashlib.sha256(data).hexdigest() != name:
                raise ValueError(name)
            self._read[name] = data
            self._known[id(data)] = (data, name)
        return self._read[name]
