"""The energies of a recording in one go, where no analysis pass runs anyway."""

import tempfile
from fractions import Fraction
from pathlib import Path

import numpy as np

from clipdesk.media.limits import for_analysis
from clipdesk.media.loudness.energy_series import EnergySeries
from clipdesk.media.loudness.k_weighting import RATE
from clipdesk.media.loudness.meter import EnergyMeter
from clipdesk.media.picture_graph import GLOBAL
from clipdesk.media.runner import ShouldStop, run
from clipdesk.media.source_chain import input_args, whole_sound_chains
from clipdesk.media.source_info import SourceInfo

RAW = ("-c:a", "pcm_f32le", "-f", "f32le")
"""The form in which the meter is fed from files: stereo, interleaved."""

_BYTES_PER_SECOND = RATE * 2 * 4
_AT_A_TIME = 10 * _BYTES_PER_SECOND


def measure_energies(path: Path, info: SourceInfo, should_stop: ShouldStop | None = None) -> EnergySeries:
    """Measure the stereo mix of the recording `path`, on its own timeline, as every render and analysis hears it.

    Takes 1.4 GB of temporary room per hour.

    Raises:
        RunError, UnreadableMedia: see `runner.run`.
    """
    assert info.audio is not None
    graph = ";".join(whole_sound_chains(info, "heard"))
    args = [
        *GLOBAL,
        *input_args(info, Fraction(0), None),
        "-filter_complex",
        graph,
        "-map",
        "[heard]",
        *RAW,
        "out/heard.f32",
    ]
    with tempfile.TemporaryDirectory(prefix="clipdesk-loudness-") as folder:
        budget = for_analysis(info.duration, int(info.duration + 1) * _BYTES_PER_SECOND)
        run(args, limits=budget, inputs=[path], output_dir=Path(folder), should_stop=should_stop)
        return energies_of(Path(folder) / "heard.f32")


def energies_of(samples: Path) -> EnergySeries:
    """Measure a file of ours that holds nothing but samples, in the form `RAW`."""
    meter = EnergyMeter()
    with samples.open("rb") as file:
        while data := file.read(_AT_A_TIME):
            meter.feed(np.frombuffer(data, "<f4").reshape(-1, 2))
    return meter.finish()
