"""Good files with something wrong in them, by a seed: the same seed gives the same file (scenario 14)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from tests.hostile.attack import encode, picture, sound

_H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "12")
_SEEDS: dict[str, tuple[str, ...]] = {
    "a.mp4": (*_H264, "-c:a", "aac"),
    "b.mp4": (*_H264, "-c:a", "aac", "-movflags", "+faststart"),
    "c.mp4": (*_H264, "-c:a", "aac", "-movflags", "+frag_keyframe+empty_moov"),
    "a.mov": ("-c:v", "prores", "-profile:v", "0", "-c:a", "pcm_s16le"),
    "a.ts": (*_H264, "-c:a", "mp2"),
    "b.ts": ("-c:v", "mpeg2video", "-c:a", "ac3"),
    "a.mkv": (*_H264, "-c:a", "flac"),
    "b.mkv": ("-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libvorbis"),
    "a.mxf": ("-c:v", "mpeg2video", "-c:a", "pcm_s16le"),
    "a.wav": ("-vn", "-c:a", "pcm_s16le"),
    "a.mp3": ("-vn", "-c:a", "libmp3lame"),
    "a.flac": ("-vn", "-c:a", "flac"),
    "a.ogg": ("-vn", "-c:a", "libvorbis"),
    "a.aac": ("-vn", "-c:a", "aac"),
}
_NUMBERS = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x80\0\0\0", b"\0\0\0\1", b"\1\0\0\0")


def originals(folder: Path) -> dict[str, bytes]:
    """The good files, by name."""
    return {name: encode(folder, name, *picture("160x90", 1), *sound(1), *codecs) for name, codecs in _SEEDS.items()}


def mutants(found: dict[str, bytes], count: int, seed: int = 2026) -> Iterator[tuple[str, bytes]]:
    """`count` of them: name (with its number in front) and content."""
    names = sorted(found)
    for number in range(count):
        dice = random.Random(f"{seed}/{number}")
        name = names[number % len(names)]
        yield f"{number:04d}-{name}", _mutate(found[name], dice)


def _mutate(data: bytes, dice: random.Random) -> bytes:
    kind = dice.randrange(6)
    whole = bytearray(data)
    if kind == 0:  # flipped bits
        for _ in range(dice.choice((1, 8, 64, 512))):
            whole[dice.randrange(len(whole))] ^= 1 << dice.randrange(8)
    elif kind == 1:  # cut off
        del whole[dice.randrange(16, len(whole)) :]
    elif kind == 2:  # lies about sizes: numbers overwritten, mostly near the beginning or the end, where headers stand
        for _ in range(dice.randrange(1, 9)):
            near = min(len(whole) - 4, 4096)
            at = dice.choice(
                (dice.randrange(near), len(whole) - 4 - dice.randrange(near), dice.randrange(len(whole) - 4))
            )
            whole[at : at + 4] = dice.choice(_NUMBERS)
    elif kind == 3:  # a hole of zeros
        at, length = dice.randrange(len(whole)), dice.randrange(1, 8192)
        whole[at : at + length] = bytes(len(whole[at : at + length]))
    elif kind == 4:  # a piece that stands twice
        at, length = dice.randrange(len(whole)), dice.randrange(1, 8192)
        whole[at:at] = whole[at : at + length]
    else:  # noise in the middle
        at = dice.randrange(len(whole))
        whole[at : at + 2048] = dice.randbytes(2048)
    return bytes(whole)
