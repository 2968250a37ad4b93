"""One origin: cookies, links, CSRF, passkeys and the history's name all follow from it."""

from urllib.parse import urlsplit

from clipdesk.kernel import env

PORT = env.whole("CLIPDESK_PORT", 8080)
_given = env.text("CLIPDESK_ORIGIN", f"http://localhost:{PORT}").rstrip("/").lower()
_parts = urlsplit(_given)
if _parts.scheme not in {"http", "https"} or not _parts.hostname or _parts.path:
    raise env.WrongSetting("CLIPDESK_ORIGIN must look like https://desk.station.vn, without a path.")
if _parts.scheme == "http" and _parts.hostname != "localhost":
    raise env.WrongSetting(
        "CLIPDESK_ORIGIN over plain http works only for localhost. Use https (see clipdesk serve --tls)."
    )

#: As browsers write it.
ORIGIN = _given.removesuffix({"http": ":80", "https": ":443"}[_parts.scheme])
HOST = _parts.hostname
HTTPS = _parts.scheme == "https"


def ledger_of(origin: str) -> str:
    """Return what the checkpoints of a desk call its history: the desk's address without its scheme."""
    return f"{urlsplit(origin).netloc}/ledger"
