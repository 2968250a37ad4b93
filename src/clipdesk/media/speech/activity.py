"""Speech activity of a recording, heard while it is decoded.

The model (Silero VAD, `models.SPEECH`) gives one probability per window of 512 samples at 16 kHz, 32 ms. Spans are made
of them afterwards (`span`).
"""

from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from clipdesk.media.speech.span import Speech, speech_spans

SAMPLE_RATE = 16000
WINDOW = 512
STEP = Fraction(WINDOW, SAMPLE_RATE)
WINDOW_BYTES = 4 * WINDOW
_BATCH = 64
_CONTEXT = 64
Samples = npt.NDArray[np.float32]


class SpeechListener:
    """Hears 16 kHz mono float32 samples, window by window."""

    name = "silero-vad-6.2.3"

    def __init__(self, model: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._memory = {name: np.zeros((1, 1, 128), np.float32) for name in ("h", "c")}
        self._last = np.zeros(_CONTEXT, np.float32)
        self._waiting: list[bytes] = []
        self._probabilities: list[float] = []

    def take(self, window: bytes) -> None:
        """Hear one window: `WINDOW_BYTES` bytes."""
        self._waiting.append(window)
        if len(self._waiting) == _BATCH:
            self._work()

    def finish(self, duration: Fraction) -> Speech:
        """Return what was heard in a recording of `duration` seconds."""
        self._work()
        return Speech(self.name, speech_spans(self._probabilities, STEP, duration))

    def _work(self) -> None:
        """Each window is heard together with the last 64 samples before it."""
        if not self._waiting:
            return
        windows = np.frombuffer(b"".join(self._waiting), "<f4").reshape(-1, WINDOW)
        self._waiting.clear()
        before = np.concatenate([self._last[None], windows[:-1, -_CONTEXT:]])
        self._last = windows[-1, -_CONTEXT:]
        told, self._memory["h"], self._memory["c"] = self._session.run(
            None, {"input": np.concatenate([before, windows], axis=1), **self._memory}
        )
        self._probabilities += told.tolist()
