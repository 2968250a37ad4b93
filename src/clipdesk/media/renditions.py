"""What the videos of one clip are called: by their shape, and by their loudness where a destination asks for another one.

A role is `9:16`, or `9:16 ebu-r128` for the same pictures with their sound at `loudness.TARGETS["ebu-r128"]`.
"""

from dataclasses import replace

from clipdesk.media.loudness import TARGETS
from clipdesk.media.recipe import ALL_SHAPES, Recipe


def role_of(shape: str, level: str = "") -> str:
    """Return the role of the video in `shape`; level: a key of `TARGETS`, empty for the recipe's own loudness."""
    return f"{shape} {level}" if level else shape


def shape_of(role: str) -> str:
    """Return the shape of a video; empty: the role is that of something else."""
    shape, _, level = role.partition(" ")
    return shape if shape in ALL_SHAPES and (not level or level in TARGETS) else ""


def level_of(role: str) -> str:
    """Return which of the `TARGETS` a video has; empty: the recipe's own, or the role is that of something else."""
    return role.partition(" ")[2] if shape_of(role) else ""


def file_name(role: str) -> str:
    """Return what the video's file is called."""
    return f"clip-{role.replace(':', 'x').replace(' ', '-')}.mp4"


def levelled(recipe: Recipe, level: str) -> Recipe:
    """Return the recipe with the sound of a level."""
    if not level:
        return recipe
    target = TARGETS[level]
    return replace(recipe, loudness_target=target.integrated, true_peak_ceiling=target.true_peak)
