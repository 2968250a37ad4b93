"""Small recordings that carry subtitles, built bit by bit: teletext in a transport stream, CEA-608 in H.264."""

from collections.abc import Iterator, Sequence

_CLOCK = 90_000
_TELETEXT_PID, _PMT_PID = 0x121, 0x120


def teletext_stream(pages: Sequence[tuple[float, str]], page: int = 0x88, language: bytes = b"vie") -> bytes:
    """A transport stream with one teletext subtitle page (ETS 300 706 in EN 300 472): at each time, a text or "".

    The text stands in row 22; "" clears the page. Magazine 8. Times in seconds.
    """
    packets = [_section(0, 0, _pat()), _section(_PMT_PID, 2, _pmt(page, language))]
    for at, text in pages:
        lines = [_header(page)]
        if text:
            lines.append(_row(22, b"\x0d\x0b\x0b" + text.encode("ascii") + b"\x0a\x0a"))
        packets.append(_clock(round(at * _CLOCK)))
        packets += _packets(_pes([*lines, _header(0xFF)], round(at * _CLOCK)))
    return b"".join(packets)


def bitmap_stream(language: bytes = b"vie") -> bytes:
    """A transport stream whose tables announce DVB bitmap subtitles (EN 300 468, 6.2.41); no picture is in it."""
    descriptor = b"\x59\x08" + language + b"\x10\x00\x01\x00\x01"
    return _section(0, 0, _pat()) + _section(_PMT_PID, 2, _programme_map(descriptor))


def h264_with_cea608(stream: bytes, captions: Sequence[tuple[float, float, str]], rate: int = 25) -> bytes:
    """An H.264 byte stream (no B pictures) with pop-on captions of CEA-608 field 1 in ATSC A/53 user data."""
    pairs = _pairs(captions, rate)
    found, picture = [], 0
    for nal in _nals(stream):
        if nal[0] & 0x1F in (1, 5) and nal[1] & 0x80:  # the first slice of a picture
            found.append(_sei(pairs.get(picture, (0x80, 0x80))))
            picture += 1
        found.append(nal)
    return b"".join(b"\x00\x00\x00\x01" + nal for nal in found)


def _pairs(captions: Sequence[tuple[float, float, str]], rate: int) -> dict[int, tuple[int, int]]:
    """Which two bytes go with which picture: loaded beforehand, shown and cleared at the times asked for."""
    found: dict[int, tuple[int, int]] = {}
    for start, end, text in captions:
        letters = text.encode("ascii")
        loading = [(0x14, 0x20), (0x14, 0x20), (0x14, 0x2E), (0x14, 0x2E), (0x14, 0x70), (0x14, 0x70)]
        loading += [(letters[at], letters[at + 1] if at + 1 < len(letters) else 0) for at in range(0, len(letters), 2)]
        shown, cleared = round(start * rate), round(end * rate)
        for place, pair in enumerate([*loading, (0x14, 0x2F)], shown - len(loading)):
            found[place] = pair
        found[cleared] = (0x14, 0x2C)
    return {place: (_odd(first), _odd(second)) for place, (first, second) in found.items()}


def _sei(pair: tuple[int, int]) -> bytes:
    data = b"\xb5\x00\x31GA94\x03" + bytes([0xC1, 0xFF, 0xFC, *pair, 0xFF])
    body = bytes([4, len(data)]) + data + b"\x80"
    safe, zeros = bytearray(), 0
    for byte in body:
        if zeros == 2 and byte <= 3:
            safe.append(3)
            zeros = 0
        safe.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return b"\x06" + bytes(safe)


def _nals(stream: bytes) -> Iterator[bytes]:
    for part in stream.split(b"\x00\x00\x01")[1:]:
        yield part.rstrip(b"\x00")


def _odd(byte: int) -> int:
    return byte | (0 if byte.bit_count() % 2 else 0x80)


def _hamming(nibble: int) -> int:
    """Hamming 8/4 of EN 300 706, 8.2: data in bits 1, 3, 5, 7."""
    d1, d2, d3, d4 = (nibble >> place & 1 for place in range(4))
    p1, p2, p3 = 1 ^ d1 ^ d3 ^ d4, 1 ^ d1 ^ d2 ^ d4, 1 ^ d1 ^ d2 ^ d3
    p4 = 1 ^ p1 ^ d1 ^ p2 ^ d2 ^ p3 ^ d3 ^ d4
    bits = (p1, d1, p2, d2, p3, d3, p4, d4)
    return sum(bit << place for place, bit in enumerate(bits))


def _line(packet: int, data: bytes) -> bytes:
    """One data unit of EN 300 472: bytes stand in the order of transmission, lowest bit first."""
    address = bytes([_hamming((packet & 1) << 3), _hamming(packet >> 1)])
    turned = bytes(int(f"{byte:08b}"[::-1], 2) for byte in address + data)
    return b"\x03\x2c" + bytes([0xC0 | 0x20 | 7]) + b"\xe4" + turned


def _header(page: int) -> bytes:
    """A page header with the bits for erase and subtitle."""
    codes = (page & 15, page >> 4, 0, 8, 0, 8, 0, 0)
    return _line(0, bytes(_hamming(code) for code in codes) + bytes(_odd(0x20) for _ in range(32)))


def _row(row: int, text: bytes) -> bytes:
    return _line(row, bytes(_odd(byte) for byte in text.ljust(40)))


def _pes(lines: Sequence[bytes], pts: int) -> bytes:
    units = b"\x10" + b"".join(lines)
    size = -(-(45 + len(units)) // 184) * 184
    units += (b"\xff\x2c" + b"\xff" * 44) * ((size - 45 - len(units)) // 46)
    stamp = bytes(
        [0x21 | pts >> 29 & 0x0E, pts >> 22 & 0xFF, pts >> 14 & 0xFE | 1, pts >> 7 & 0xFF, pts << 1 & 0xFE | 1]
    )
    head = b"\x84\x80\x24" + stamp + b"\xff" * 31
    body = head + units
    return b"\x00\x00\x01\xbd" + len(body).to_bytes(2, "big") + body


def _clock(pcr: int) -> bytes:
    """A packet that carries the programme's clock and nothing else: without it a teletext time is not believed."""
    field = bytes([183, 0x10]) + (pcr << 15 | 0x7E00).to_bytes(6, "big")
    return (b"\x47" + _TELETEXT_PID.to_bytes(2, "big") + b"\x20" + field).ljust(188, b"\xff")


def _packets(pes: bytes) -> list[bytes]:
    found = []
    for place in range(0, len(pes), 184):
        part = pes[place : place + 184]
        counter = place // 184 & 15
        start = 0x40 if place == 0 else 0
        head = bytes([0x47, start | _TELETEXT_PID >> 8, _TELETEXT_PID & 0xFF])
        if len(part) == 184:
            found.append(head + bytes([0x10 | counter]) + part)
        else:
            filling = 183 - len(part)
            field = bytes([filling]) + (b"\x00" + b"\xff" * (filling - 1) if filling else b"")
            found.append(head + bytes([0x30 | counter]) + field + part)
    return found


def _section(pid: int, table: int, body: bytes) -> bytes:
    section = bytes([table]) + (0xB000 | len(body) + 4).to_bytes(2, "big") + body
    section += _crc(section).to_bytes(4, "big")
    packet = bytes([0x47, 0x40 | pid >> 8, pid & 0xFF, 0x10, 0]) + section
    return packet.ljust(188, b"\xff")


def _pat() -> bytes:
    return b"\x00\x01\xc1\x00\x00" + b"\x00\x01" + (0xE000 | _PMT_PID).to_bytes(2, "big")


def _pmt(page: int, language: bytes) -> bytes:
    return _programme_map(b"\x56\x05" + language + bytes([2 << 3, page]))


def _programme_map(descriptor: bytes) -> bytes:
    """One private stream (type 6) with a descriptor; the clock is in its packets."""
    stream = b"\x06" + (0xE000 | _TELETEXT_PID).to_bytes(2, "big") + (0xF000 | len(descriptor)).to_bytes(2, "big")
    clock = (0xE000 | _TELETEXT_PID).to_bytes(2, "big")
    return b"\x00\x01\xc1\x00\x00" + clock + b"\xf0\x00" + stream + descriptor


def _crc(data: bytes) -> int:
    """CRC-32/MPEG-2."""
    register = 0xFFFFFFFF
    for byte in data:
        register ^= byte << 24
        for _ in range(8):
            register = (register << 1 ^ 0x04C11DB7 if register >> 31 else register << 1) & 0xFFFFFFFF
    return register
