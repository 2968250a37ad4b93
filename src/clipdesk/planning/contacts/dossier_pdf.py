"""A dossier as a tagged PDF (PDF/UA-1)."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from clipdesk.planning.contacts.dossier import Dossier
from clipdesk.ui.printing import printed

_PAGE = Path(__file__).parents[1] / "templates" / "planning" / "dossier.typ"


def dossier_pdf(dossier: Dossier) -> bytes:
    """Return it in the language in which it is told."""
    return printed(_PAGE, asdict(dossier))
