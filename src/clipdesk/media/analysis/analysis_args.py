"""The one ffmpeg command that looks at a whole recording.

Scaled once; proxy, filmstrip, detectors and face frames all work on the small picture. What this process looks at comes
through taps (`media.taps`), what ffmpeg's own detectors say through two logs.
"""

from dataclasses import dataclass
from fractions import Fraction

from clipdesk.media.analysis.shots import GLANCE_HEIGHT, GLANCE_WIDTH
from clipdesk.media.fingerprints import sound as sound_print
from clipdesk.media.geometry import proxy_size
from clipdesk.media.metadata_log import log_filter
from clipdesk.media.picture_graph import GLOBAL
from clipdesk.media.sound_graph import BITEXACT
from clipdesk.media.source_chain import (
    frame_filters,
    input_args,
    scale_filter,
    whole_sound_chains,
)
from clipdesk.media.source_info import SourceInfo, VideoInfo

THUMB_WIDTH, THUMB_HEIGHT = 160, 90
SPEECH_RATE = 16000
BLACK_SECONDS, FREEZE_SECONDS = Fraction(4, 10), Fraction(2)
PICTURE_LOG, SOUND_LOG = "pictures.txt", "sound.txt"
SOUND_PRINT = "sound.fp"
_FACES_PER_SECOND = 5
_SEGMENT_SECONDS = 2
_OTHER_LINES = "field=top"  # every other line shows as well what is cut, black or frozen, and nothing is copied for it
_FOURTH_LINES = f"{_OTHER_LINES},{_OTHER_LINES}"  # and of a few lines each a glance is as good
_BT709 = "in_color_matrix=bt709:in_range=tv"


@dataclass(frozen=True)
class Plan:
    """What is wanted beside proxy, filmstrip, glances, peaks and logs.

    faces: width and height of the frames that the face detector sees, or None. speech: whether the speech detector
    listens. sound_print: whether this ffmpeg can take the sound's fingerprint. growing: the recording has no end yet,
    so the proxy is an HLS playlist of fragmented MP4 that can be played while it grows, and no stream is cut to the
    recording's length.
    """

    faces: tuple[int, int] | None = None
    speech: bool = False
    sound_print: bool = False
    growing: bool = False


def proxy_name(info: SourceInfo, plan: Plan) -> str:
    """Return the proxy's file name."""
    if plan.growing:
        return "proxy.m3u8"
    return "proxy.mp4" if info.video else "proxy.m4a"


def face_step(rate: Fraction) -> int:
    """Return after how many frames faces are looked for again: about five times a second, always on a whole frame."""
    return max(1, round(rate / _FACES_PER_SECOND))


def analysis_args(info: SourceInfo, plan: Plan) -> list[str]:
    """Return the arguments.

    Results: the proxy as `out/` + `proxy_name`, two logs, and the taps `film` (RGB thumbs, one per second), `glances`
    (grey, every frame), `faces` (RGB), `sound` (48 kHz stereo float32), `speech` (16 kHz mono float32), as far as the
    recording and the plan have them. No output may begin late: ffmpeg starts writing (and telling its progress) when
    every output has its first frame.
    """
    chains, outputs = [], []
    proxy: list[str] = []
    if info.video:
        chains += _picture_chains(info, info.video, plan)
        proxy += ["-map", "[proxy]", *_picture_encoder(info.video)]
        for name in ("film", "glances", *(("faces",) if plan.faces else ())):
            outputs += ["-map", f"[{name}]", "-fps_mode:v", "passthrough", "-f", "rawvideo", f"tap:{name}"]
    if info.audio:
        chains += _sound_chains(info, plan)
        proxy += ["-map", "[listen]", "-c:a", "aac", "-b:a", "96k"]
        if plan.sound_print:
            outputs += ["-map", "[print]", *sound_print.FORM, f"out/{SOUND_PRINT}"]
        for name in ("sound", *(("speech",) if plan.speech else ())):
            outputs += ["-map", f"[{name}]", "-f", "f32le", f"tap:{name}"]
    return [
        *GLOBAL, *input_args(info, Fraction(0), None), "-filter_complex", ";".join(chains),
        *proxy, *BITEXACT, *_proxy_form(plan), f"out/{proxy_name(info, plan)}", *outputs,
    ]  # fmt: skip


def _picture_chains(info: SourceInfo, video: VideoInfo, plan: Plan) -> list[str]:
    size = proxy_size(video.display_size)
    head = [*frame_filters(info, video), "trim=start_pts=0", scale_filter(video, size, "fast_bilinear")]
    thumbs = "" if plan.growing else f"trim=end_frame={-(-video.frames // video.frame_rate)},"
    inside = f"{THUMB_WIDTH}:{THUMB_HEIGHT}"
    branches = ["proxy", "small", "look", "glance", *(["face"] if plan.faces else [])]
    chains = [
        f"[0:{video.index}]{','.join(head)},setsar=1,format=yuv420p,"
        f"split={len(branches)}{''.join(f'[{name}]' for name in branches)}",
        # rounding up makes thumb n the frame shown at n seconds
        f"[small]fps=fps=1:round=up,{thumbs}"
        f"scale={inside}:force_original_aspect_ratio=decrease:flags=area:{_BT709},pad={inside}:-1:-1,format=rgb24[film]",
        f"[look]{_OTHER_LINES},scdet=t=6,blackdetect=d={float(BLACK_SECONDS)},freezedetect=d={float(FREEZE_SECONDS)},"
        f"metadata=mode=print:file=out/{PICTURE_LOG},nullsink",
        # a conversion to grey would cost as much as all detectors together
        f"[glance]{_FOURTH_LINES},extractplanes=y,scale={GLANCE_WIDTH}:{GLANCE_HEIGHT}:flags=area[glances]",
    ]
    if plan.faces:
        wide, high = plan.faces
        step = face_step(video.frame_rate)
        chains.append(f"[face]framestep={step},scale={wide}:{high}:flags=area:{_BT709},format=rgb24[faces]")
    return chains


def _sound_chains(info: SourceInfo, plan: Plan) -> list[str]:
    branches = ["listen", "heard", "wave", *(["voice"] if plan.speech else [])]
    branches += ["mark"] if plan.sound_print else []
    chains = [
        *whole_sound_chains(info, "mix", growing=plan.growing),
        f"[mix]asplit={len(branches)}{''.join(f'[{name}]' for name in branches)}",
        f"[heard]silencedetect=n=-50dB:d=1,{log_filter(SOUND_LOG)},anullsink",
        "[wave]aformat=sample_fmts=flt:channel_layouts=stereo[sound]",
    ]
    if plan.sound_print:
        chains.append(f"[mark]aresample={sound_print.RATE},{sound_print.MONO}[print]")
    if plan.speech:
        chains.append(f"[voice]aformat=channel_layouts=mono,aresample={SPEECH_RATE},aformat=sample_fmts=flt[speech]")
    return chains


def _picture_encoder(video: VideoInfo) -> list[str]:
    """A key frame every second and no B-frames: the page's frame stepping is exact and quick."""
    return [
        "-c:v", "libx264", "-preset", "veryfast", "-crf", "26", "-g", str(round(video.frame_rate)), "-bf", "0",
        "-pix_fmt", "yuv420p", "-fps_mode:v", "passthrough",
    ]  # fmt: skip


def _proxy_form(plan: Plan) -> list[str]:
    if not plan.growing:
        return ["-movflags", "+faststart"]
    return [
        "-f", "hls", "-hls_time", str(_SEGMENT_SECONDS), "-hls_list_size", "0", "-hls_playlist_type", "event",
        "-hls_segment_type", "fmp4", "-hls_flags", "independent_segments+temp_file",
        "-hls_fmp4_init_filename", "proxy-init.mp4", "-hls_segment_filename", "out/proxy-%05d.m4s",
    ]  # fmt: skip
