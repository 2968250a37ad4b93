"""`clipdesk doctor`: what is there, what is missing, and what that costs."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict

HELP = "Say in plain words what is there, what is missing, and what that costs."
MARKS = {"fine": "  ok     ", "weak": "  weak   ", "broken": "  BROKEN "}


def arguments(parser: argparse.ArgumentParser) -> None:
    """For people or for programs, in which language, everything or the sandbox."""
    parser.add_argument("--json", action="store_true", help="for programs: one JSON object")
    parser.add_argument("--sandbox", action="store_true", help="look at the sandbox only")
    parser.add_argument("--language", choices=["en", "vi"], default="en")


def run(options: argparse.Namespace) -> int:
    """Examine and report; 1 when the desk cannot do its main job."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clipdesk.config.settings")
    import django  # noqa: PLC0415  settings are read on import

    django.setup()
    from django.utils import translation  # noqa: PLC0415
    from django.utils.translation import gettext as _  # noqa: PLC0415

    from clipdesk.config.checking_walls import sandbox  # noqa: PLC0415  needs the apps
    from clipdesk.config.doctor import can_work, examine  # noqa: PLC0415  needs the apps

    with translation.override(options.language):
        findings = list(sandbox()) if options.sandbox else examine()
        works = can_work(findings)
        if options.json:
            print(json.dumps({"ok": works, "findings": [asdict(found) for found in findings]}, ensure_ascii=False))
            return 0 if works else 1
        for found in findings:
            print(
                f"{MARKS[found.level]}{found.name}: {found.what}"
                + (f"\n           → {found.cost}" if found.cost else "")
            )
        print("\n" + (_("The desk can work.") if works else _("The desk cannot work like this.")))
    return 0 if works else 1
