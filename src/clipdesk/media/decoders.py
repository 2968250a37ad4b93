"""The one list of what may be opened: containers and decoders, for strangers' files and for our own alike.

Everything else in ffmpeg (several hundred decoders, most of them for old games) stays shut. `clipdesk doctor` prints
both lists. Names are ffmpeg's own; containers carry the demuxer's first short name, as `-format_whitelist` wants.
"""

FORMATS: tuple[str, ...] = ("mov", "matroska", "mpegts", "mxf", "wav", "mp3", "flac", "ogg", "aac")

VIDEO_DECODERS: tuple[str, ...] = (
    "h264", "hevc", "mpeg2video", "mpeg1video", "mpeg4", "vp8", "vp9", "av1", "libdav1d",
    "prores", "dnxhd", "dvvideo",
)  # fmt: skip

AUDIO_DECODERS: tuple[str, ...] = (
    "aac", "aac_latm", "ac3", "eac3", "mp2", "mp2float", "mp3", "mp3float", "flac", "alac", "opus", "libopus", "vorbis",
    "s302m", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be", "pcm_f32le", "pcm_u8",
)  # fmt: skip

DECODERS: tuple[str, ...] = VIDEO_DECODERS + AUDIO_DECODERS


MAX_PIXELS = 33_177_600
"""Width × height of the largest picture that is opened: 7680×4320."""

MAX_STREAMS = 16
"""Tracks in one file; more is a multiplex or an attack."""

MAX_SECONDS = 48 * 3600
"""Length of the longest recording: a day of a logger and as much again. More comes from damaged or invented times."""

MAX_RATE = 1000
"""Pictures per second; the slow motion of telephones goes up to 960."""


def input_options(protocols: str = "file") -> list[str]:
    """Return the ffmpeg options that go before every `-i` of a media file."""
    return [
        "-protocol_whitelist", protocols,
        "-format_whitelist", ",".join(FORMATS),
        "-codec_whitelist", ",".join(DECODERS),
        "-max_streams", str(MAX_STREAMS),
        "-max_pixels", str(MAX_PIXELS),
    ]  # fmt: skip
