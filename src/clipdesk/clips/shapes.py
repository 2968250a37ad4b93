"""How somebody chooses a shape of a clip."""

from __future__ import annotations

from django.utils.functional import Promise

from clipdesk.clips.models.render import SHAPE_ICONS
from clipdesk.media.recipe import SHAPES
from clipdesk.ui.shape_names import SHAPE_NAMES


def shape_buttons() -> list[tuple[str, str | Promise, str]]:
    """Return what a page needs to let somebody choose a shape: (shape, name, icon), in the order of the engine."""
    return [(shape, SHAPE_NAMES[shape], SHAPE_ICONS[shape]) for shape in SHAPES]
