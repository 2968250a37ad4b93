from django.utils import translation
from django.utils.translation import gettext_lazy

from clipdesk.kernel.errors import ClipdeskError
from clipdesk.ui.sentences import sentence


class Odd(ClipdeskError):
    """A made-up error whose text no catalogue knows."""

    message = "“{what}” is {state}."


class Known(ClipdeskError):
    """An error whose text this package's own catalogue translates."""

    message = "Connection lost"


def test_params_are_filled_after_translation_in_the_readers_language() -> None:
    error = Odd(what="Bản tin 19h", state=gettext_lazy("Withdrawn"))
    with translation.override("vi"):
        assert sentence(error) == "“Bản tin 19h” is Đã gỡ."
    with translation.override("en"):
        assert sentence(error) == "“Bản tin 19h” is Withdrawn."


def test_the_message_is_translated() -> None:
    with translation.override("vi"):
        assert sentence(Known()) == "Mất kết nối"
