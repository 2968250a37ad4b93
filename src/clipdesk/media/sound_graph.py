"""Recipe → ffmpeg arguments for the sound: the cuts joined, brought to the loudness target, kept below the ceiling.

It is encoded once and measured as encoded, because AAC overshoots by some tenths of a decibel; every rendition then gets
these very packets.
"""

from clipdesk.media.loudness.levelling import ATTACK, RELEASE, Level
from clipdesk.media.loudness.measure_energies import RAW
from clipdesk.media.picture_graph import GLOBAL, Clip, inputs
from clipdesk.media.source_chain import SAMPLE_RATE, sample_at, sound_chains
from clipdesk.media.timeline import clip_frames

ENCODER = ("-c:a", "aac", "-b:a", "160k", "-ar", str(SAMPLE_RATE), "-ac", "2")
BITEXACT = (
    "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", "-map_metadata", "-1",
    "-map_chapters", "-1",
)  # fmt: skip
_FADE = SAMPLE_RATE // 100


def sound_args(clip: Clip, level: Level) -> list[str]:
    """Return the arguments that write `out/sound.m4a`."""
    return [
        *GLOBAL, *inputs(clip), "-filter_complex", ";".join(levelled_chains(clip, level, ("clip", "levelled"))),
        "-map", "[levelled]", *ENCODER, *BITEXACT, "out/sound.m4a",
    ]  # fmt: skip


def levelled_chains(clip: Clip, level: Level, labels: tuple[str, str], first_input: int = 0) -> list[str]:
    """Return the chains of the clip's sound, before and after it is brought to its level: `labels` name the two.

    first_input: as in `sound_chains`.
    """
    bare, label = labels
    chains = sound_chains(clip.info, clip.pieces, bare, clip.heard, first_input)
    return [*chains, f"[{bare}]{','.join(_level_filters(clip, level))}[{label}]"]


def listen_args(clip: Clip) -> list[str]:
    """Return the arguments that write the clip's sound, as it is before any gain, to `out/heard.f32`."""
    graph = ";".join(sound_chains(clip.info, clip.pieces, "clip", clip.heard))
    return [*GLOBAL, *inputs(clip), "-filter_complex", graph, "-map", "[clip]", *RAW, "out/heard.f32"]


def silence_chain(clip: Clip, label: str) -> str:
    """Return the chain of a silent track as long as the film, for a recording without sound."""
    return f"anullsrc=r={SAMPLE_RATE}:cl=stereo,atrim=end_sample={_film_length(clip)}[{label}]"


def _level_filters(clip: Clip, level: Level) -> list[str]:
    """Gain, then a limiter that works on the true peaks. `level=0`: it must not raise anything by itself."""
    length = _length(clip)
    return [
        f"volume={level.gain:.3f}dB",
        f"aresample={4 * SAMPLE_RATE}",
        f"alimiter=limit={10 ** (level.limit / 20):.6f}:level=0:"
        f"attack={1000 * ATTACK:g}:release={1000 * RELEASE:g}:latency=1",
        f"aresample={SAMPLE_RATE}",
        "aformat=sample_fmts=fltp:channel_layouts=stereo",
        f"apad=whole_len={length}",
        f"atrim=end_sample={length}",
        *_card_filters(clip),
    ]


def _card_filters(clip: Clip) -> list[str]:
    """Silence under the cards. Every cut fades in by itself; before the closing card the sound fades once more, after the
    limiter: where it broke off, it would click."""
    found: list[str] = []
    length, film = _length(clip), clip.film
    if film.after:
        start = max(0, length - _FADE)
        found += [f"afade=type=out:start_sample={start}:nb_samples={length - start}"]
    if film.before:
        found += [f"adelay=delays={sample_at(film.lead)}S:all=1"]
    return [*found, f"apad=whole_len={_film_length(clip)}"] if film.after else found


def _film_length(clip: Clip) -> int:
    film = clip.film
    return sample_at(film.lead) + _length(clip) + sample_at(film.after / film.rate)


def _length(clip: Clip) -> int:
    return sample_at(clip_frames(clip.recipe, clip.info.grid) / clip.info.grid)
