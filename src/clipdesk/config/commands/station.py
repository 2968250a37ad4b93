"""`clipdesk station`: a real station and the invitation of its first person."""

from __future__ import annotations

import argparse

HELP = "Make a real station and print the link that lets its first person in."


def arguments(parser: argparse.ArgumentParser) -> None:
    """What it is called, and whom to invite."""
    parser.add_argument("name", metavar="NAME", help="what the station is called, for example “Đài Sông Hồng”")
    parser.add_argument("--slug", required=True, help="its short name; it stands in every address and stays")
    parser.add_argument("--email", required=True, help="who comes in first, as operator, and invites everybody else")
    parser.add_argument("--language", choices=["vi", "en"], default="vi")
    parser.add_argument("--timezone", default="Asia/Ho_Chi_Minh")


def run(options: argparse.Namespace) -> int:
    """Make it, and print the link."""
    from clipdesk.config.reaching import database_up  # noqa: PLC0415  settings are read on import

    with database_up():
        from django.utils import translation  # noqa: PLC0415

        from clipdesk.accounts.beginning import begin_station  # noqa: PLC0415  needs the apps

        with translation.override("en"):
            link = begin_station(
                options.name, options.slug, options.email, language=options.language, timezone=options.timezone
            )
    print(f"{options.name} is made. {options.email} comes in by this link, once, within seven days:\n\n  {link}\n")
    return 0
