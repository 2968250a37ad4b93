"""The names of the icons: the sprite is the only list."""

import re
from pathlib import Path

_SPRITE = Path(__file__).parent / "static" / "ui" / "icons.svg"
NAMES: tuple[str, ...] = tuple(re.findall(r'<symbol id="([a-z-]+)"', _SPRITE.read_text(encoding="utf-8")))
