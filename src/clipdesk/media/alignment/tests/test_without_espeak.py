"""Where espeak-ng is not installed, alignment says so in a sentence, and nothing else of the media room needs it."""

from pathlib import Path

import pytest

from clipdesk.media.alignment import reference as room
from clipdesk.media.alignment.errors import SynthesiserMissing
from clipdesk.media.alignment.script import script_lines


def test_sentence_where_the_library_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same worker, asked for a library that no machine has."""
    worker = tmp_path / "worker.py"
    original = Path(room.__file__).with_name("reference_worker.py").read_text()
    worker.write_text(original.replace("libespeak-ng.so.1", "libespeak-absent.so.1"))
    monkeypatch.setattr(room, "WORKER", worker)
    with pytest.raises(SynthesiserMissing, match="needs espeak-ng, which is not installed"):
        room.reference(script_lines("One.", "en"), "en")
