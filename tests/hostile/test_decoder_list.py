"""What can be decoded is exactly what `clipdesk doctor` prints (scenario 17)."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from clipdesk.config.doctor import examine
from clipdesk.media.decoders import AUDIO_DECODERS, DECODERS, FORMATS, VIDEO_DECODERS, input_options
from clipdesk.media.errors import MediaError, UnsupportedCodec
from clipdesk.media.probe import probe
from clipdesk.media.supply import ffmpeg_path
from tests.hostile import codecs
from tests.hostile.attack import encode, picture, sound

_ASK_ALL = """
import json, sys, av
opened = []
for name in sorted(av.codecs_available):
    try:
        context = av.CodecContext.create(name, "r")
    except (ValueError, av.error.FFmpegError):
        continue  # an encoder
    context.options = {"codec_whitelist": sys.argv[1]}
    try:
        context.open()
    except av.error.FFmpegError:
        continue
    opened.append(name)
print(json.dumps(opened))
"""


@pytest.mark.django_db
def test_doctor_prints_this_list() -> None:
    told = next(finding.what for finding in examine() if all(name in finding.what for name in DECODERS))
    assert set(re.findall(r"[a-z0-9_]{3,}", told)) >= {*FORMATS, *DECODERS}
    lists = [part.split(": ", 1)[1].split(", ") for part in told.split(". ")[:3]]
    assert [tuple(names) for names in lists] == [FORMATS, VIDEO_DECODERS, AUDIO_DECODERS]


def test_every_other_decoder_of_the_library_stays_shut() -> None:
    """All of them are asked, one by one, in a process of its own."""
    command = [sys.executable, "-c", _ASK_ALL, ",".join(DECODERS)]
    opened = json.loads(subprocess.run(command, capture_output=True, check=True, timeout=120).stdout)
    assert set(opened) <= set(DECODERS)
    assert len(opened) >= 20  # the others on the list want more than their name


@pytest.mark.slow
def test_every_other_decoder_of_the_program_stays_shut(tmp_path: Path) -> None:
    """Each is forced upon a good file: the list has the last word."""
    encode(tmp_path, "a.mkv", *picture("64x64", 0.1), *sound(0.1), "-c:v", "libx264", "-c:a", "aac")

    def answer(decoder: tuple[str, str]) -> tuple[str, bool]:
        kind, name = decoder
        forced = ["-c:v" if kind == "V" else "-c:a", name]
        command = [str(ffmpeg_path()), "-nostdin", "-v", "error", *input_options(), *forced, "-i", "file:a.mkv"]
        command += ["-map", "0:v" if kind == "V" else "0:a", "-f", "null", "-"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=60)
        return name, b"not on whitelist" in done.stderr and done.returncode != 0

    decoders = [decoder for decoder in codecs.decoders() if decoder[0] in "VA"]
    with ThreadPoolExecutor(2) as pool:
        shut = {name for name, is_shut in pool.map(answer, decoders) if is_shut}
    assert len(decoders) > 300
    assert {name for _, name in decoders} - shut == set(DECODERS) & {name for _, name in decoders}


@pytest.mark.slow
def test_one_file_of_every_codec(tmp_path: Path) -> None:
    """What is on the list is taken; everything else that fits into our containers is refused by its name."""
    found = codecs.samples(tmp_path)
    wanted: dict[str, list[tuple[str, str]]] = {
        "on the list" if sample.codec in DECODERS else "off the list": [] for sample in found
    }
    with ThreadPoolExecutor(2) as pool:
        for sample, answer in zip(found, pool.map(_ask, found), strict=True):
            wanted["on the list" if sample.codec in DECODERS else "off the list"].append((sample.codec, answer))
    assert {codec for codec, answer in wanted["on the list"] if answer != codec} == set()
    assert {codec for codec, answer in wanted["off the list"] if answer != "refused"} == set()
    assert len(wanted["on the list"]) >= 28
    assert len(wanted["off the list"]) >= 75


def _ask(sample: codecs.Sample) -> str:
    try:
        info = probe(sample.path.rename(sample.path.with_suffix(".mp4")))
    except UnsupportedCodec:
        return "refused"
    except MediaError as error:
        return repr(error)
    track = info.video or info.audio
    return track.codec if track else "?"
