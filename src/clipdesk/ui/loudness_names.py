"""How the pages call the loudness at which clips go to a destination (`media.loudness.TARGETS`)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LOUDNESS_NAMES: Mapping[str, Promise] = {
    "": _("As every clip is made: −14 LUFS"),
    "podcast": _("Podcasts: −16 LUFS"),
    "ebu-r128-s2": _("Streams of broadcasters: −18 LUFS (EBU R 128 s2)"),
    "ebu-r128": _("Broadcasting: −23 LUFS (EBU R 128)"),
    "atsc-a85": _("Broadcasting: −24 LUFS (ATSC A/85)"),
}
