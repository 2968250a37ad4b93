"""What keeps a desk apart from another that its caller has set up: demonstration and tests begin without its settings."""

from __future__ import annotations

from collections.abc import Collection, Mapping


def without_desk(environment: Mapping[str, str], kept: Collection[str] = ()) -> dict[str, str]:
    """Return the environment without every setting of a desk, also where a file holds it (`NAME_FILE`), but for `kept`."""
    return {
        name: value
        for name, value in environment.items()
        if not name.startswith(("DATABASE_URL", "CLIPDESK_")) or name.removesuffix("_FILE") in kept
    }
