"""Runs alone inside the sandbox: reads one still picture and writes it anew, as out/picture.jpg (a card: out/picture.png),
with out/answer.json.

It imports nothing of Clipdesk, because nothing of Clipdesk is there. Arguments: how the picture fills the frame ("fill",
"whole", or "card": it has none), and the limits: least width, least height, most pixels, most bytes of the JPEG.
"""

import io
import json
import sys
from pathlib import Path

from PIL import Image, ImageCms, ImageFilter, ImageOps, UnidentifiedImageError

FORMS = ("JPEG", "PNG", "WEBP")
ACROSS, DOWN, MOST_STEPS = 16, 9, 120  # the frame is 16:9, at most 1920 × 1080
QUALITIES = (92, 85, 75, 60, 40)
GROUND = (255, 255, 255)  # what shows through a picture that is not there everywhere
BLUR, DARK = 30, 0.6
MODES = {"RGB": "RGB", "L": "GRAY", "CMYK": "CMYK"}
RESAMPLING = Image.Resampling.LANCZOS


class Refused(Exception):
    """Carries the answer for a picture that is not accepted."""

    def __init__(self, error: str, width: int = 0, height: int = 0) -> None:
        super().__init__(error)
        self.answer = {"error": error, "width": width, "height": height}


def main() -> None:
    """Write the answer."""
    kind = sys.argv[1]
    least_width, least_height, most_pixels, most_bytes = map(int, sys.argv[2:6])
    Image.MAX_IMAGE_PIXELS = None  # counted here, before anything is decoded
    answer: dict[str, object] = {}
    try:
        with opened() as picture:
            if picture.width * picture.height > most_pixels:  # before its direction: for that, Pillow decodes a PNG
                raise Refused("pixels", *picture.size)
            width, height = upright_size(picture)
            if width < least_width or height < least_height:
                raise Refused("small", width, height)
            found = decoded(picture)
            made = unframed(found) if kind == "card" else framed(found, kind == "whole")
        if kind == "card":
            made.save("out/picture.png", "PNG")
        else:
            save(made, most_bytes)
    except Refused as refused:
        answer = {**refused.answer}
    Path("out/answer.json").write_text(json.dumps(answer))


def opened() -> Image.Image:
    """The picture, of which nothing but its head was read. A JPEG may carry further pictures (MPO): the first counts."""
    try:
        picture = Image.open("in/0", formats=FORMS)
    except UnidentifiedImageError as error:
        raise Refused("kind") from error
    except (OSError, SyntaxError, ValueError, OverflowError) as error:
        raise Refused("broken") from error
    if picture.format in ("PNG", "WEBP") and getattr(picture, "is_animated", False):
        raise Refused("moves")
    return picture


def upright_size(picture: Image.Image) -> tuple[int, int]:
    """Width and height as people see it."""
    turned = orientation(picture) in (5, 6, 7, 8)
    return (picture.height, picture.width) if turned else picture.size


def orientation(picture: Image.Image) -> int:
    """How the camera was held (Exif 2.32, tag 274); 1 where nothing readable says so."""
    try:
        return int(picture.getexif().get(274, 1))
    except (OSError, SyntaxError, ValueError, TypeError, OverflowError):
        return 1


def decoded(picture: Image.Image) -> Image.Image:
    """All of the picture, turned upright; a large JPEG as small as still serves."""
    try:
        picture.draft(picture.mode, (ACROSS * MOST_STEPS, ACROSS * MOST_STEPS))
        picture.load()
    except (OSError, SyntaxError, ValueError, EOFError, OverflowError) as error:
        raise Refused("broken") from error
    turn = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }.get(orientation(picture))
    return picture.transpose(turn) if turn is not None else picture


def framed(picture: Image.Image, whole: bool) -> Image.Image:
    """The picture in a 16:9 frame, never larger than it is: its edges cut off, or whole before a dark, blurred copy of itself."""
    colours = flat(picture)
    counts = (colours.width // ACROSS, colours.height // DOWN)
    steps = min(MOST_STEPS, max(counts) if whole else min(counts))
    frame = (ACROSS * steps, DOWN * steps)
    filled = ImageOps.fit(colours, frame, RESAMPLING)
    if not whole:
        return filled
    behind = filled.filter(ImageFilter.GaussianBlur(BLUR)).point(lambda value: value * DARK)
    front = ImageOps.contain(colours, frame, RESAMPLING)
    behind.paste(front, ((frame[0] - front.width) // 2, (frame[1] - front.height) // 2))
    return behind


def unframed(picture: Image.Image) -> Image.Image:
    """The picture in its own proportions, never larger than it is."""
    colours, most = flat(picture), ACROSS * MOST_STEPS
    return colours if max(colours.size) <= most else ImageOps.contain(colours, (most, most), RESAMPLING)


def flat(picture: Image.Image) -> Image.Image:
    """The same in sRGB, in a new picture that knows nothing else of the old one."""
    profile = picture.info.get("icc_profile")
    mask = None
    if picture.mode.startswith("I"):  # 16 bits of grey
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    elif picture.has_transparency_data:
        clear = picture.convert("RGBA")
        mask, picture = clear.getchannel("A"), clear.convert("RGB")
    elif picture.mode not in MODES:
        picture = picture.convert("RGB")
    ground = Image.new("RGB", picture.size, GROUND)
    ground.paste(in_srgb(picture, profile), mask=mask)
    return ground


def in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture's colours by the profile that it carries; a profile that cannot be used is none."""
    try:
        found = ImageCms.ImageCmsProfile(io.BytesIO(profile)) if profile else None
        if found is not None and found.profile.xcolor_space.strip() == MODES[picture.mode]:
            changed = ImageCms.profileToProfile(picture, found, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return changed if changed is not None else picture.convert("RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        pass
    return picture.convert("RGB")


def save(picture: Image.Image, most_bytes: int) -> None:
    """Write the JPEG as good as its room allows."""
    for quality in QUALITIES:
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality, optimize=True, subsampling="4:2:0")
        if out.tell() <= most_bytes:
            break
    Path("out/picture.jpg").write_bytes(out.getvalue())


if __name__ == "__main__":
    main()
