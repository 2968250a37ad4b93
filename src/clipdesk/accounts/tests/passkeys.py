"""Adding a passkey and signing in with it by hand, for tests here and above."""

from __future__ import annotations

import json
from typing import Any

from allauth.mfa.models import Authenticator as Stored
from django.conf import settings
from django.test import Client
from fido2.utils import websafe_decode

from clipdesk.accounts.models import Person
from clipdesk.accounts.tests.authenticator import Authenticator


def device_of(person: Person) -> Authenticator:
    """Return a device for the person's next passkey."""
    return Authenticator(settings.ORIGIN, settings.HOST, user_handle=person.pk.hex.encode())


def add(client: Client, device: Authenticator, name: str = "Phone", **more: str) -> Any:
    """Have the device make a passkey, and send it."""
    asked = json.loads(client.get("/me/passkeys/add/").context["options"])
    return client.post("/me/passkeys/add/", {"name": name, "credential": device.make(asked["challenge"]), **more})


def stored_passkey(person: Person) -> Stored:
    """Write a passkey of the person into the table, as if it had been added."""
    made = {**json.loads(device_of(person).make("")), "clientExtensionResults": {}}
    return Stored.objects.create(user=person, type=Stored.Type.WEBAUTHN, data={"name": "Phone", "credential": made})


def enter(client: Client, device: Authenticator, wanted: str = "", **changes: Any) -> Any:
    """Sign in with the passkey on the device; `changes` stand in what its browser says."""
    asked = client.get("/sign-in/passkey/").json()
    answer = device.sign(websafe_decode(asked["challenge"]), **changes)
    form = {"credential": json.dumps(answer), **({"next": wanted} if wanted else {})}
    return client.post("/sign-in/passkey/", form)
