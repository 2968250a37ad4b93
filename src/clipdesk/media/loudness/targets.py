"""What each kind of destination asks for, as data. Each number is named with its source."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType


@dataclass(frozen=True)
class Target:
    """integrated in LUFS (ITU-R BS.1770-5), true_peak in dBTP: never above."""

    integrated: Fraction
    true_peak: Fraction


def _target(integrated: int, true_peak: int) -> Target:
    return Target(Fraction(integrated), Fraction(true_peak))


TARGETS: Mapping[str, Target] = MappingProxyType(
    {
        # Spotify for Artists, "Loudness normalization": -14 LUFS, -1 dBTP. YouTube, Meta, TikTok and X publish no number;
        # what is measured there lies around the same, and a clip at -14 is turned down by none of them.
        "default": _target(-14, -1),
        # Apple Podcasts for Creators, "Audio requirements": -16 LKFS within 1 dB, -1 dB true peak.
        "podcast": _target(-16, -1),
        # AES TD1008 (2021), "Recommendations for Loudness of Internet Audio Streaming", speech.
        "aes-td1008-speech": _target(-18, -1),
        # EBU R 128 version 5 (2023): programme loudness -23.0 LUFS, at most -1 dBTP. Also its supplements s1 (short
        # form) and s2 (streaming, where loudness metadata goes along).
        "ebu-r128": _target(-23, -1),
        # EBU R 128 s2 (2023): -20 to -16 LUFS where a broadcaster streams without metadata; the middle of it.
        "ebu-r128-s2": _target(-18, -1),
        # ATSC A/85:2013, North American television: -24 LKFS, at most -2 dBTP.
        "atsc-a85": _target(-24, -2),
    }
)
