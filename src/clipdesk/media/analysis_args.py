"""The one ffmpeg command that looks at a whole recording: proxy, filmstrip, peaks, loudness, shots, black, silence."""

from fractions import Fraction

from clipdesk.media.geometry import proxy_size
from clipdesk.media.loudness import FILTERS, log_filter
from clipdesk.media.picture_graph import GLOBAL
from clipdesk.media.sound_graph import BITEXACT
from clipdesk.media.source_chain import (
    frame_filters,
    input_args,
    level_sound,
    sample_at,
    scale_filter,
    sound_start_filter,
)
from clipdesk.media.source_info import SourceInfo, VideoInfo

THUMB_WIDTH, THUMB_HEIGHT = 160, 90
PEAK_RATE = 16000
PICTURE_LOG, SOUND_LOG, SAMPLES, THUMBS = "pictures.txt", "sound.txt", "samples.s16", "thumbs.rgb"


def analysis_args(info: SourceInfo) -> list[str]:
    """Return the arguments.

    Results: `out/proxy.mp4` (`.m4a` for sound alone), two logs, raw samples and raw thumbs. No output may begin
    late: ffmpeg starts writing (and telling its progress) when every output has its first frame.
    """
    chains, outputs = [], []
    proxy: list[str] = []
    if info.video:
        chains += _picture_chains(info, info.video)
        proxy += ["-map", "[proxy]", *_picture_encoder(info.video)]
        outputs += ["-map", "[film]", "-f", "rawvideo", f"out/{THUMBS}"]
    if info.audio:
        chains += _sound_chains(info, info.audio.index)
        proxy += ["-map", "[sound]", "-c:a", "aac", "-b:a", "96k"]
        outputs += ["-map", "[peaks]", "-f", "s16le", f"out/{SAMPLES}"]
    name = "proxy.mp4" if info.video else "proxy.m4a"
    return [
        *GLOBAL, *input_args(info, Fraction(0), None), "-filter_complex", ";".join(chains),
        *proxy, *BITEXACT, "-movflags", "+faststart", f"out/{name}", *outputs,
    ]  # fmt: skip


def _picture_chains(info: SourceInfo, video: VideoInfo) -> list[str]:
    """Scaled once; everything works on the small picture."""
    size = proxy_size(video.display_size)
    head = [*frame_filters(info, video), "trim=start_pts=0", scale_filter(video, size, "fast_bilinear")]
    thumbs = -(-video.frames // video.frame_rate)
    inside = f"{THUMB_WIDTH}:{THUMB_HEIGHT}"
    return [
        f"[0:{video.index}]{','.join(head)},setsar=1,format=yuv420p,split=3[proxy][small][look]",
        # rounding up makes thumb n the frame shown at n seconds
        f"[small]fps=fps=1:round=up,trim=end_frame={thumbs},"
        f"scale={inside}:force_original_aspect_ratio=decrease:in_color_matrix=bt709:in_range=tv,pad={inside}:-1:-1,format=rgb24[film]",
        f"[look]scdet=t=6,blackdetect=d=0.4,metadata=mode=print:file=out/{PICTURE_LOG},nullsink",
    ]


def _sound_chains(info: SourceInfo, index: int) -> list[str]:
    head = [sound_start_filter(info), "atrim=start=0", *level_sound(0)]
    if info.video:
        head.append(f"atrim=end_sample={sample_at(info.duration)}")
    return [
        f"[0:{index}]{','.join(head)},asplit=3[sound][heard][wave]",
        f"[heard]{','.join(FILTERS)},silencedetect=n=-50dB:d=1,{log_filter(SOUND_LOG)},anullsink",
        f"[wave]aformat=channel_layouts=mono,aresample={PEAK_RATE},aformat=sample_fmts=s16[peaks]",
    ]


def _picture_encoder(video: VideoInfo) -> list[str]:
    """A key frame every second and no B-frames: the page's frame stepping is exact and quick."""
    return [
        "-c:v", "libx264", "-preset", "veryfast", "-crf", "26", "-g", str(round(video.frame_rate)), "-bf", "0",
        "-pix_fmt", "yuv420p", "-fps_mode:v", "passthrough",
    ]  # fmt: skip
