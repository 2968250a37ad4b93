"""The tables of the library."""

from clipdesk.library.models.channel import Channel, Segment
from clipdesk.library.models.channel_alarm import ChannelAlarm
from clipdesk.library.models.file import StoredFile
from clipdesk.library.models.live_cut import LiveCut
from clipdesk.library.models.mark import ChannelMark, RecordingMark
from clipdesk.library.models.recording import Recording, RecordingFile
from clipdesk.library.models.rundown import RundownItem
from clipdesk.library.models.sender import Sender
from clipdesk.library.models.series import PlannedRecording, Series
from clipdesk.library.models.transcript import SpokenLine, Transcript
from clipdesk.library.models.upload import Upload

__all__ = [
    "Channel",
    "ChannelAlarm",
    "LiveCut",
    "PlannedRecording",
    "Recording",
    "RecordingFile",
    "ChannelMark",
    "RecordingMark",
    "RundownItem",
    "Segment",
    "Sender",
    "Series",
    "SpokenLine",
    "StoredFile",
    "Transcript",
    "Upload",
]
