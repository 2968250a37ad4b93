"""Item 9: hostile files are refused in time, with their sentence; nothing is touched; a good clip is as quick as before."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.acceptance.verdict import Verdict, run_tests, together, verdict_of
from tests.hostile.attack import Attack, encode, picture, sound
from tests.hostile.bombs import all_bombs
from tests.hostile.boxes import references
from tests.hostile.canary import SECRET, Canaries, canaries
from tests.hostile.ingesting import LONGEST, Tally, ingest, ingest_mutants
from tests.hostile.measuring import LONGEST_REFUSAL, Answer, ask
from tests.hostile.mutants import originals
from tests.hostile.playlists import all_playlists

MEMORY = 300 << 20
MUTANTS = int(os.environ.get("CLIPDESK_MUTANTS", "200"))
_PROOFS = (
    "tests/hostile/test_decoder_list.py",
    "tests/hostile/test_sandbox_proof.py",
    "tests/hostile/test_each_wall_alone.py",
)


@dataclass
class _Refusals:
    """What came of the attack table."""

    count: int = 0
    slowest: float = 0.0
    peak: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, attack: Attack, answer: Answer) -> None:
        self.count += 1
        self.slowest = max(self.slowest, answer.seconds)
        self.peak = max(self.peak, answer.peak)
        if type(answer.error) is not attack.error:
            self.wrong.append(f"{attack.name}: {answer.error!r}")


def check() -> Verdict:
    """Measure all of it; the decoder list and the sandbox are proved by their tests."""
    with tempfile.TemporaryDirectory(prefix="clipdesk-hostile-") as name, canaries(Path(name)) as birds:
        refusals, ratio = _attacks(Path(name), birds)
        (Path(name) / "mutants").mkdir()
        tally = ingest_mutants(originals(Path(name) / "mutants"), MUTANTS, Path(name) / "mutants")
        untouched = not birds.heard and birds.place.secret.read_bytes() == SECRET
    in_time = refusals.slowest <= LONGEST_REFUSAL and refusals.peak <= MEMORY and tally.slowest <= LONGEST
    kept = in_time and untouched and ratio <= 1.2 and not refusals.wrong and not tally.wrong
    return together(Verdict(kept, _figure(refusals, ratio, tally, untouched=untouched)), _proved())


def _proved() -> Verdict:
    """Run the proofs; one that was skipped leaves its wall unproved."""
    run = run_tests(*_PROOFS)
    proved = verdict_of(run, "proofs")
    return Verdict(None, proved.figure) if proved.kept and run.count("skipped") else proved


def _attacks(folder: Path, birds: Canaries) -> tuple[_Refusals, float]:
    encode(folder, "good.mp4", *picture(seconds=3), *sound(3), "-c:v", "libx264", "-c:a", "aac")
    good = folder / "good.mp4"
    refusals, after, usual = _Refusals(), [], []
    for number, attack in enumerate([*all_bombs(), *references(), *all_playlists()]):
        path = attack.send(birds.place)
        birds.neighbour(path.parent)
        refusals.add(attack, ask(path))
        if number % 4 == 0:
            after.append(_seconds(good, folder / "out"))
            usual.append(_seconds(good, folder / "out"))
    return refusals, statistics.median(after) / statistics.median(usual)


def _seconds(good: Path, folder: Path) -> float:
    began = time.monotonic()
    if (error := ingest(good, folder)) is not None:
        raise error
    return time.monotonic() - began


def _figure(refusals: _Refusals, ratio: float, tally: Tally, *, untouched: bool) -> str:
    wrong = [*refusals.wrong, *tally.wrong]
    text = f"{refusals.count - len(refusals.wrong)} of {refusals.count} attacks refused by name, the slowest in "
    text += f"{refusals.slowest:.2f} s (≤ {LONGEST_REFUSAL:g}) and {refusals.peak >> 20} MiB (≤ {MEMORY >> 20}); "
    text += f"canaries {'untouched' if untouched else 'TOUCHED'}; a good clip right after takes {ratio:.2f} × (≤ 1.2); "
    text += f"{tally.taken + tally.refused} damaged files: {tally.taken} taken, {tally.refused} refused, slowest "
    text += f"{tally.slowest:.1f} s (≤ {LONGEST:g})"
    return text + (f"; WRONG: {'; '.join(wrong[:5])}" if wrong else "")
