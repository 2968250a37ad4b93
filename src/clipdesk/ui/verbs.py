"""What the ledger's verbs are called on the pages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, str | Promise] = {
    "clip_made": _("Clip made"),
    "revision_saved": _("Revision saved"),
    "breaking_changed": _("Breaking flag changed"),
    "handed_over": _("Handed over"),
    "sent_to_review": _("Sent to review"),
    "taken_back": _("Taken back"),
    "sent_back": _("Sent back"),
    "render_failed": _("Render failed"),
    "signed": _("Signed"),
    "changed_after_review": _("Changed: back to draft, the sign-off is void"),
    "correction_begun": _("Correction begun"),
    "sign_off_expired": _("Sign-off expired"),
    "published": _("Published"),
    "withdrawn": _("Withdrawn"),
    "publication_prepared": _("Prepared"),
    "publication_moved": _("Time changed"),
    "publication_sealed": _("Sealed package received"),
    "publication_due": _("Sending began"),
    "publication_late": _("Missed its time"),
    "publication_send_late": _("Sent late, by decision"),
    "publication_sent": _("All bytes sent"),
    "publication_published": _("Went live"),
    "publication_refused": _("Failed"),
    "publication_lost": _("Outcome unknown"),
    "publication_found_live": _("Found live"),
    "publication_found_absent": _("Found not live"),
    "publication_retry": _("Tried again"),
    "publication_correct": _("Correction sent"),
    "publication_withdraw": _("Withdrawn"),
    "publication_cancel": _("Cancelled"),
}
