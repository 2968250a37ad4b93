"""The room's own fixtures."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from clipdesk.media.provenance import Names, SignerFiles, fingerprint, make_own, signer_in
from clipdesk.media.tests.conftest import make, tone

__all__ = ["authority", "make", "signer", "tone"]

NAMES = Names("Đài Truyền hình Thử nghiệm", "Own authority", "Clipdesk")


@pytest.fixture(scope="session")
def _root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("credentials")


@pytest.fixture(scope="session")
def authority(_root: Path) -> str:
    """The certificate of a station's own authority, its key kept as the desk keeps it."""
    return make_own(_root, NAMES, datetime.now(UTC))


@pytest.fixture(scope="session")
def signer(_root: Path, authority: str) -> SignerFiles:
    """The signer that the authority vouches for."""
    found = signer_in(_root / fingerprint(authority))
    assert found is not None
    return found
