"""Runs alone inside the sandbox: lets espeak-ng say the lines of in/0 and writes down when each word begins.

espeak-ng is under the GPL-3, so it is loaded here, in a process of its own, and nowhere else. Nothing of Clipdesk is
imported, because nothing of Clipdesk is there.

in/0: {"voice": …, "rate": words per minute, "lines": [text, …]}. Written: out/reference.s16 (mono PCM at the rate that
out/reference.json states, one line after the other) and out/reference.json: {"rate": Hz, "lines": [{"samples": count,
"words": [[character, milliseconds], …]}, …]}, characters counted from 0 and times from the beginning of the line; or
{"error": "not_installed" | "no_voice"}.
"""

import ctypes
import json
from pathlib import Path
from typing import Any, BinaryIO

LIBRARY = "libespeak-ng.so.1"
SYNCHRONOUS = 2  # espeak_AUDIO_OUTPUT
CHARACTERS = 1  # espeak_POSITION_TYPE
UTF8 = 1  # flag of espeak_Synth
RATE = 1  # espeak_PARAMETER
END, WORD = 0, 1  # espeak_EVENT_TYPE


class Identifier(ctypes.Union):
    """The last member of an event."""

    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class Event(ctypes.Structure):
    """espeak_EVENT of speak_lib.h. text_position counts characters from 1, audio_position milliseconds."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", Identifier),
    ]


Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(Event))


class Refused(Exception):
    """Carries the answer where nothing can be said."""


class Speaker:
    """espeak-ng, which writes its sound to `output`."""

    def __init__(self, wanted: dict[str, Any], output: BinaryIO) -> None:
        try:
            self._library: Any = ctypes.CDLL(LIBRARY)
        except OSError as error:
            raise Refused("not_installed") from error
        self.rate = self._library.espeak_Initialize(SYNCHRONOUS, 0, None, 0)
        if self.rate <= 0:  # the library without its data
            raise Refused("not_installed")
        self._output = output
        self._samples = 0
        self._words: list[tuple[int, int]] = []
        self._callback = Callback(self._hear)  # kept: the library only holds its address
        self._library.espeak_SetSynthCallback(self._callback)
        if self._library.espeak_SetVoiceByName(wanted["voice"].encode()) != 0:
            raise Refused("no_voice")
        self._library.espeak_SetParameter(RATE, wanted["rate"], 0)

    def say(self, text: str) -> dict[str, Any]:
        """Say one line; return how long it is and where its words begin."""
        self._samples, self._words = 0, []
        data = text.encode()
        size = ctypes.c_size_t(len(data) + 1)
        self._library.espeak_Synth(data, size, 0, CHARACTERS, 0, UTF8, None, None)
        self._library.espeak_Synchronize()
        return {"samples": self._samples, "words": self._words}

    def _hear(self, wave: Any, count: int, events: Any) -> int:
        if wave and count > 0:
            self._output.write(ctypes.string_at(wave, 2 * count))
            self._samples += count
        number = 0
        while events[number].type != END:
            event = events[number]
            # the list holds ghosts: entries without a place in the text, or without length
            if event.type == WORD and event.text_position > 0 and event.length > 0:
                self._words.append((event.text_position - 1, event.audio_position))
            number += 1
        return 0


def main() -> None:
    """Say every line, or write why not."""
    wanted = json.loads(Path("in/0").read_text(encoding="utf-8"))
    answer: dict[str, Any]
    try:
        with Path("out/reference.s16").open("wb") as output:
            speaker = Speaker(wanted, output)
            lines = []
            for number, line in enumerate(wanted["lines"], 1):
                lines.append(speaker.say(line))
                print(f"frame={number}", flush=True)  # noqa: T201 - tells the runner that work goes on
        answer = {"rate": speaker.rate, "lines": lines}
    except Refused as refused:
        answer = {"error": str(refused)}
    Path("out/reference.json").write_text(json.dumps(answer))


if __name__ == "__main__":
    main()
