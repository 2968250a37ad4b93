"""What a manifest says, as plain values: a pure function from facts to the library's JSON."""

from collections.abc import Mapping
from dataclasses import dataclass

ACTIONS: Mapping[str, str] = {
    "edited": "c2pa.edited",
    "trimmed": "c2pa.trimmed",
    "cropped": "c2pa.cropped",
    "resized": "c2pa.resized",
    "captioned": "c2pa.addedText",
    "colours adjusted": "c2pa.color_adjustments",
    "dubbed": "c2pa.dubbed",
    "translated": "c2pa.translated",
    "transcoded": "c2pa.transcoded",
    "published": "c2pa.published",
}
"""Our words for the actions of C2PA 2.x, section 18.17 ("Actions"). `opened` and `created` come first by themselves."""

SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
ALTERED_BY_AI = SOURCE_TYPES + "compositeWithTrainedAlgorithmicMedia"


@dataclass(frozen=True)
class Action:
    """One step. kind: a key of `ACTIONS`; source_type: an IPTC digital source type, `ALTERED_BY_AI` where AI did it."""

    kind: str
    description: str = ""
    source_type: str | None = None


@dataclass(frozen=True)
class Parent:
    """The recording a clip was cut from: its title and the SHA-256 of its bytes, in hexadecimal."""

    title: str
    sha256: str
    mime_type: str = "video/mp4"


@dataclass(frozen=True)
class Facts:
    """What a clip says of itself. parent None: it was made here, from nothing; version: of Clipdesk."""

    title: str
    parent: Parent | None
    actions: tuple[Action, ...]
    version: str


def manifest(facts: Facts) -> dict[str, object]:
    """Return the manifest definition.

    Raises:
        KeyError: an action that `ACTIONS` does not name.
    """
    found: dict[str, object] = {
        "claim_generator_info": [{"name": "Clipdesk", "version": facts.version}],
        "title": facts.title,
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [_action(a) for a in facts.actions]}}],
    }
    if not facts.actions:
        del found["assertions"]
    if facts.parent:
        found["ingredients"] = [
            {
                "title": facts.parent.title,
                "format": facts.parent.mime_type,
                "instance_id": f"urn:sha256:{facts.parent.sha256}",
                "relationship": "parentOf",
            }
        ]
    return found


def _action(action: Action) -> dict[str, str]:
    found = {"action": ACTIONS[action.kind]}
    if action.description:
        found["description"] = action.description
    if action.source_type:
        found["digitalSourceType"] = action.source_type
    return found
