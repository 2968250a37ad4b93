"""What people are asked before they answer for a clip. The questions are about the work; people answer them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CHECKLIST: dict[str, str | Promise] = {
    "accuracy": _("Names, places, numbers and quotations are right."),
    "sources": _("The sources are known and may be named, or are protected for a reason."),
    "fairness": _("Nothing is cut so that it means something else; who is criticised was heard."),
    "privacy": _("Nobody's privacy is hurt; minors and victims are protected."),
    "rights": _("We have the rights to pictures, sound and music."),
    "law": _("Court matters, election rules and advertising marks are respected."),
}
