"""Content credentials from the command line: what signs for a station, and what a file says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from clipdesk.accounts.models import Station
from clipdesk.clips.credentials import bring, certificate_of, signer_here
from clipdesk.clips.models import StationCertificate
from clipdesk.config.bringing import NoFile
from clipdesk.history.models import CLIPDESK
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.media.provenance import Provenance, last_of, read_provenance

_STEPS = {
    "c2pa.opened": "opened a recording",
    "c2pa.created": "made anew",
    "c2pa.trimmed": "cut",
    "c2pa.edited": "edited",
    "c2pa.cropped": "cropped",
    "c2pa.resized": "resized",
    "c2pa.addedText": "text added",
    "c2pa.color_adjustments": "colours adjusted",
    "c2pa.dubbed": "dubbed",
    "c2pa.translated": "translated",
    "c2pa.transcoded": "encoded",
    "c2pa.published": "published",
}
_SAID = {
    "trusted": "Intact. Signed by {organisation} ({signer}), under a certificate of this desk: {vouching}.",
    "valid": "Intact, but the signer is unknown here: it calls itself {organisation} ({signer}).",
    "ended": (
        "Intact. It names {organisation} ({signer}) as signer, but that certificate has run out since, and nothing proves "
        "that it was valid then. The sealed package and the history of the clip prove it (clipdesk evidence)."
    ),
    "invalid": "CHANGED after signing. It was signed by {organisation} ({signer}); what is there now is not what they signed.",
    "unreadable": "There are Content Credentials in it, but they cannot be read: damaged, or made by nobody's rules.",
    "none": "No Content Credentials: stripped on the way, as most platforms do, or never there. That proves nothing.",
}


class NoFileToSign(ClipdeskError):
    """A certificate or key that cannot be read."""

    message = gettext_noop("{path} cannot be read ({reason}). Nothing was changed.")


@dataclass(frozen=True)
class Said:
    """What a file's credentials say, in plain words; is_ours: intact, and signed under a certificate of this desk."""

    text: str
    is_ours: bool


def what_it_says(path: Path) -> Said:
    """Return what the content credentials of any file say.

    Raises:
        NoFile: there is no such file.
        RunError: the machine could not look.
    """
    if not path.is_file():
        raise NoFile(path=path)
    certificates = list(StationCertificate.objects.select_related("station").order_by("-made_at"))
    found = read_provenance(path, [last_of(certificate.chain) for certificate in certificates])
    named = next((row.vouching for row in certificates if row.organisation == found.organisation), "")
    words = {"organisation": found.organisation or "somebody", "signer": found.signer or "no name", "vouching": named}
    lines = [_SAID[found.state].format(**words), *_steps(found)]
    return Said("\n".join(lines), found.state == "trusted")


def about(station: Station) -> str:
    """Return what signs for the station, until when, who vouches for it, and the certificate to hand out."""
    certificate = certificate_of(station)
    if certificate is None:
        return f"{station.name} has no certificate yet. The desk makes one at the first render; or import one."
    here = signer_here(certificate)
    until = f"Its key lies here and signs until {here.ends_at:%Y-%m-%d}." if here else "Its key does not lie here."
    return (
        f"{station.name} signs as {certificate.organisation}: {certificate.vouching}.\n"
        f"{until} SHA-256 of the certificate: {certificate.fingerprint}\n"
        "Whoever wants to check the station's files trusts this certificate:\n\n"
        f"{last_of(certificate.chain)}"
    )


def bring_in(station: Station, chain: Path, key: Path) -> None:
    """Let the station sign with a certificate of its own.

    Raises:
        UnfitCertificate, NoFileToSign: it cannot; nothing was changed.
    """
    try:
        bring(station, chain, key, by=CLIPDESK)
    except OSError as error:
        raise NoFileToSign(path=error.filename, reason=error.strerror) from error


def _steps(found: Provenance) -> list[str]:
    if not found.actions:
        return []
    lines = ["What it says was done:"]
    for action in found.actions:
        name = _STEPS.get(action.kind, action.kind)
        lines.append(f"  {name}: {action.description}" if action.description else f"  {name}")
    return [*lines, "A trained model had a hand in it."] if found.tells_of_ai else lines
