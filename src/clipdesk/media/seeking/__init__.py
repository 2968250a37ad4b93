"""Where decoding may begin, and the exact picture shown at a time.

`key_frames` (the index and its file), `build` (find the key frames, let the index grow), `frames` (the picture at a
time), `entry` (how ffmpeg enters a file); `index_worker` and `frame_worker` run alone behind the walls.
"""

from clipdesk.media.seeking.build import extend_index, index_recording, read_index, write_index
from clipdesk.media.seeking.entry import entry_index
from clipdesk.media.seeking.frames import FrameReader, Picture, frame_at
from clipdesk.media.seeking.key_frames import KeyFrame, KeyFrameIndex

__all__ = [
    "FrameReader",
    "KeyFrame",
    "KeyFrameIndex",
    "Picture",
    "entry_index",
    "extend_index",
    "frame_at",
    "index_recording",
    "read_index",
    "write_index",
]
