"""Tokens of accounts that platforms give for a short time: who has them, and what comes with a renewal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from clipdesk.connectors.secret import Secret


@dataclass(frozen=True)
class Tokens:
    """What a platform gave. keep: the token that gets further ones; None: the one before stays good. keep_until: it ends
    then."""

    access: Secret
    until: datetime
    keep: Secret | None
    keep_until: datetime | None = None


class Access(Protocol):
    """Who has the tokens of one account."""

    def token(self) -> Secret:
        """Return a token that should still be good.

        Raises:
            ConnectorError: there is none, and none was to be had.
        """

    def renew(self, refused: Secret) -> Secret:
        """Return another token than the one that was refused. Raises as `token` does."""
