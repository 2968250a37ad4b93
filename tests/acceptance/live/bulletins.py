"""`python bulletins.py SEED FOLDER`: one bulletin of the shared maker, sound alone, read by other voices.

The desk's aligner reads with espeak-ng's own Vietnamese and English voice; the bulletin is read by others, at another rate
and pitch for every seed, so that nothing fits merely because both sounds were made alike.
"""

from __future__ import annotations

import importlib.util
import random
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from tests.acceptance.verdict import SHARED

VOICES = {"vi": ("vi-vn-x-central", "vi-vn-x-south"), "en": ("en-us", "en-gb-scotland", "en-gb-x-rp")}


def maker() -> ModuleType:
    """Return the shared bulletin maker."""
    spec = importlib.util.spec_from_file_location("build_bulletin", SHARED / "build_bulletin.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def build(seed: int, folder: Path) -> None:
    """Build bulletin.m4a, truth.json and rundown.json."""
    module: Any = maker()
    rng = random.Random(1000 + seed)
    module.speak = lambda work, voice, text: _spoken(module, work, voice[:2], text, rng)
    sys.argv = ["build_bulletin.py", "--sound-only", "--seed", str(seed), "--out", str(folder)]
    module.main()


def _spoken(module: Any, work: Path, language: str, text: str, rng: random.Random) -> Any:
    path = work / "tts.wav"
    manner = ("-s", str(rng.randint(140, 190)), "-p", str(rng.randint(25, 80)))
    command = ["espeak-ng", "-v", rng.choice(VOICES[language]), *manner, "-w", str(path), text]
    subprocess.run(command, check=True, timeout=60)
    sound = module.level(module.sound(path))
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    return sound[loud[0] : loud[-1] + 1]


if __name__ == "__main__":
    build(int(sys.argv[1]), Path(sys.argv[2]))
