"""How the pages call the shapes of a video."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHAPE_NAMES: Mapping[str, str | Promise] = {
    "9:16": _("Upright"),
    "4:5": _("Portrait"),
    "1:1": _("Square"),
    "16:9": _("Wide"),
}
