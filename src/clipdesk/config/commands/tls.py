"""`clipdesk tls local`: a certificate for a desk that only the house's own network reaches."""

from __future__ import annotations

import argparse

HELP = "Make a certificate authority and a certificate for a desk inside the house."
STEPS = """
Start the desk with it:

  CLIPDESK_ORIGIN={origin} CLIPDESK_PORT={port} clipdesk serve --tls {certificate} {key}

Each phone and computer must trust the station's authority once:

  1. Bring {authority} to the device (AirDrop, cable, e-mail) and open it. Never pass on the key beside it.
  2. iPhone, iPad: Settings > General > VPN & Device Management > install it, then Settings > General > About >
     Certificate Trust Settings > switch it on.
     Android: Settings > Security > Encryption & credentials > Install a certificate > CA certificate > choose the file.
     Windows: open it > Install Certificate > Local Machine > Trusted Root Certification Authorities.
  3. Open {origin} there. The browser shows a closed lock and no warning.

The certificate is valid for 397 days; the same command renews it, and devices need nothing new.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Under which names the desk is opened."""
    parser.add_argument("verb", choices=["local"])
    parser.add_argument(
        "hosts", nargs="*", metavar="HOST", help="name or address of this machine (default: that of CLIPDESK_ORIGIN)"
    )


def run(options: argparse.Namespace) -> int:
    """Make the files and print the three steps."""
    from clipdesk.config import paths, settings  # noqa: PLC0415  settings are read on import
    from clipdesk.config.certificates import make_local  # noqa: PLC0415

    hosts = options.hosts or [settings.HOST]
    if hosts == ["localhost"]:
        raise RuntimeError(
            "Say under which name the desk is opened, for example: clipdesk tls local desk.station.lan 192.168.1.20"
        )
    authority, certificate, key = make_local(paths.DATA / "tls", hosts)
    port = settings.PORT if settings.HTTPS else 8443
    origin = settings.ORIGIN if settings.HTTPS else f"https://{hosts[0]}:{port}"
    print(STEPS.format(origin=origin, port=port, certificate=certificate, key=key, authority=authority))
    return 0
