"""`clipdesk web`: one web process."""

from __future__ import annotations

import argparse

import uvicorn

HELP = "Run one web process (the supervisor of “serve” does this for you)."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"))


def run(options: argparse.Namespace) -> int:
    """Serve until told to stop."""
    cert, key = options.tls or (None, None)
    uvicorn.run(
        "clipdesk.config.asgi:application",
        host=options.host,
        port=options.port,
        ssl_certfile=cert,
        ssl_keyfile=key,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
        lifespan="off",
    )
    return 0
