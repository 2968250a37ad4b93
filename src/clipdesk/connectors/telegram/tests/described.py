"""The description of the Bot API, and how a request differs from it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

DESCRIPTION = Path(os.environ.get("CLIPDESK_SHARED", "../shared")) / "specs" / "telegram-bot-api.json"
_PYTHON = {"Integer": int, "String": str, "Boolean": bool, "InputFile": bytes}
#: Names under which our requests attach files.
_ATTACHED = {"video", "picture"}


class Described:
    """The methods of the API, and the shape of a video that takes another's place."""

    def __init__(self) -> None:
        described = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
        self.methods = described["methods"]
        self.media = {one["name"] for one in described["types"]["InputMediaVideo"]["fields"]}

    def wrong_request(self, method: str, fields: dict[str, Any]) -> list[str]:
        """Return how a request differs from the description."""
        described = {one["name"]: one for one in self.methods[method].get("fields", [])}
        wrong = [f"{method}.{name} is unknown" for name in fields if name not in described and name not in _ATTACHED]
        wrong += [
            f"{method}.{name} is missing" for name, one in described.items() if one["required"] and name not in fields
        ]
        for name, value in fields.items():
            kinds = [_PYTHON[kind] for kind in described.get(name, {}).get("types", []) if kind in _PYTHON]
            if kinds and not isinstance(value, tuple(kinds)):
                wrong.append(f"{method}.{name} is {type(value).__name__}")
        return wrong

    def wrong_media(self, media: dict[str, Any]) -> list[str]:
        """Return what a video that takes another's place has that none has."""
        return [f"InputMediaVideo.{name} is unknown" for name in media if name not in self.media]
