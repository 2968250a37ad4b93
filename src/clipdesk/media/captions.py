"""Captions in and out: the one door to reading, writing and burning them in."""

from clipdesk.media.ass import to_ass
from clipdesk.media.captions_read import Captions, mend, read, read_file
from clipdesk.media.captions_write import to_srt, to_vtt

__all__ = ["Captions", "mend", "read", "read_file", "to_ass", "to_srt", "to_vtt"]
