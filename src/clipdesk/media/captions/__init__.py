"""Captions in and out: the one door to reading, writing and burning them in."""

from clipdesk.media.captions.ass import to_ass
from clipdesk.media.captions.plain import mend
from clipdesk.media.captions.reading import Captions, Parsed, parse, read, read_file
from clipdesk.media.captions.reading_speed import LIMITS, OTHER_LANGUAGES, Readable, Remark, remarks
from clipdesk.media.captions.stl import Programme, to_stl
from clipdesk.media.captions.words import Highlight, Word
from clipdesk.media.captions.writing import to_srt, to_ttml, to_vtt

__all__ = [
    "LIMITS",
    "OTHER_LANGUAGES",
    "Captions",
    "Highlight",
    "Parsed",
    "Programme",
    "Readable",
    "Remark",
    "Word",
    "mend",
    "parse",
    "read",
    "read_file",
    "remarks",
    "to_ass",
    "to_srt",
    "to_stl",
    "to_ttml",
    "to_vtt",
]
