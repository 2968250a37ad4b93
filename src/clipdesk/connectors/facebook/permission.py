"""A person's permission at Facebook: asked for on Facebook's own page, and exchanged for tokens of the Pages they chose.

Every step is bound to the one before: the browser's session to `state`, the code to a secret that only the desk knows
(PKCE), the answer to the one address that was registered. The person's own token is used for that and kept nowhere: a
Page's token, got by way of one that lasts, ends by itself only with what the person may do there.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from clipdesk.connectors.contract import AccountTrouble, ConnectorError, NotTaken
from clipdesk.connectors.facebook.api import (
    NOTHING,
    VERSION,
    Api,
    Places,
    as_form,
    error_in,
    proof_of,
    read_json,
)
from clipdesk.connectors.facebook.errors import (
    AppRefused,
    NoPage,
    RightsMissing,
    SignInNeeded,
    TooManyPages,
    problem_in,
)
from clipdesk.connectors.http import SHORT, Answer, Body, NoAnswer, NotReached, ask, where
from clipdesk.connectors.secret import Secret

#: What cannot be done without: to see which Pages there are, to read what became of a post, and to post.
RIGHTS = ("pages_show_list", "pages_read_engagement", "pages_manage_posts")
#: Asked for besides: to read what Facebook counts. Who does not allow it can post all the same.
INSIGHTS = "read_insights"
#: What the person must be allowed to do on the Page.
TASK = "CREATE_CONTENT"
#: Pages that are proposed at a time.
MOST_PAGES = 10
_ROWS = 100


@dataclass(frozen=True)
class App:
    """The station's own app: its number at Facebook, and where Facebook sends people back to."""

    id: str
    secret: Secret
    back: str
    places: Places = Places()


@dataclass(frozen=True)
class Question:
    """What a person is asked at Facebook: the page to open, and what must come back with them. `proof` never leaves before."""

    address: str
    state: str
    proof: str


@dataclass(frozen=True)
class Given:
    """A Page that was chosen. ends: when Facebook wants a person to sign in again; None: it has not said."""

    id: str
    name: str
    username: str
    token: Secret
    ends: datetime | None = None


def question(app: App) -> Question:
    """Return where a person is led to be asked for their permission."""
    state, proof = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    digest = base64.urlsafe_b64encode(hashlib.sha256(proof.encode()).digest()).decode().rstrip("=")
    said = {
        "client_id": app.id,
        "redirect_uri": app.back,
        "response_type": "code",
        "scope": ",".join((*RIGHTS, INSIGHTS)),
        "state": state,
        "code_challenge": digest,
        "code_challenge_method": "S256",
        "auth_type": "rerequest",  # asks again for what was refused before
    }
    return Question(f"{app.places.consent}/{VERSION}/dialog/oauth?{urlencode(said)}", state, proof)


def exchange(app: App, code: str, proof: str) -> list[Given]:
    """Return the Pages that a code stands for; a code is good once.

    Raises:
        RightsMissing: not all was allowed.
        NoPage, TooManyPages: with what to do.
        ConnectorError: Facebook gave none.
    """
    said = {"code": code, "redirect_uri": app.back, "code_verifier": proof}
    brief = _token(app, said)
    lasting = _token(app, {"grant_type": "fb_exchange_token", "fb_exchange_token": brief.reveal()})
    pages = [page for page in _pages(app, lasting) if TASK in page.get("tasks", [])]
    if not pages:
        raise NoPage
    if len(pages) > MOST_PAGES:
        raise TooManyPages(count=len(pages), limit=MOST_PAGES)
    return [_given(app, page) for page in pages]


def inspect(app: App, token: Secret) -> datetime | None:
    """Return when Facebook wants a person to sign in again; None: it says nothing of that.

    Raises:
        SignInNeeded: the token is dead.
        RightsMissing: something that is needed was taken back.
        ConnectorError: Facebook could not be asked.
    """
    address = f"{app.places.graph}/{VERSION}/debug_token?{urlencode({'input_token': token.reveal()})}"
    told = _read(_ask(app, "GET", address, NOTHING, f"{app.id}|{app.secret.reveal()}")).get("data")
    if not isinstance(told, dict):
        raise NoAnswer
    if told.get("is_valid") is not True:
        raise SignInNeeded
    if not set(RIGHTS) <= set(told.get("scopes") or []):
        raise RightsMissing
    ends = [told.get(name) for name in ("expires_at", "data_access_expires_at")]
    known = [moment for moment in ends if isinstance(moment, int) and moment > 0]  # 0: never
    return datetime.fromtimestamp(min(known), UTC) if known else None


def api_of(app: App, given: Given) -> Api:
    """Return the way to a Page that was just given."""
    return Api(given.id, given.token, app.secret, app.places, SHORT)


def _given(app: App, page: Mapping[str, Any]) -> Given:
    token = Secret(page["access_token"])
    return Given(str(page["id"]), str(page.get("name", "")), str(page.get("username", "")), token, inspect(app, token))


def _pages(app: App, token: Secret) -> list[dict[str, Any]]:
    """Return the Pages that a person has chosen."""
    fields = "id,name,username,access_token,tasks"
    said = {"fields": fields, "limit": str(_ROWS), "appsecret_proof": proof_of(token, app.secret)}
    address = f"{app.places.graph}/{VERSION}/me/accounts?{urlencode(said)}"
    rows = _read(_ask(app, "GET", address, NOTHING, token.reveal())).get("data")
    if not isinstance(rows, list):
        raise NoAnswer
    return [row for row in rows if isinstance(row, dict) and row.get("access_token") and row.get("id")]


def _token(app: App, said: Mapping[str, str]) -> Secret:
    """Return a token for a code, or a lasting one for a brief one; what is secret goes in the body."""
    mine = {"client_id": app.id, "client_secret": app.secret.reveal()}
    address = f"{app.places.graph}/{VERSION}/oauth/access_token"
    found = _read(_ask(app, "POST", address, as_form({**mine, **said}))).get("access_token")
    if not isinstance(found, str) or not found:
        raise NoAnswer
    return Secret(found)


def _read(answer: Answer) -> dict[str, Any]:
    """Return what was answered. What is wrong here is wrong with the app or the permission, never with one clip."""
    said = read_json(answer.body)
    if answer.status == 200 and isinstance(said, dict):
        return said
    problem = problem_in(said)
    if problem.get("is_transient") is True or answer.status >= 500 or answer.status == 429:
        raise NotReached
    if problem.get("code") in {1, 101}:  # here code 1 says "Error validating client secret."
        raise AppRefused
    error: ConnectorError = error_in(answer)
    raise error if isinstance(error, (AccountTrouble, NotTaken)) else SignInNeeded()


def _ask(app: App, method: str, address: str, body: Body, token: str = "") -> Answer:
    headers = {**body.headers, "Accept": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    sent = Body(body.pieces, body.size, body.media_type, headers)
    try:
        return ask(where(address, app.places.inside), sent, method=method, times=SHORT)
    except NoAnswer as error:
        raise NotReached from error  # asked again, it comes to the same
