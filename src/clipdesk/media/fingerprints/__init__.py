"""Fingerprints: is this the same recording, and where does it lie in the other one?

    ours, theirs = picture_fingerprint(clip, info), picture_fingerprint(found, found_info)
    match = compare(ours, theirs)              # likeness 0..1, offset in seconds
    match.same                                 # at least `SAME`: re-encoded, scaled, with a logo, cut elsewhere

    kept = take_print(published, info)         # of a file whose copies shall be known again
    shortlist(take_print(found, found_info), everything)    # which are worth a look, out of thousands
    likeness(take_print(found, found_info), kept)           # which seconds of it, by picture and by sound

Pictures: a DCT hash of 64 bits per sampled frame. Sound: chromaprint's 32 bits per eighth of a second, from ffmpeg's own
muxer. Both are decoded behind the walls of `sandbox`; only raw grey pictures and hashes come back.
"""

from clipdesk.media.fingerprints.comparison import SAME, Fingerprint, Match, compare
from clipdesk.media.fingerprints.copies import Likeness, Stretch, explain, likeness, shortlist
from clipdesk.media.fingerprints.picture import picture_fingerprint, picture_hash
from clipdesk.media.fingerprints.prints import Print, take_print
from clipdesk.media.fingerprints.sound import sound_fingerprint

__all__ = [
    "SAME",
    "Fingerprint",
    "Likeness",
    "Match",
    "Print",
    "Stretch",
    "compare",
    "explain",
    "likeness",
    "picture_fingerprint",
    "picture_hash",
    "shortlist",
    "sound_fingerprint",
    "take_print",
]
