"""The loudness of a recording as a curve to be drawn: small enough for a page, of either stored form."""

import numpy as np

from clipdesk.media.loudness.energy_series import STEP, EnergySeries
from clipdesk.media.loudness.gating import SILENCE
from clipdesk.media.loudness.momentary_series import LoudnessSeries

PER_SECOND = 10
STEPS_PER_LU = 3


def curve(series: EnergySeries | LoudnessSeries) -> bytes:
    """Return one byte for each tenth of a second of the recording: (LUFS + 70) × 3, of the 400 ms around it.

    What lies before the first full window is silence.
    """
    if isinstance(series, EnergySeries):
        levels, before = series.momentary([series.whole], 10 * STEP), 2  # its first window has its middle at 0.2 s
    else:
        levels, before = np.array(series.values), -1  # its first value belongs to the 400 ms that end at 0.1 s
    first = before + round(series.start * PER_SECOND)
    placed = np.concatenate([np.full(max(0, first), SILENCE), levels[max(0, -first) :]])
    steps: bytes = np.clip(np.rint((placed - SILENCE) * STEPS_PER_LU), 0, 255).astype(np.uint8).tobytes()
    return steps
