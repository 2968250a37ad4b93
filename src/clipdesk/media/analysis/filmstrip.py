"""Sheets of small pictures, one per second, for the strip under the player."""

from pathlib import Path

from PIL import Image

from clipdesk.media.analysis.analysis_args import THUMB_HEIGHT, THUMB_WIDTH

TILE_COLUMNS, TILE_ROWS = 10, 6
THUMB_BYTES = THUMB_WIDTH * THUMB_HEIGHT * 3
_PER_SHEET = TILE_COLUMNS * TILE_ROWS


class Filmstrip:
    """Hears raw 24-bit thumbs one by one and writes `filmstrip-000.jpg` …, row by row, into `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: list[str] = []
        self._sheet = _empty_sheet()
        self._count = 0

    def take(self, thumb: bytes) -> None:
        """Hear one thumb: `THUMB_BYTES` bytes."""
        row, column = divmod(self._count % _PER_SHEET, TILE_COLUMNS)
        picture = Image.frombytes("RGB", (THUMB_WIDTH, THUMB_HEIGHT), thumb)
        self._sheet.paste(picture, (column * THUMB_WIDTH, row * THUMB_HEIGHT))
        self._count += 1
        if self._count % _PER_SHEET == 0:
            self._save()

    def finish(self) -> tuple[str, ...]:
        """Write the last sheet; return the names of all."""
        if self._count % _PER_SHEET:
            self._save()
        return tuple(self._names)

    def _save(self) -> None:
        name = f"filmstrip-{len(self._names):03d}.jpg"
        self._sheet.save(self._folder / name, quality=80)
        self._names.append(name)
        self._sheet = _empty_sheet()


def _empty_sheet() -> Image.Image:
    return Image.new("RGB", (TILE_COLUMNS * THUMB_WIDTH, TILE_ROWS * THUMB_HEIGHT))
