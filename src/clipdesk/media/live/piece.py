"""What travels from a source to the receiver, and which form some bytes have."""

from __future__ import annotations

from dataclasses import dataclass, field

#: Why somebody who wanted to send was turned away.
SECOND, WRONG_KEY = "second", "wrong_key"
_TS_PACKET = 188
_ADTS_LAYER = 0b000


@dataclass(frozen=True)
class Piece:
    """Some bytes. form: the demuxer that reads them (`mpegts`, `mov`, `aac`, `mp3`). joint: they begin something anew
    that does not go on from what came before. follows: nothing is missing before them all the same. knock: no bytes, but
    that somebody was turned away, and why (`SECOND`, `WRONG_KEY`)."""

    data: bytes = field(repr=False)
    form: str
    joint: bool = False
    follows: bool = False
    knock: str = ""


def form_of(data: bytes) -> str:
    """Return the form of a stream that begins with `data`; empty while that cannot be told."""
    if data[4:8] in (b"ftyp", b"styp", b"moof", b"moov", b"sidx", b"emsg", b"prft"):
        return "mov"
    if _is_transport(data):
        return "mpegts"
    return _sound_form(_after_tag(data))


def _is_transport(data: bytes) -> bool:
    """Whether three packets in a row begin where they should; the first may have been cut."""
    return any(
        data[at : at + 2 * _TS_PACKET + 1 : _TS_PACKET] == b"\x47" * 3
        for at in range(min(_TS_PACKET, max(0, len(data) - 2 * _TS_PACKET)))
    )


def _after_tag(data: bytes) -> bytes:
    """Leave out an ID3 tag, whose size stands in four bytes of seven bits."""
    if data[:3] != b"ID3" or len(data) < 10:
        return data
    size = 0
    for byte in data[6:10]:
        size = size << 7 | byte & 0x7F
    return data[10 + size :]


def _sound_form(data: bytes) -> str:
    """Look for two frames in a row: a listener enters in the middle of one."""
    for at in range(len(data) - 8):
        if data[at] != 0xFF or data[at + 1] & 0xE0 != 0xE0:
            continue
        layer = data[at + 1] >> 1 & 0b11
        if layer == _ADTS_LAYER and data[at + 1] & 0xF0 == 0xF0:
            size = (data[at + 3] & 0b11) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
            if size > 7 and data[at + size : at + size + 2] == data[at : at + 2]:
                return "aac"
        elif layer == 0b01 and _same_mp3_frame_again(data, at):
            return "mp3"
    return ""


def _same_mp3_frame_again(data: bytes, at: int) -> bool:
    """Whether another header of the same version, layer and sampling rate follows within the largest frame."""
    second = data[at + 2]
    if second >> 4 in (0, 15) or second >> 2 & 0b11 == 0b11:
        return False
    return any(
        data[next_ : next_ + 2] == data[at : at + 2] and data[next_ + 2] & 0x0C == second & 0x0C
        for next_ in range(at + 96, min(at + 1730, len(data) - 2))
    )
