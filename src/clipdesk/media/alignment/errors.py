"""A script that cannot be laid over a recording."""

from clipdesk.kernel.errors import gettext_noop
from clipdesk.media.errors import MediaError


class AlignmentError(MediaError):
    """A script that cannot be laid over a recording."""


class SynthesiserMissing(AlignmentError):
    """espeak-ng, which reads the script for comparison, is not there."""

    message = gettext_noop(
        "Alignment needs espeak-ng, which is not installed on this machine. Ask the operator to install it (package "
        "“espeak-ng”), or send a caption file with times instead."
    )


class NoSpeechTrack(AlignmentError):
    """The recording has no sound track."""

    message = gettext_noop("The recording has no sound, so the script cannot be laid over it. Choose one with speech.")


class NoSpeechHeard(AlignmentError):
    """Nothing but silence in the part that was asked for."""

    message = gettext_noop(
        "There is only silence between {start} and {end}, so the script cannot be laid over it. Choose the part in "
        "which the script is read."
    )


class EmptyScript(AlignmentError):
    """A script without a word."""

    message = gettext_noop("The script holds no words. Paste the text that is read in the recording.")


class ScriptTooLong(AlignmentError):
    """More words than one run aligns."""

    message = gettext_noop(
        "The script has {count} words; {limit} is the most for one alignment. Lay it over the recording in parts."
    )


class LanguageNotSpoken(AlignmentError):
    """No voice for the language of the script."""

    message = gettext_noop("Scripts in “{language}” cannot be aligned. Alignment speaks {known}.")
