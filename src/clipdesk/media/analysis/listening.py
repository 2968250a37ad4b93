"""The readers of one pass: who hears which raw stream, and what each of them found in the end."""

from dataclasses import dataclass
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Protocol

import numpy as np

from clipdesk.media import models
from clipdesk.media.analysis.analysis_args import Plan, face_step
from clipdesk.media.analysis.filmstrip import THUMB_BYTES, Filmstrip
from clipdesk.media.analysis.motion import MotionListener
from clipdesk.media.analysis.peaks import Peaks
from clipdesk.media.analysis.result import NO_MODEL, NO_PICTURE, NO_SOUND, NOT_WANTED
from clipdesk.media.analysis.shots import GLANCE_BYTES, GLANCE_HEIGHT, GLANCE_WIDTH, Glances
from clipdesk.media.faces.choosing import face_detector
from clipdesk.media.faces.face import FaceListener
from clipdesk.media.fingerprints.picture import PictureListener
from clipdesk.media.loudness import EnergyMeter
from clipdesk.media.loudness.k_weighting import RATE
from clipdesk.media.sound_map import usual
from clipdesk.media.source_info import SourceInfo
from clipdesk.media.speech.span import Speech
from clipdesk.media.supply import has_muxer
from clipdesk.media.taps import Tap, in_blocks

_SAMPLE_BYTES = 8  # two channels of float32
_AT_ONCE = RATE * _SAMPLE_BYTES


@dataclass(frozen=True)
class Extras:
    """What is looked for beside the rest, and where the models lie (None: `models.default_folder`).

    sha256: the recording's, where it is known already.
    """

    faces: bool = True
    speech: bool = True
    models: Path | None = None
    sha256: str | None = None


class _SpeechDetector(Protocol):
    """`speech.activity.SpeechListener`, whose library is only loaded where somebody listens."""

    def take(self, window: bytes) -> None: ...

    def finish(self, duration: Fraction) -> Speech: ...


class Listeners:
    """All readers of one pass over a recording. `absent` says why a detector does not take part."""

    def __init__(self, info: SourceInfo, extras: Extras, folder: Path) -> None:
        self.absent: dict[str, str] = {}
        self.film = Filmstrip(folder) if info.video else None
        self.glances = Glances(info.video.frame_rate) if info.video else None
        glance = GLANCE_WIDTH, GLANCE_HEIGHT
        self.marks = PictureListener(info.video.frame_rate, glance) if info.video else None
        self.motion = MotionListener(face_step(info.video.frame_rate), glance) if info.video else None
        self.peaks = Peaks(mono=_is_mono(info)) if info.audio else None
        self.meter = EnergyMeter() if info.audio else None
        self._sound = bytearray()
        self.faces = self._faces(info, extras)
        self._speech_window = 0
        self.speech = self._speech(info, extras)
        self._sound_print = info.audio is not None and has_muxer("chromaprint")

    @property
    def plan(self) -> Plan:
        """What ffmpeg has to hand over."""
        return Plan(
            faces=self.faces.size if self.faces else None,
            speech=self.speech is not None,
            sound_print=self._sound_print,
        )

    @property
    def taps(self) -> dict[str, Tap]:
        """Who hears what."""
        taps: dict[str, Tap] = {}
        if self.film:
            taps["film"] = in_blocks(THUMB_BYTES, self.film.take)
            taps["glances"] = in_blocks(GLANCE_BYTES, self._glance)
        if self.faces:
            taps["faces"] = in_blocks(self.faces.frame_bytes, self.faces.take)
        if self.peaks:
            taps["sound"] = self._hear
        if self.speech:
            taps["speech"] = in_blocks(self._speech_window, self.speech.take)
        return taps

    def close(self) -> None:
        """Hear what was still collected: the streams have ended."""
        if self.peaks:
            self._measure()

    def _glance(self, frame: bytes) -> None:
        assert self.glances
        assert self.marks
        self.glances.take(frame)
        assert self.motion
        self.marks.take(frame)
        self.motion.take(frame)

    def _hear(self, block: bytes) -> None:
        """Collect the sound: a pipe hands it over in hundredths of seconds, and each block costs the same however long."""
        self._sound.extend(block)
        if len(self._sound) >= _AT_ONCE:
            self._measure()

    def _measure(self) -> None:
        """Hand what was collected to peaks and meter; it may end within a sample."""
        assert self.peaks
        assert self.meter
        whole = len(self._sound) // _SAMPLE_BYTES * _SAMPLE_BYTES
        ready = bytes(memoryview(self._sound)[:whole])
        del self._sound[:whole]
        self.peaks.feed(ready)
        self.meter.feed(np.frombuffer(ready, "<f4").reshape(-1, 2))

    def _faces(self, info: SourceInfo, extras: Extras) -> FaceListener | None:
        if not info.video or not extras.faces:
            self.absent["faces"] = NOT_WANTED if info.video else NO_PICTURE
            return None
        detector = face_detector(extras.models)
        size = detector.size_for(info.video.display_size)
        return FaceListener(detector, size, face_step(info.video.frame_rate))

    def _speech(self, info: SourceInfo, extras: Extras) -> _SpeechDetector | None:
        if not info.audio or not extras.speech:
            self.absent["speech"] = NOT_WANTED if info.audio else NO_SOUND
            return None
        model = models.installed(models.SPEECH, extras.models)
        if not model:
            self.absent["speech"] = NO_MODEL
            return None
        activity = import_module("clipdesk.media.speech.activity")
        self._speech_window = activity.WINDOW_BYTES
        listener: _SpeechDetector = activity.SpeechListener(model)
        return listener


def _is_mono(info: SourceInfo) -> bool:
    """Whether one channel is laid in both, with 3 dB less: not so where a rule of ours places the channels."""
    return info.audio is not None and info.audio.channels == 1 and not usual(info)[0].mix
