"""Sheets of small pictures, one per second, for the strip under the player."""

from pathlib import Path

from PIL import Image

from clipdesk.media.analysis_args import THUMB_HEIGHT, THUMB_WIDTH

TILE_COLUMNS, TILE_ROWS = 10, 6
_PER_SHEET = TILE_COLUMNS * TILE_ROWS


def write_sheets(thumbs: Path, folder: Path) -> list[str]:
    """Read raw 24-bit thumbs, write `filmstrip-000.jpg` …, row by row, and return their names."""
    size = THUMB_WIDTH * THUMB_HEIGHT * 3
    names: list[str] = []
    sheet = _sheet()
    count = 0
    with thumbs.open("rb") as file:
        while len(data := file.read(size)) == size:
            row, column = divmod(count % _PER_SHEET, TILE_COLUMNS)
            thumb = Image.frombytes("RGB", (THUMB_WIDTH, THUMB_HEIGHT), data)
            sheet.paste(thumb, (column * THUMB_WIDTH, row * THUMB_HEIGHT))
            count += 1
            if count % _PER_SHEET == 0:
                names.append(_save(sheet, folder, len(names)))
                sheet = _sheet()
    if count % _PER_SHEET:
        names.append(_save(sheet, folder, len(names)))
    return names


def _sheet() -> Image.Image:
    return Image.new("RGB", (TILE_COLUMNS * THUMB_WIDTH, TILE_ROWS * THUMB_HEIGHT))


def _save(sheet: Image.Image, folder: Path, number: int) -> str:
    name = f"filmstrip-{number:03d}.jpg"
    sheet.save(folder / name, quality=80)
    return name
