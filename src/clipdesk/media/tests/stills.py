"""Pictures as people and attackers bring them."""

import io
import struct
import zlib

import numpy as np
from PIL import Image, ImageCms, ImageDraw

RED, GREEN, BLUE, GREY = (220, 30, 30), (30, 160, 60), (40, 60, 200), (120, 120, 120)
GPS, MODEL, ORIENTATION = 0x8825, 0x0110, 0x0112
PLACE = "Nhà riêng"


def quarters(size: tuple[int, int] = (1280, 720)) -> Image.Image:
    """Red at the upper left, green at the upper right, blue at the lower left, grey at the lower right."""
    picture = Image.new("RGB", size, RED)
    draw, (width, height) = ImageDraw.Draw(picture), size
    draw.rectangle((width // 2, 0, width, height // 2), fill=GREEN)
    draw.rectangle((0, height // 2, width // 2, height), fill=BLUE)
    draw.rectangle((width // 2, height // 2, width, height), fill=GREY)
    return picture


def written(picture: Image.Image, form: str = "JPEG", **how: object) -> bytes:
    """The bytes of a file."""
    file = io.BytesIO()
    picture.save(file, form, **how)
    return file.getvalue()


def photograph(turned: int) -> bytes:
    """A telephone's JPEG: held so that Exif says `turned`, with the place, the model and a comment in it."""
    back = {
        1: None,
        3: Image.Transpose.ROTATE_180,
        6: Image.Transpose.ROTATE_90,
        8: Image.Transpose.ROTATE_270,
        5: Image.Transpose.TRANSPOSE,
    }[turned]
    picture = quarters() if back is None else quarters().transpose(back)
    exif = Image.Exif()
    exif[ORIENTATION], exif[MODEL] = turned, "Phone of Lan"
    exif.get_ifd(GPS).update({1: "N", 2: (21.0, 1.0, 40.0), 3: "E", 4: (105.0, 50.0, 20.0)})
    return written(picture, exif=exif.tobytes(), comment=PLACE.encode(), quality=95)


def wide_gamut() -> bytes:
    """A JPEG whose profile says that its channels stand for other colours: red and blue change places."""
    primaries = {"r": b"rXYZ", "b": b"bXYZ"}
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    places = {name: profile.index(tag, 128) for name, tag in primaries.items()}
    profile[places["r"] : places["r"] + 4], profile[places["b"] : places["b"] + 4] = b"bXYZ", b"rXYZ"
    return written(Image.new("RGB", (1280, 720), (230, 20, 20)), icc_profile=bytes(profile), quality=95)


def noise(size: tuple[int, int] = (1920, 1080)) -> bytes:
    """A PNG that no JPEG makes small."""
    return written(
        Image.fromarray(np.random.default_rng(7).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)), "PNG"
    )


def bomb(side: int = 30_000) -> bytes:
    """A PNG of some hundred kilobytes that decodes to `side` × `side` pixels."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    packed, row = zlib.compressobj(9), b"\0" * (3 * side + 1)
    data = b"".join(packed.compress(row) for _ in range(side // 100)) + packed.flush()
    chunks = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    parts = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


SVG = b"""<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="1280" height="720">
<image href="file:///etc/passwd" width="1280" height="720"/><script>alert(1)</script></svg>"""
