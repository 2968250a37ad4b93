"""Content credentials: which certificate a station signs with, and the signing of what was rendered.

No key is ever opened here, nor behind the walls where files are signed: the signer of the settings has them, makes them
and signs claims with them. The database holds certificates only, so that every machine knows which one is the station's;
a machine whose signer has not its key says so instead of making another.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from django.conf import settings
from django.db import transaction

from clipdesk.accounts.models import Station
from clipdesk.clips.models.certificate import SignedFile, StationCertificate
from clipdesk.history.models import CLIPDESK, Actor
from clipdesk.history.transition import record
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, TryLater, gettext_noop
from clipdesk.library.models import StoredFile
from clipdesk.media.errors import SignerSilent
from clipdesk.media.provenance import (
    AskedSigner,
    Facts,
    Names,
    Parent,
    Said,
    ends_at,
    fingerprint,
    media_type,
    name_of,
    read_brought,
    sign_files,
    steps,
)
from clipdesk.media.render import Order, Rendered
from clipdesk.media.renditions import level_of, levelled, shape_of
from clipdesk.media.runner import ShouldStop

_LONGEST_NAME = 64  # of an organisation in a certificate, X.520
_RESTART_SECONDS = 120.0
_SPARE = timedelta(days=30)  # an authority of ours is followed by a new one before it ends


class KeyElsewhere(ClipdeskError):
    """The station has a certificate; its key does not lie on this machine."""

    message = gettext_noop(
        "This machine has not the key that signs the Content Credentials of {station}, so nothing was rendered. Tell the "
        "operator: the folder {fingerprint} has to lie where CLIPDESK_CREDENTIALS says, on each machine that renders."
    )


class CertificateEnded(ClipdeskError):
    """A certificate that the station brought has run out."""

    message = gettext_noop(
        "The certificate for the Content Credentials of {station} ended on {date}, so nothing was rendered. Tell the "
        "operator to import the new one: clipdesk credentials import."
    )


@dataclass(frozen=True)
class Signer:
    """What signs for a station on this machine, and until when that holds."""

    certificate: StationCertificate
    asked: AskedSigner
    ends_at: datetime


def certificate_of(station: Station) -> StationCertificate | None:
    """Return the certificate that signs for the station now."""
    return StationCertificate.objects.filter(station=station, replaced_at=None).select_related("station").first()


def signer_for(station: Station) -> Signer:
    """Return what signs for the station, made or renewed where the desk itself is the authority. Not in a transaction.

    Raises:
        KeyElsewhere, CertificateEnded: as their sentences say.
        SignerAway, KeysOutOfReach, SignerRefused: see `config.reaching_signer`.
    """
    certificate = certificate_of(station)
    if certificate is None or _is_outdated(certificate):
        certificate = _make_own(station, certificate)
    found = signer_here(certificate, renews=certificate.kind == StationCertificate.OWN)
    if found is None:
        raise KeyElsewhere(station=station.name, fingerprint=certificate.fingerprint)
    if found.ends_at <= now():
        raise CertificateEnded(station=station.name, date=f"{found.ends_at:%Y-%m-%d}")
    return found


def signer_here(certificate: StationCertificate, *, renews: bool = False) -> Signer | None:
    """Return what signs with this certificate, as the signer of this machine has it; None where it has not its key.

    renews: let it issue a successor in time, where it is itself the authority.
    """
    mark = certificate.fingerprint
    names = asdict(_names(certificate.station)) if renews else None
    here = settings.SIGNER.ask("certificate", certificate=mark, names=names)
    if not here["chain"]:
        return None
    organisation = certificate.organisation
    claim = {"ask": "claim", "certificate": mark, "signer": here["signer"], "organisation": organisation}
    asked = AskedSigner(here["chain"], settings.SIGNER.socket, claim)
    return Signer(certificate, asked, ends_at(here["chain"]))


def sign(order: Order, done: Rendered, signer: Signer, folder: Path, should_stop: ShouldStop, said: Said) -> Rendered:
    """Return the render with its videos signed, written into `folder`: what was done, and which recording it was done to.

    Names, not titles: what a desk calls its recordings is nobody's business outside.

    Raises:
        SigningFailed, RunError, OSError: see `media.provenance.sign_files`.
    """
    name = "Finished file" if said.finished_from else "Original recording"
    parent = Parent(name, order.recipe.source_sha256, media_type(order.info))
    station = signer.certificate.station.name

    def facts(role: str) -> Facts:
        recipe = levelled(order.recipe, level_of(role))
        done_to_it = steps(recipe, order.info, order.look, shape_of(role), said)
        return Facts(f"{station}, {role}", parent, done_to_it, settings.CLIPDESK_VERSION)

    files = [(path, facts(role)) for role, path in done.files.items()]
    signed = sign_files(files, folder, signer.asked, should_stop)
    return replace(done, files=dict(zip(done.files, signed, strict=True)))


def sign_patiently(
    order: Order, done: Rendered, signer: Signer, folder: Path, should_stop: ShouldStop, said: Said
) -> tuple[Rendered, Signer]:
    """Sign as `sign` does, again where the signer goes away meanwhile: what was rendered is worth more than a restart takes.

    Return also what signed in the end: it may have been renewed.

    Raises:
        SignerAway: for longer than that. And what `sign` and `signer_for` raise.
    """
    until = time.monotonic() + _RESTART_SECONDS
    for number in itertools.count():
        try:
            signed = sign(order, done, signer, folder / f"signed-{number}", should_stop, said)
            return signed, signer
        except SignerSilent:
            if time.monotonic() > until:
                raise
        signer = _back_again(signer.certificate.station, until)
    raise AssertionError  # never: the count has no end


def _back_again(station: Station, until: float) -> Signer:
    while True:
        try:
            return signer_for(station)
        except TryLater:
            if time.monotonic() > until:
                raise


def note_signed(signer: Signer, files: Iterable[StoredFile]) -> None:
    """Write down which certificate files were signed with. Call it in the transaction that keeps them."""
    SignedFile.objects.bulk_create(
        [SignedFile(sha256=file.pk, certificate=signer.certificate, ends_at=signer.ends_at) for file in files],
        ignore_conflicts=True,
    )


def certificate_on(sha256s: Collection[str]) -> StationCertificate | None:
    """Return the certificate that all of these files were signed with; None where there is no such one."""
    rows = SignedFile.objects.filter(sha256__in=sha256s).select_related("certificate__station")
    found = {row.sha256: row.certificate for row in rows}
    certificates = set(found.values())
    return certificates.pop() if len(found) == len(set(sha256s)) and len(certificates) == 1 else None


def are_signed(sha256s: Collection[str], station: Station) -> bool:
    """Tell whether all these files carry credentials of the station's present certificate that still hold."""
    rows = SignedFile.objects.filter(sha256__in=sha256s, ends_at__gt=now())
    return rows.filter(certificate=certificate_of(station)).count() == len(set(sha256s))


def bring(station: Station, chain: Path, key: Path, *, by: Actor) -> StationCertificate:
    """Let the station sign with a certificate of its own from now on; on a further machine, give its signer the key.

    What is sealed keeps the credentials that it has.

    Raises:
        UnfitCertificate: says what is wrong with it; nothing was changed.
        RunError, OSError: it could not be tried.
        SignerAway, KeysOutOfReach, SignerRefused: it could not be kept.
    """
    brought = read_brought(chain, key, now())
    first, issuer, *_ = x509.load_pem_x509_certificates(brought.chain.encode())
    current, mark = certificate_of(station), fingerprint(brought.chain)
    settings.SIGNER.ask("bring", brought.key, certificate=mark, chain=brought.chain)
    if current and current.fingerprint == mark:
        return current
    made = StationCertificate(
        station=station,
        kind=StationCertificate.BROUGHT,
        chain=brought.chain,
        fingerprint=mark,
        organisation=name_of(first)[:200],
        issuer=name_of(issuer)[:200],
    )
    return _put_in_use(made, current, by)


def _is_outdated(certificate: StationCertificate) -> bool:
    """Tell whether one of our own making has to be followed by a new one: the station's name changed, or it ends."""
    if certificate.kind != StationCertificate.OWN:
        return False
    renamed = certificate.organisation != _names(certificate.station).organisation
    return renamed or ends_at(certificate.chain) < now() + _SPARE


def _make_own(station: Station, before: StationCertificate | None) -> StationCertificate:
    """Have one made, and put it in use. Where another machine was faster, the signer's new key lies unused."""
    chain = settings.SIGNER.ask("make", names=asdict(_names(station)))["chain"]
    made = StationCertificate(
        station=station,
        kind=StationCertificate.OWN,
        chain=chain,
        fingerprint=fingerprint(chain),
        organisation=_names(station).organisation,
        issuer=_names(station).organisation,
    )
    return _put_in_use(made, before, CLIPDESK)


def _put_in_use(made: StationCertificate, before: StationCertificate | None, by: Actor) -> StationCertificate:
    """Write the new certificate in the place of `before`.

    Where another machine was faster, one of our own making gives way to its, and that is returned; what was brought counts.
    """
    station = made.station
    with transaction.atomic():
        Station.objects.select_for_update(no_key=True).get(pk=station.pk)  # machines take turns
        current = certificate_of(station)
        if made.kind == StationCertificate.OWN and current is not None and current != before:
            return current
        StationCertificate.objects.filter(station=station, replaced_at=None).update(replaced_at=now())
        made.save(force_insert=True)
        then = {"sha256": current.fingerprint} if current else {}
        told = {"organisation": made.organisation, "issuer": made.issuer, "sha256": made.fingerprint}
        if made.kind == StationCertificate.OWN:
            record(station, "certificate_made", by=by, before=then, after=told)
        else:
            record(station, "certificate_brought", by=by, before=then, after=told)
    return made


def _names(station: Station) -> Names:
    """What the desk's own certificates say. In English, for programs anywhere; that nobody vouches stands in the name."""
    kind = "test certificate of a practice station" if station.is_practice else "own certificate, no public authority"
    return Names(
        organisation=" ".join(station.name.split())[:_LONGEST_NAME],
        authority=f"Clipdesk CA: {kind}",
        signer=f"Clipdesk: {kind}",
    )
