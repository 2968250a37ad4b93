"""A person's permission at Google: asked for on Google's own page, exchanged for tokens, renewed, given back.

Every step is bound to the one before: the browser's session to `state`, the code to a secret that only the desk knows
(PKCE), the answer to the one address that was registered. No token and no secret ever stands in an address or an error.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from clipdesk.connectors.contract import ConnectorError
from clipdesk.connectors.http import SHORT, Answer, Body, NoAnswer, NotReached, ask, where
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.tokens import Tokens
from clipdesk.connectors.youtube.api import Places
from clipdesk.connectors.youtube.errors import ClientRefused, RightsMissing, SignInNeeded
from clipdesk.kernel.clock import now

#: The one right that covers all calls we make: upload, change, delete, captions, and reading which channel it is.
SCOPE = "https://www.googleapis.com/auth/youtube.force-ssl"
_MEANINGS: dict[str, type[ConnectorError]] = {
    "invalid_grant": SignInNeeded,
    "invalid_client": ClientRefused,
    "unauthorized_client": ClientRefused,
    "deleted_client": ClientRefused,
    "redirect_uri_mismatch": ClientRefused,
    "invalid_scope": RightsMissing,
}


@dataclass(frozen=True)
class Client:
    """The station's own OAuth client: what Google calls it, and where Google sends people back to."""

    id: str
    secret: Secret
    back: str
    places: Places = Places()


@dataclass(frozen=True)
class Question:
    """What a person is asked at Google: the page to open, and what must come back with them. `proof` never leaves before."""

    address: str
    state: str
    proof: str


def question(client: Client) -> Question:
    """Return where a person is led to be asked for their permission."""
    state, proof = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    digest = base64.urlsafe_b64encode(hashlib.sha256(proof.encode()).digest()).decode().rstrip("=")
    said = {
        "client_id": client.id,
        "redirect_uri": client.back,
        "response_type": "code",
        "scope": SCOPE,
        "state": state,
        "code_challenge": digest,
        "code_challenge_method": "S256",
        "access_type": "offline",  # else there is no token to keep
        "prompt": "consent select_account",  # else there is none the second time
        "include_granted_scopes": "false",
    }
    return Question(f"{client.places.consent}?{urlencode(said)}", state, proof)


def exchange(client: Client, code: str, proof: str) -> Tokens:
    """Return the tokens that a code stands for; a code is good once.

    Raises:
        RightsMissing: not all was allowed, or there is no token to keep.
        ConnectorError: Google gave none.
    """
    said = {"grant_type": "authorization_code", "code": code, "code_verifier": proof, "redirect_uri": client.back}
    tokens, scopes = _tokens(client, said)
    if SCOPE not in scopes or tokens.keep is None:
        raise RightsMissing
    return tokens


def renew(client: Client, keep: Secret) -> Tokens:
    """Return a fresh token. One to keep seldom comes along; where none does, the old one stays.

    Raises:
        SignInNeeded: the permission is gone: only a person can give another.
        ClientRefused: the client is not, or no longer, known.
        NotTaken: Google could not be asked now; nothing is known to be wrong.
    """
    return _tokens(client, {"grant_type": "refresh_token", "refresh_token": keep.reveal()})[0]


def give_back(client: Client, keep: Secret) -> None:
    """Tell Google that a permission is not wanted any more. Whether Google heard it is not known."""
    _ask(client, client.places.revoke, {"token": keep.reveal()})


def _tokens(client: Client, said: Mapping[str, str]) -> tuple[Tokens, set[str]]:
    mine = {"client_id": client.id, "client_secret": client.secret.reveal()}
    answer = _ask(client, client.places.token, {**mine, **said})
    told = _read(answer.body)
    if answer.status >= 500 or answer.status == 429:
        raise NotReached
    if answer.status != 200:
        raise _MEANINGS.get(str(told.get("error")), SignInNeeded)()
    access, keep = told.get("access_token"), told.get("refresh_token")
    if not isinstance(access, str) or not access:
        raise NotReached
    tokens = Tokens(
        Secret(access),
        now() + timedelta(seconds=_seconds(told, "expires_in", 300)),
        Secret(keep) if isinstance(keep, str) and keep else None,
        now() + timedelta(seconds=_seconds(told, "refresh_token_expires_in", 0))
        if told.get("refresh_token_expires_in")
        else None,
    )
    return tokens, set(str(told.get("scope", "")).split())


def _ask(client: Client, address: str, said: Mapping[str, str]) -> Answer:
    data = urlencode(said).encode()
    body = Body([data], len(data), "application/x-www-form-urlencoded")
    try:
        return ask(where(address, client.places.inside), body, times=SHORT)
    except NoAnswer as error:
        raise NotReached from error  # asked again, it comes to the same


def _read(data: bytes) -> dict[str, Any]:
    try:
        said = json.loads(data)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _seconds(told: Mapping[str, Any], name: str, otherwise: int) -> int:
    found = told.get(name)
    return int(found) if isinstance(found, (int, float)) and found > 0 else otherwise
