"""What was done to a recording, read off its recipe: the steps that a clip's content credentials tell of."""

from dataclasses import dataclass

from clipdesk.kernel.time import timecode
from clipdesk.media.colour import is_wide
from clipdesk.media.geometry import crop_window, shape_size
from clipdesk.media.look import Look
from clipdesk.media.provenance.manifest import ALTERED_BY_AI, Action
from clipdesk.media.recipe import Recipe
from clipdesk.media.source_info import SourceInfo

_BY_AI = "Parts of picture or sound were made or altered with artificial intelligence, as the newsroom says"
_OUTSIDE = "Edited outside the desk, from the recording with the SHA-256"
_TYPES = {
    "mov": "video/mp4",
    "matroska": "video/x-matroska",
    "mpegts": "video/mp2t",
    "mxf": "application/mxf",
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "flac": "audio/flac",
    "ogg": "audio/ogg",
    "aac": "audio/aac",
}


@dataclass(frozen=True)
class Said:
    """What the desk says of a file beyond its recipe.

    ai_altered: parts of it were made or altered with artificial intelligence, at the desk or before. finished_from: the
    file that it was made of was finished outside the desk, from recordings with these SHA-256.
    """

    ai_altered: bool = False
    finished_from: tuple[str, ...] = ()


def steps(recipe: Recipe, info: SourceInfo, look: Look, shape: str, said: Said = Said()) -> tuple[Action, ...]:
    """Return, in the order of the work, what makes the file of `shape` differ from the recording. A pure function.

    Descriptions are in English: they stand in a file that travels, for programs and for people anywhere.
    """
    return (
        *(Action("edited", f"{_OUTSIDE} {sha256}") for sha256 in said.finished_from),
        *([Action("edited", _BY_AI, ALTERED_BY_AI)] if said.ai_altered else []),
        *_cut(recipe, info),
        *_picture(recipe, info, shape),
        *_laid_over(recipe, look),
        *_sound(recipe, info),
        Action("transcoded", "H.264 and AAC in MP4" if info.audio else "H.264 in MP4"),
    )


def media_type(info: SourceInfo) -> str:
    """Return the media type of a recording by its container."""
    return _TYPES.get(info.container, "application/octet-stream")


def _cut(recipe: Recipe, info: SourceInfo) -> list[Action]:
    cuts, half = recipe.ranges, 1 / (2 * info.grid)
    if len(cuts) == 1 and cuts[0].start < half and cuts[0].end > info.duration - half:
        return []
    kept = ", ".join(f"{timecode(cut.start, info.grid)} to {timecode(cut.end, info.grid)}" for cut in cuts)
    found = [Action("trimmed", f"Kept of the recording: {kept}")]
    return [*found, Action("edited", f"{len(cuts)} parts joined")] if len(cuts) > 1 else found


def _picture(recipe: Recipe, info: SourceInfo, shape: str) -> list[Action]:
    if info.video is None:
        return [Action("edited", "A picture of the sound's wave was drawn; the recording has none")]
    found = []
    if is_wide(info.video):
        found.append(Action("colours adjusted", "High dynamic range or wide colours brought to BT.709"))
    source, size, framing = info.video.display_size, shape_size(shape, info), recipe.frame_for(shape)
    if framing.mode == "path":
        found.append(Action("cropped", f"{shape}: a window that follows, set shot by shot"))
    elif framing.mode == "crop" and (window := crop_window(source, size, framing)).scaled != window.size:
        found.append(Action("cropped", f"{shape}: a part of the picture"))
    elif framing.mode == "fit" and source[0] * size[1] != source[1] * size[0]:
        behind = "a blurred copy of itself" if recipe.backdrop == "blurred" else "black"
        found.append(Action("resized", f"{shape}: the whole picture, laid on {behind}"))
    if source != size:
        found.append(Action("resized", f"{size[0]} × {size[1]} pixels"))
    return found


def _laid_over(recipe: Recipe, look: Look) -> list[Action]:
    found = []
    if look.logo:
        found.append(Action("edited", "The station's logo laid over the picture"))
    if recipe.caption_style.burn_in and recipe.heard:
        found.append(Action("captioned", f"Captions in the picture, language: {recipe.language}"))
    if recipe.named:
        found.append(Action("captioned", "Names of people in the picture"))
    if recipe.title.strip():
        found.append(Action("captioned", "A strap with a title in the picture"))
    if look.opening:
        found.append(Action("edited", "An opening card of the station put before the clip"))
    if look.closing:
        found.append(Action("edited", "A closing card of the station put after the clip"))
    return found


def _sound(recipe: Recipe, info: SourceInfo) -> list[Action]:
    if info.audio is None:
        return []
    return [Action("edited", f"Sound levelled to {float(recipe.loudness_target):g} LUFS")]
