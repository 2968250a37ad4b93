"""Read content credentials out of any file, behind the walls."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clipdesk.media.errors import EncodeFailed, TooMuchMemory
from clipdesk.media.limits import GIB, MIB, Limits
from clipdesk.media.provenance.manifest import SOURCE_TYPES
from clipdesk.media.runner import run_python

_WORKER = Path(__file__).with_name("read_worker.py")
_BYTES_PER_SECOND = 20 * MIB  # hashing alone is many times faster


@dataclass(frozen=True)
class ReadAction:
    """One step that a file tells of. kind: C2PA's name, `c2pa.trimmed`; source_type: an IPTC address, or None."""

    kind: str
    description: str
    source_type: str | None


@dataclass(frozen=True)
class Provenance:
    """What a file says of itself.

    state: "none" without credentials; "trusted" signed under one of the anchors; "valid" signed by somebody unknown;
    "ended" unchanged, but the signer's certificate has run out since, and nothing says that it was valid then;
    "invalid" changed after signing; "unreadable" there is something, but it cannot be read. problems: C2PA's names of
    the checks that failed, such as `assertion.bmffHash.mismatch`; parents: titles of what it was made from.
    """

    state: str
    signer: str = ""
    organisation: str = ""
    title: str = ""
    actions: tuple[ReadAction, ...] = ()
    parents: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def tells_of_ai(self) -> bool:
        """Whether any step says that a trained model had a hand in it."""
        types = [(action.source_type or "").lower() for action in self.actions]
        return any(t.startswith(SOURCE_TYPES) and "trainedalgorithmicmedia" in t for t in types)


def read_provenance(path: Path, anchors: Sequence[str] = ()) -> Provenance:
    """Return what `path` says; a file without credentials, or without sense, is an answer too.

    anchors: certificates (PEM) of the authorities that are trusted. Nothing is fetched from anywhere.

    Raises:
        RunError: the machine could not look.
        OSError: `path` cannot be opened.
    """
    seconds = 30 + path.stat().st_size // _BYTES_PER_SECOND
    limits = Limits(cpu=seconds, memory=4 * GIB, file_size=16 * MIB, wall=2 * seconds, no_progress=2 * seconds)
    with tempfile.TemporaryDirectory(prefix="clipdesk-provenance-") as folder:
        try:
            run_python(_WORKER, ["\n".join(anchors)], limits=limits, inputs=[path], output_dir=Path(folder))
        except (EncodeFailed, TooMuchMemory):  # the reader itself fell over that file
            return Provenance("unreadable")
        return _provenance(json.loads((Path(folder) / "provenance.json").read_text()))


def _provenance(found: dict[str, Any]) -> Provenance:
    actions = tuple(ReadAction(str(a["kind"]), str(a["description"]), a["source_type"]) for a in found["actions"])
    texts = {name: str(found[name]) for name in ("state", "signer", "organisation", "title")}
    return Provenance(
        **texts, actions=actions, parents=tuple(map(str, found["parents"])), problems=tuple(map(str, found["problems"]))
    )
