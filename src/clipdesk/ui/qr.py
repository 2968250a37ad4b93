"""Squares for cameras to scan (ISO/IEC 18004, QR code)."""

import base64
from io import BytesIO

import qrcode
from qrcode.image.svg import SvgPathFillImage


def qr_code(text: str) -> str:
    """Return the square as SVG, black on white: on a dark page a camera could not read it."""
    drawn = BytesIO()
    qrcode.make(text, image_factory=SvgPathFillImage).save(drawn)
    return drawn.getvalue().decode()


def qr_picture(text: str) -> str:
    """Return the same as what an `img` has for its `src`."""
    return "data:image/svg+xml;base64," + base64.b64encode(qr_code(text).encode()).decode()
