"""A person's permission at Zalo (OAuth v4): asked for on Zalo's own page, exchanged for tokens, renewed.

Every step is bound to the one before: the browser's session to `state`, the code to a secret that only the desk knows
(PKCE). The token to keep is good for one renewal only: whoever renews stores the new one before using what came with it, and
no two may renew at once (`destinations.models.account.StoredAccess`). How the calls look stands in `zaloplatform/zalo-php-sdk`
(README.md, `getLoginUrlByOA`) and in `zaloplatform/zalo-java-sdk` (`GetAccessTokenByRefreshToken.java`).
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from clipdesk.connectors.http import Answer, Body, NoAnswer, NotReached, Times, ask, where
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.tokens import Tokens
from clipdesk.connectors.zalo.api import Places, read_json
from clipdesk.connectors.zalo.errors import permission_error_of
from clipdesk.kernel.clock import now

#: How long a token to keep is good where Zalo does not say it: three months.
KEPT_SECONDS = 90 * 86400
#: How long to wait for tokens: longer than for anything else that is small, for an answer that is lost may cost the
#: permission.
TIMES = Times(step=30, request=30, answer=60)


@dataclass(frozen=True)
class App:
    """The station's own app: its number at Zalo, and where Zalo sends people back to."""

    id: str
    secret: Secret
    back: str
    places: Places = Places()


@dataclass(frozen=True)
class Question:
    """What a person is asked at Zalo: the page to open, and what must come back with them. `proof` never leaves before."""

    address: str
    state: str
    proof: str


def question(app: App) -> Question:
    """Return where a person is led to be asked for their permission."""
    state, proof = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    digest = base64.urlsafe_b64encode(hashlib.sha256(proof.encode()).digest()).decode().rstrip("=")
    said = {"app_id": app.id, "redirect_uri": app.back, "code_challenge": digest, "state": state}
    return Question(f"{app.places.oauth}/v4/oa/permission?{urlencode(said)}", state, proof)


def exchange(app: App, code: str, proof: str) -> Tokens:
    """Return the tokens that a code stands for; a code is good once, and for ten minutes.

    Raises:
        ConnectorError: Zalo gave none.
    """
    return _tokens(app, {"grant_type": "authorization_code", "code": code, "code_verifier": proof})


def renew(app: App, keep: Secret) -> Tokens:
    """Return a fresh token, and the one to keep that takes the place of `keep`: that is used up now.

    Raises:
        SignInNeeded: the permission is gone: only a person can give another.
        AppRefused: the app is not, or no longer, known.
        NotTaken: Zalo could not be asked now; nothing is known to be wrong.
    """
    return _tokens(app, {"grant_type": "refresh_token", "refresh_token": keep.reveal()})


def _tokens(app: App, said: Mapping[str, str]) -> Tokens:
    answer = _ask(app, {"app_id": app.id, **said})
    told = read_json(answer.body)
    access = told.get("access_token") if isinstance(told, dict) else None
    if answer.status != 200 or not isinstance(access, str) or not access:
        raise permission_error_of(answer.status, told) or NotReached()
    keep = told.get("refresh_token")
    kept = Secret(keep) if isinstance(keep, str) and keep else None
    return Tokens(
        Secret(access),
        now() + timedelta(seconds=_seconds(told, "expires_in", 300)),
        kept,
        now() + timedelta(seconds=_seconds(told, "refresh_token_expires_in", KEPT_SECONDS)) if kept else None,
    )


def _ask(app: App, said: Mapping[str, str]) -> Answer:
    data = urlencode(said).encode()
    body = Body([data], len(data), "application/x-www-form-urlencoded", {"secret_key": app.secret.reveal()})
    try:
        return ask(where(f"{app.places.oauth}/v4/oa/access_token", app.places.inside), body, times=TIMES)
    except NoAnswer as error:
        raise NotReached from error  # if the token to keep was used up by it, the next try says so


def _seconds(told: Mapping[str, Any], name: str, otherwise: int) -> int:
    """Return a length of time, which Zalo writes in letters (`"90000"`)."""
    found = str(told.get(name) or "")
    return int(found) if found.isdecimal() and int(found) > 0 else otherwise
