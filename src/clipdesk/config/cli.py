"""The `clipdesk` command. Each command is a file in `commands/` with `HELP`, `arguments(parser)` and `run(options)`."""

from __future__ import annotations

import argparse
import resource
import signal
import sys
from importlib import import_module

from clipdesk.config.version import version
from clipdesk.kernel.errors import ClipdeskError

COMMANDS = (
    "serve",
    "web",
    "worker",
    "record",
    "signer",
    "prepare",
    "station",
    "practice",
    "ingest",
    "analyse",
    "align",
    "cut",
    "frame",
    "models",
    "demo",
    "doctor",
    "backup",
    "restore",
    "verify",
    "evidence",
    "credentials",
    "tls",
    "manage",
)


def _leave_no_dump() -> None:
    """What a crash leaves behind would hold the tokens of accounts, and keys: nothing is left.

    One byte is too little for a file, and the one limit at which the kernel hands nothing to a program that collects dumps
    either (core(5); to such a program it gives everything at a limit of 0).
    """
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    if most != 0:
        resource.setrlimit(resource.RLIMIT_CORE, (1, 1))


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit code. What a person can understand is said in one sentence."""
    parser = argparse.ArgumentParser(
        prog="clipdesk", description="The short-video desk of a radio or television station."
    )
    parser.add_argument("--version", action="version", version=version())
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    if arguments is None:
        _leave_no_dump()
        # Asked to stop, a command ends like on Ctrl-C, also in the background: what is half done is undone.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.default_int_handler)
    words = sys.argv[1:] if arguments is None else arguments
    for name in COMMANDS:
        module = import_module(f"clipdesk.config.commands.{name}")
        command = commands.add_parser(name, help=module.HELP, description=module.HELP)
        module.arguments(command)
        command.set_defaults(run=module.run)
    options = parser.parse_args(words)
    try:
        return int(options.run(options))
    except (ClipdeskError, RuntimeError) as error:
        print(f"clipdesk {options.command}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
