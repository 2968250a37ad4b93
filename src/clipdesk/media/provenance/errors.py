"""Why a certificate that a station brought cannot sign its clips; each says a sentence.

::

    MediaError
    └── UnfitCertificate
        ├── NoCertificates, NoKey       a file holds something else
        ├── ChainTooShort, ChainBroken  the issuers are missing, or in another order
        ├── OtherKey                    the key is another certificate's
        ├── UnfitKey                    of a kind, or a size, that C2PA does not take
        ├── NotValidNow                 not yet, or not any more
        ├── WrongPurpose                made for something else than signing files
        ├── NoOrganisation
        └── TrialFailed                 everything looks right, and what it signs does not validate
"""

from clipdesk.kernel.errors import gettext_noop
from clipdesk.media.errors import MediaError


class UnfitCertificate(MediaError):
    """The root of this tree."""


class NoCertificates(UnfitCertificate):
    """Not PEM, or without certificates."""

    message = gettext_noop(
        "{file} holds no certificates. Give a PEM file: the station's own certificate first, then those of its issuers."
    )


class NoKey(UnfitCertificate):
    """Not PEM, or protected by a passphrase."""

    message = gettext_noop(
        "{file} holds no private key that can be read. Give a PEM file without a passphrase (openssl pkey -in OLD -out NEW)."
    )


class ChainTooShort(UnfitCertificate):
    """Only one certificate."""

    message = gettext_noop(
        "The file holds the station's certificate alone. Add the certificate of its issuer below it: what signs itself "
        "is trusted by nobody."
    )


class ChainBroken(UnfitCertificate):
    """One was not issued by the next."""

    message = gettext_noop(
        "The certificate of {name} was not issued by the one below it. Put them in order: the station's own first, then "
        "each one's issuer."
    )


class OtherKey(UnfitCertificate):
    """The key does not fit."""

    message = gettext_noop("The key does not belong to the certificate of {name}. Give the key it was asked for with.")


class UnfitKey(UnfitCertificate):
    """RSA below 2048 bits, another curve."""

    message = gettext_noop(
        "The certificate's key is of a kind that Content Credentials do not take. Ask the issuer for one of P-256, "
        "P-384, P-521, Ed25519 or RSA with at least 2048 bits."
    )


class NotValidNow(UnfitCertificate):
    """Outside its time."""

    message = gettext_noop(
        "The certificate of {name} is valid from {start} to {end}, and not today. Ask the issuer for a new one."
    )


class WrongPurpose(UnfitCertificate):
    """Key usage or extended key usage."""

    message = gettext_noop(
        "The certificate of {name} is not made for signing files. Ask the issuer for one with the key usage digital "
        "signature and the purpose (extended key usage) C2PA claim signing, document signing or e-mail protection."
    )


class NoOrganisation(UnfitCertificate):
    """Nobody could see whose it is."""

    message = gettext_noop(
        "The certificate names no organisation (O), so nobody would see who signed. Ask for another."
    )


class TrialFailed(UnfitCertificate):
    """A trial was signed and read back; `detail` is the library's word."""

    message = gettext_noop(
        "A trial with this certificate does not validate ({detail}). Nothing was changed. Ask the issuer."
    )
