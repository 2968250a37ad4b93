"""Loudness by ITU-R BS.1770-5 and EBU Tech 3341/3342.

A recording is heard once, by `EnergyMeter`; what that leaves (`EnergySeries`, stored beside it) answers for any cuts
of it, within some hundredths of a LU of a meter that hears only these cuts. `measure` hears a whole file with ffmpeg's
own meter: the second opinion, asked about every finished clip.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from clipdesk.media.loudness.ebur128 import Loudness, measure
from clipdesk.media.loudness.energy_series import EnergySeries
from clipdesk.media.loudness.gating import SILENCE
from clipdesk.media.loudness.k_weighting import CHANNEL_WEIGHTS
from clipdesk.media.loudness.levelling import Level, gain_for, levelled, taken
from clipdesk.media.loudness.measure_energies import energies_of, measure_energies
from clipdesk.media.loudness.meter import EnergyMeter
from clipdesk.media.loudness.momentary_series import LoudnessSeries
from clipdesk.media.loudness.targets import TARGETS, Target
from clipdesk.media.recipe import Range

Series = EnergySeries | LoudnessSeries
"""Either form of what is stored beside a recording."""


def read_series(data: Mapping[str, Any]) -> Series:
    """Read a stored `loudness.json` of either version."""
    kind = LoudnessSeries if data["version"] == 1 else EnergySeries
    return kind.from_json(data)


def integrated(series: Series, ranges: Sequence[Range]) -> float:
    """Return the integrated loudness in LUFS of the cuts played one after the other; -70 where all is silence."""
    return series.integrated(ranges)


__all__ = [
    "CHANNEL_WEIGHTS",
    "SILENCE",
    "TARGETS",
    "EnergyMeter",
    "EnergySeries",
    "Level",
    "Loudness",
    "LoudnessSeries",
    "Series",
    "Target",
    "energies_of",
    "gain_for",
    "integrated",
    "levelled",
    "measure",
    "measure_energies",
    "read_series",
    "taken",
]
