"""How the pages call the shapes of a clip."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clipdesk.media.recipe import SHAPES

#: What people read, and the icon beside it.
NAMES: Mapping[str, tuple[str | Promise, str]] = {
    "9:16": (_("Upright"), "upright"),
    "4:5": (_("Portrait"), "portrait"),
    "1:1": (_("Square"), "square"),
    "16:9": (_("Wide"), "wide"),
}


def shape_buttons() -> list[tuple[str, str | Promise, str]]:
    """Return what a page needs to let somebody choose a shape: (shape, name, icon), in the order of the engine."""
    return [(shape, *NAMES[shape]) for shape in SHAPES]
