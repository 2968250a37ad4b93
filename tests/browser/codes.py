"""One-time codes as an authenticator app makes them (RFC 6238: HMAC-SHA1, six digits, thirty seconds)."""

import base64
import hmac
import struct
import time

PERIOD = 30


def code_of(secret: str, moment: float) -> str:
    """Return the code of a base32 secret at a moment in Unix seconds."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.digest(key, struct.pack(">Q", int(moment) // PERIOD), "sha1")
    place = mac[-1] & 0x0F
    return f"{(struct.unpack('>I', mac[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


class Phone:
    """Somebody's authenticator app; waits for the next code where the last one was used already."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.used = -1

    def code(self) -> str:
        """Return a code that was not used before and does not end within the next two seconds."""
        while (number := int(time.time() + 2) // PERIOD) == self.used or int(time.time()) // PERIOD != number:
            time.sleep(0.5)
        self.used = number
        return code_of(self.secret, time.time())
