"""A caption file or text that cannot be used."""

from clipdesk.kernel.errors import gettext_noop
from clipdesk.media.errors import MediaError


class CaptionError(MediaError):
    """A caption file or a caption text."""


class NotCaptions(CaptionError):
    """No caption found in the file."""

    message = gettext_noop(
        "No captions were found in {name}. Send a SubRip (.srt), WebVTT (.vtt), TTML (.ttml, .xml), EBU STL (.stl) or "
        "ASS (.ass) file."
    )


class UnsupportedCaptions(CaptionError):
    """Captions in a form that we do not read; `form` names it."""

    message = gettext_noop(
        "{name} holds captions as {form}, which Clipdesk does not read. Export them as SubRip (.srt), WebVTT (.vtt) or "
        "TTML."
    )


class EmptyCaptions(CaptionError):
    """A caption file as it should be, but without a single caption."""

    message = gettext_noop(
        "{name} is written as {form}, but not a single caption stands in it. Check that the right programme was "
        "exported, then send it again."
    )


class DamagedCaptions(CaptionError):
    """A caption file that its reader cannot make sense of."""

    message = gettext_noop(
        "{name} looks like {form} captions but cannot be read: it is damaged or not complete. Export it again, or send "
        "the captions as SubRip (.srt)."
    )


class UnsafeCaptions(CaptionError):
    """XML with a document type, through which a file can swell or pull in others."""

    message = gettext_noop(
        "{name} holds XML instructions (a document type) that captions never need, so it was not read. Export it as "
        "plain TTML."
    )


class PictureCaptions(CaptionError):
    """Subtitles as pictures: DVB bitmaps, the IMSC image profile."""

    message = gettext_noop(
        "The subtitles in {name} are pictures, not text, so they cannot be imported. Send them as text: SubRip (.srt), "
        "WebVTT (.vtt), TTML or EBU STL."
    )


class CaptionsTooLarge(CaptionError):
    """More than one recording can hold, or more work than is allowed."""

    message = gettext_noop(
        "{name} is too large or too complicated for the captions of one recording (at most {limit} MB). Export this "
        "recording's captions only."
    )


class CaptionTooLong(CaptionError):
    """One caption with more text than anybody can read from a screen."""

    message = gettext_noop(
        "The caption at {at} is {count} characters long; {limit} is the most. Divide it into several captions."
    )


class UnreadableCaptionTime(CaptionError):
    """A time in TTML or EBU STL that is none."""

    message = gettext_noop("A time in {name} cannot be read: “{text}”. Correct it, or export the captions again.")


class NoSubtitleTrack(CaptionError):
    """A recording without subtitles in a form that we can take out of it."""

    message = gettext_noop(
        "The recording carries no text subtitles (teletext, CEA-608 or a subtitle track). Send the captions as a file."
    )


class TeletextUnavailable(CaptionError):
    """Teletext subtitles, and an ffmpeg that cannot read them."""

    message = gettext_noop(
        "The recording carries teletext subtitles, but the ffmpeg on this machine was built without libzvbi, which "
        "reads them. Ask the operator for another ffmpeg (Debian's has it), or send the captions as a file."
    )


class UnreadableCaptionLine(CaptionError):
    """A line that should hold two times does not."""

    message = gettext_noop(
        "Line {line} of the captions cannot be read: “{text}”. It should look like 00:00:01,000 --> 00:00:02,500."
    )


class CaptionEndsEarly(CaptionError):
    """A caption whose end is not after its start."""

    message = gettext_noop(
        "Line {line} of the captions: this caption ends ({end}) before it begins ({start}). Correct its times."
    )


class MissingGlyph(CaptionError):
    """Our caption font has no picture for a character."""

    message = gettext_noop(
        "The caption font cannot draw “{character}” ({name}), used in “{text}”. Replace that character, or turn "
        "burnt-in captions off."
    )


class MissingNameGlyph(MissingGlyph):
    """Our font has no picture for a character of a name on the picture."""

    message = gettext_noop(
        "The font of the names on the picture cannot draw “{character}” ({name}), used in “{text}”. Replace that character."
    )


class NoStlRate(CaptionError):
    """A recording whose frames EBU STL cannot count."""

    message = gettext_noop(
        "EBU STL counts 25 or 30 frames a second, and this recording has {rate}. Take the captions as TTML, WebVTT or SubRip "
        "instead."
    )


class NoStlLetters(CaptionError):
    """Letters for which EBU STL has no code."""

    message = gettext_noop(
        "EBU STL has no code for these letters of the captions: {letters}. Its tables know one mark on a letter and neither ơ "
        "nor ư, so most Vietnamese cannot be written in it. Take the captions as TTML, WebVTT or SubRip instead."
    )
