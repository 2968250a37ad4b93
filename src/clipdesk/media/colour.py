"""Every picture we write is BT.709, limited range, and says so (ITU-R BT.709-6; code points of ISO/IEC 23091-2)."""

from clipdesk.media.source_info import VideoInfo

_MATRICES = {1: "bt709", 4: "fcc", 5: "bt601", 6: "bt601", 7: "smpte240m", 9: "bt2020", 10: "bt2020"}
_UNSTATED_SD_HEIGHT = 576
TAGS = "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv"
ENCODER_TAGS = ("-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv")


def source_matrix(video: VideoInfo) -> str:
    """Return the source's colour matrix as `scale` names it; where none is stated, standard definition is BT.601."""
    unstated = "bt601" if video.height <= _UNSTATED_SD_HEIGHT else "bt709"
    return _MATRICES.get(video.matrix, unstated)


def conversion(video: VideoInfo) -> str:
    """Return the options of `scale` that turn the source's colours into BT.709, limited range."""
    full = video.colour_range == 2 or video.pixel_format.startswith("yuvj")
    in_range = "pc" if full else "tv"
    return f"in_color_matrix={source_matrix(video)}:out_color_matrix=bt709:in_range={in_range}:out_range=tv"
