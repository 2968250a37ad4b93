"""What can be wrong with a live source, each as one sentence.

::

    LiveError                  the channel brings nothing; it is tried again after `pause` seconds
    ├── Unreachable            nobody answers there
    ├── Refused                something answers, and says no (404, 403 …)
    ├── TooManyHops            it sends us on and on; TooLarge: one piece is endless
    ├── NotAPlaylist           no HLS playlist; EmptyPlaylist: one that names no programme
    ├── EncryptedStream        needs a key
    ├── SoundApart             every version keeps its sound in a playlist of its own
    ├── StreamEnded            the source says that it is over
    ├── NotTransport           no MPEG-TS; UnknownRadio: neither AAC nor MP3
    ├── NothingComes           connected, and not one byte
    ├── BadAddress             no address of this kind; PortTaken: another program listens there
    ├── BadSrtAddress          the same for SRT; SrtMissing: this machine cannot listen to SRT
    ├── FolderMissing          no folder to watch; NoFileThere: none that grows in it; GrowsNoMore: it has stopped
    ├── WrapsInMxf             a file that cannot be read while it grows; WrapsInMp4: the same of MP4
    ├── NobodySends            an encoder should send to us, and none does
    ├── WrongPassphrase        one calls, and does not know the passphrase
    ├── RelayMissing           the program that takes RTMP does not answer
    ├── NoKeyFrame             pictures without a place where decoding may begin
    ├── Unreadable             neither picture nor sound that we know; TracksChanged: others than before
    └── ReceiverDied           our own process for it ended
"""

from typing import ClassVar

from clipdesk.kernel.errors import gettext_noop
from clipdesk.media.errors import MediaError


class LiveError(MediaError):
    """The channel brings nothing at the moment."""

    message = gettext_noop("The channel brings nothing at the moment. It is tried again by itself.")
    pause: ClassVar[float] = 1.0


class Unreachable(LiveError):
    """No connection, or it broke."""

    message = gettext_noop("The source cannot be reached. It is tried again by itself.")


class Refused(LiveError):
    """An HTTP status that is no success."""

    message = gettext_noop(
        "The source answers with the error {status}: nothing is sent under this address. Check it with whoever sends "
        "the stream."
    )
    pause = 3.0


class TooManyHops(LiveError):
    """More redirects than anybody needs."""

    message = gettext_noop("The source sends us on to other addresses again and again. Give the last one of them.")
    pause = 30.0


class TooLarge(LiveError):
    """More bytes than a piece of a programme has."""

    message = gettext_noop("One piece of the stream is larger than {limit} MB. Let the encoder make shorter ones.")
    pause = 5.0


class NotAPlaylist(LiveError):
    """The address answers with something else."""

    message = gettext_noop(
        "What answers there is no HLS playlist. Give the address that ends in .m3u8, or choose another kind of source."
    )
    pause = 10.0


class EmptyPlaylist(NotAPlaylist):
    """A playlist without a version that we can record."""

    message = gettext_noop("The HLS playlist names no version of the programme that Clipdesk can record.")


class EncryptedStream(LiveError):
    """EXT-X-KEY with any method."""

    message = gettext_noop(
        "This HLS stream is encrypted, and Clipdesk records no encrypted streams. Ask whoever sends it for an address "
        "without encryption."
    )
    pause = 30.0


class SoundApart(LiveError):
    """Demuxed audio renditions."""

    message = gettext_noop(
        "This HLS stream keeps sound and picture apart, and that cannot be recorded yet. Ask for a version that has both "
        "in one."
    )
    pause = 30.0


class StreamEnded(LiveError):
    """EXT-X-ENDLIST, or the connection was closed in order."""

    message = gettext_noop("The source has ended its programme. Recording goes on as soon as it begins again.")
    pause = 3.0


class NotTransport(LiveError):
    """Bytes that are no MPEG-TS packets."""

    message = gettext_noop("What arrives is no MPEG-TS. Check the address, or choose another kind of source.")
    pause = 10.0


class UnknownRadio(LiveError):
    """Neither ADTS nor MPEG audio."""

    message = gettext_noop(
        "What arrives is neither AAC nor MP3. Check the address, or let the radio server send one of these."
    )
    pause = 10.0


class NothingComes(LiveError):
    """Not one byte for `seconds`."""

    message = gettext_noop("Nothing has arrived for {seconds} seconds. It is tried again by itself.")


class BadAddress(LiveError):
    """No address of its kind."""

    message = gettext_noop(
        "This is no address for a stream over UDP. Write udp://, an address of this machine or a multicast group, and a port "
        "from 1024 on, for example udp://239.1.1.1:5000."
    )
    pause = 30.0


class BadSrtAddress(LiveError):
    """No address to listen on over SRT."""

    message = gettext_noop(
        "This is no address for SRT. Write a port from 1024 on and a passphrase of 10 to 79 letters, for example "
        "srt://:9000?passphrase=ten-letters-or-more."
    )
    pause = 30.0


class SrtMissing(LiveError):
    """No libsrt."""

    message = gettext_noop(
        "This machine cannot receive SRT: the library libsrt is not installed. Whoever runs the desk installs it "
        "(libsrt1.5-gnutls)."
    )
    pause = 30.0


class NobodySends(LiveError):
    """An encoder should call, and none does."""

    message = gettext_noop(
        "Nobody sends to this channel at the moment. Start the encoder; recording begins by itself as soon as it sends."
    )
    pause = 0.2


class WrongPassphrase(LiveError):
    """Somebody calls, and is turned away."""

    message = gettext_noop(
        "An encoder calls with another passphrase, or with none, and is turned away. Compare its passphrase with the one "
        "of this channel."
    )
    pause = 0.2


class RelayMissing(LiveError):
    """nginx-rtmp is not there."""

    message = gettext_noop(
        "The program that takes RTMP streams does not answer. Whoever runs the desk starts nginx with deploy/nginx-rtmp.conf."
    )
    pause = 5.0


class PortTaken(LiveError):
    """It cannot be listened there."""

    message = gettext_noop("Nothing can be received there: {why}. Another channel or program may use the port.")
    pause = 10.0


class NoKeyFrame(LiveError):
    """Longer than anybody waits for one."""

    message = gettext_noop(
        "No key frame has come for {seconds} seconds, so no clip could begin anywhere. Let the encoder send one every two "
        "seconds."
    )


class Unreadable(LiveError):
    """The bytes arrive, but they hold nothing that we can use."""

    message = gettext_noop(
        "What arrives holds neither a picture nor a sound that Clipdesk knows. Let the encoder send H.264 and AAC."
    )
    pause = 5.0


class TracksChanged(LiveError):
    """The picture went away, or came."""

    message = gettext_noop("The programme has changed its tracks. Recording begins anew with those that are there now.")
    pause = 0.1


class ReceiverDied(LiveError):
    """The sandboxed process ended by itself."""

    message = gettext_noop("The part of Clipdesk that records this channel has stopped. It starts again by itself.")


class FolderMissing(LiveError):
    """The watched folder cannot be read."""

    message = gettext_noop(
        "The folder of this channel cannot be read. Is the disk or share mounted, and may the desk read it?"
    )
    pause = 5.0


class NoFileThere(LiveError):
    """Nothing grows in the folder."""

    message = gettext_noop(
        "No file lies in the folder of this channel. Recording begins as soon as one is written there."
    )


class GrowsNoMore(LiveError):
    """It has not grown for `seconds`."""

    message = gettext_noop(
        "The file has not grown for {seconds} seconds, so it is over. Recording goes on as soon as it grows again, or "
        "another one comes."
    )


class WrapsInMxf(LiveError):
    """MXF."""

    message = gettext_noop(
        "An MXF file cannot be recorded while it grows. Let the recorder write MPEG-TS, or upload the file once it is finished."
    )
    pause = 10.0


class WrapsInMp4(LiveError):
    """MP4, fragmented or not."""

    message = gettext_noop(
        "An MP4 file cannot be recorded while it grows. Let the recorder write MPEG-TS, or upload the file once it is finished."
    )
    pause = 10.0
