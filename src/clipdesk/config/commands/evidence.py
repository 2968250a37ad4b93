"""`clipdesk evidence`: everything about a clip that an outsider needs to check it, in one file."""

from __future__ import annotations

import argparse
from pathlib import Path

from clipdesk.kernel.ids import is_id
from clipdesk.review.verify_evidence import write_verifier

HELP = "Write the evidence of a clip: its sealed packages and files, who signed them, its history and the proofs."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which clip, and where to."""
    parser.add_argument("clip", nargs="?", default="", help="the clip's number, as in the address of its page")
    parser.add_argument("--verifier", type=Path, help="write the verifier instead: one file that any Python 3.11 runs")
    parser.add_argument("--out", type=Path, help="the file to write (default: evidence-CLIP.zip here)")


def run(options: argparse.Namespace) -> int:
    """Write the file beside its place, then put it there whole."""
    if options.verifier is not None:
        write_verifier(options.verifier)
        print(
            f"{options.verifier}: hand it out with the evidence; python3 {options.verifier.name} EVIDENCE.zip checks it."
        )
        return 0
    from clipdesk.config.reaching import database_up  # noqa: PLC0415  settings are read on import

    with database_up():
        from clipdesk.clips.models import Clip  # noqa: PLC0415  needs the apps
        from clipdesk.review.evidence import evidence_of  # noqa: PLC0415

        clip = Clip.objects.filter(pk=options.clip).select_related("station").first() if is_id(options.clip) else None
        if clip is None:
            print(f"There is no clip {options.clip}. Its number stands in the address of its page.")
            return 1
        made = evidence_of(clip)
    out: Path = (options.out or Path(f"evidence-{clip.pk}.zip")).expanduser()
    part = out.with_name(f".{out.name}.part")
    part.write_bytes(made)
    part.replace(out)
    print(f"{out}: {len(made):,} bytes. Check it with clipdesk verify {out}")
    return 0
