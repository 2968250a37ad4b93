"""Look at a whole recording once, for about the price of encoding its proxy.

Files in the folder (all times count from the recording's first picture):

* `proxy.mp4` (at most 960 px on the longer side, one key frame per second, frame n of it is frame n of the recording)
  or `proxy.m4a` for sound alone;
* `filmstrip-000.jpg` …: sheets of 10 × 6 thumbs of 160 × 90, one per second, row by row;
* `peaks.json` and two `.s8` files: see `peaks`;
* `loudness.json`: see `media.loudness.EnergySeries`;
* `scores.json`: see `scores`;
* `fingerprints.json`: `sha256` of the recording, and the `picture` and `sound` fingerprints (null where it has none, or
  ffmpeg cannot take it): see `media.fingerprints`;
* `keyframes.bin`: see `media.seeking.key_frames` (pictures alone);
* `analysis.json`: see `result`; written last: where it is, all is there.
"""

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

from clipdesk.media.analysis.analysis_args import PICTURE_LOG, SOUND_LOG, SOUND_PRINT, analysis_args, proxy_name
from clipdesk.media.analysis.hashes import sha256_of
from clipdesk.media.analysis.listening import Extras, Listeners
from clipdesk.media.analysis.log_spans import PictureLog, read_pictures, read_silence
from clipdesk.media.analysis.result import Analysis
from clipdesk.media.analysis.scores import frame_scores
from clipdesk.media.analysis.shots import Gradual, cuts, graduals
from clipdesk.media.fingerprints.sound import read_sound_fingerprint
from clipdesk.media.limits import for_proxy
from clipdesk.media.runner import ShouldStop, run
from clipdesk.media.seeking import write_index
from clipdesk.media.source_info import SourceInfo

_BYTES_PER_SECOND = 400_000
_EVERYTHING = Extras()


def analyse(
    path: Path,
    info: SourceInfo,
    out_dir: Path,
    on_progress: Callable[[float], None] | None = None,
    should_stop: ShouldStop | None = None,
    extras: Extras = _EVERYTHING,
) -> Analysis:
    """Analyse the recording `path` into `out_dir`; `on_progress` hears 0..1.

    Raises:
        RunError, UnreadableMedia: see `runner.run`. Nothing is left in `out_dir` then.
        ModelDamaged: a model file is not the one we know.
    """

    told = 0.0

    def advance(done: Fraction) -> None:
        """Never backwards: with several outputs ffmpeg names now the one, now the other."""
        nonlocal told
        told = max(told, min(1.0, float(done / info.duration)))
        if on_progress:
            on_progress(told)

    out_dir.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=out_dir))
    try:
        if info.video:
            write_index(path, info, work)
        listeners = Listeners(info, extras, work)
        done = run(
            analysis_args(info, listeners.plan),
            limits=for_proxy(info.duration, int(info.duration * _BYTES_PER_SECOND)),
            inputs=[path],
            output_dir=work,
            on_progress=advance,
            should_stop=should_stop,
            taps=listeners.taps,
        )
        listeners.close()
        _write(work / "fingerprints.json", _fingerprints(work, listeners, extras.sha256 or sha256_of(path)))
        analysis = _digest(work, info, listeners, (done.frames or 0) if info.video else 0)
        for file in sorted(work.iterdir(), key=lambda file: file.name == "analysis.json"):
            file.replace(out_dir / file.name)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    if on_progress:
        on_progress(1.0)
    return analysis


def _digest(work: Path, info: SourceInfo, heard: Listeners, frames: int) -> Analysis:
    """Turn logs and what the readers heard into the files the pages read, and drop the logs."""
    picture = read_pictures(work / PICTURE_LOG, info, info.video) if info.video else PictureLog()
    silence = read_silence(work / SOUND_LOG, info) if info.audio else ()
    energies = heard.meter.finish() if heard.meter else None
    shots, gradual = _shots(work, info, heard, picture)
    if energies:
        _write(work / "loudness.json", energies.to_json())
    if heard.peaks:
        heard.peaks.write(work)
    analysis = Analysis(
        frame_rate=info.grid,
        frames=frames,
        field_order=info.video.field_order if info.video else None,
        shots=shots,
        gradual=gradual,
        black=picture.black,
        freeze=picture.freeze,
        silence=silence,
        loudness=energies.loudness((energies.whole,)) if energies else None,
        speech=heard.speech.finish(info.duration) if heard.speech else None,
        faces=heard.faces.finish() if heard.faces else None,
        motion=heard.motion.finish() if heard.motion else None,
        absent=heard.absent,
        proxy=proxy_name(info, heard.plan),
        filmstrip=heard.film.finish() if heard.film else (),
    )
    for name in (PICTURE_LOG, SOUND_LOG):
        (work / name).unlink(missing_ok=True)
    _write(work / "analysis.json", analysis.to_json())
    return analysis


def _fingerprints(work: Path, heard: Listeners, sha256: str) -> dict[str, object]:
    sound = work / SOUND_PRINT
    found: dict[str, object] = {
        "sha256": sha256,
        "picture": heard.marks.finish().to_json() if heard.marks else None,
        "sound": read_sound_fingerprint(sound).to_json() if sound.exists() else None,
    }
    sound.unlink(missing_ok=True)
    return found


def _shots(
    work: Path, info: SourceInfo, heard: Listeners, picture: PictureLog
) -> tuple[tuple[int, ...], tuple[Gradual, ...]]:
    """Decide where shots begin; keep what was measured."""
    if not info.video or not heard.glances:
        return (), ()
    scores = frame_scores(info.video.frame_rate, picture.scdet, heard.glances.finish())
    _write(work / "scores.json", scores.to_json())
    hard = cuts(scores)
    return (0, *hard), graduals(scores, hard)


def _write(path: Path, data: Mapping[str, object]) -> None:
    path.write_text(json.dumps(data))
