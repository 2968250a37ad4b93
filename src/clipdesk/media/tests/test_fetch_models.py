"""Model files are fetched from the operator's package source; one that is away keeps nobody waiting who cannot wait."""

import os
import socket
import time
from pathlib import Path

import pytest

from clipdesk.media.errors import ModelNotFetched
from clipdesk.media.models import SPEECH, install


@pytest.mark.slow
def test_a_package_source_that_does_not_answer_is_given_up_soon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It listens, and says nothing: as patient as pip is by itself, this would take a minute and a half."""
    for name in list(os.environ):
        if name.startswith("PIP_"):
            monkeypatch.delenv(name)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{silent.getsockname()[1]}/simple")
        monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
        began = time.monotonic()
        with pytest.raises(ModelNotFetched, match="speech"):
            install(SPEECH, tmp_path, brisk=True)
    assert time.monotonic() - began < 30
    assert list(tmp_path.iterdir()) == []
