"""Which kinds of destination there are: the one list."""

from clipdesk.connectors.by_hand.connector import ByHand
from clipdesk.connectors.contract import Connector, Counters, Limits, Lists, Post, Wording
from clipdesk.connectors.facebook.connector import FacebookPage
from clipdesk.connectors.own_site.connector import OwnSite
from clipdesk.connectors.quotas import Spends
from clipdesk.connectors.receiver.connector import Receiver
from clipdesk.connectors.telegram.connector import TelegramChannel
from clipdesk.connectors.youtube.connector import YouTubeChannel
from clipdesk.connectors.zalo.connector import ZaloOfficialAccount

KINDS: dict[str, type[Connector]] = {
    OwnSite.kind: OwnSite,
    TelegramChannel.kind: TelegramChannel,
    YouTubeChannel.kind: YouTubeChannel,
    FacebookPage.kind: FacebookPage,
    ZaloOfficialAccount.kind: ZaloOfficialAccount,
    Receiver.kind: Receiver,
    ByHand.kind: ByHand,
}

#: Where what is planned is brought ahead of its time.
AHEAD = [kind for kind, connector in KINDS.items() if connector.limits.ahead]

#: Whose platform limits what it takes in a span of time, and how.
SPENDING: dict[str, type[Spends]] = {
    YouTubeChannel.kind: YouTubeChannel,
    FacebookPage.kind: FacebookPage,
    TelegramChannel.kind: TelegramChannel,
}

#: Where views of a post are counted, and how: by the platform, on the own site by the desk.
MEASURED: dict[str, Counters] = {one.kind: one.counters for one in (YouTubeChannel, FacebookPage, OwnSite)}

#: Whose platform names the account's own posts.
LISTED: dict[str, type[Lists]] = {YouTubeChannel.kind: YouTubeChannel, FacebookPage.kind: FacebookPage}


def limits_of(kind: str) -> Limits:
    """Return the limits of a kind of destination.

    Raises:
        LookupError: there is no such kind.
    """
    return KINDS[kind].limits


def characters_of(kind: str, post: Post) -> int:
    """Return how many characters a kind of destination counts in all words of a post.

    Raises:
        LookupError: there is no such kind.
    """
    return KINDS[kind].characters(post)


def wording_of(kind: str, post: Post) -> Wording:
    """Return exactly what a kind of destination is told of a post, besides its files.

    Raises:
        LookupError: there is no such kind.
    """
    return KINDS[kind].wording(post)


def bytes_of(kind: str, post: Post) -> int:
    """Return how many bytes of a post's files go to a kind of destination.

    Raises:
        LookupError: there is no such kind.
    """
    return KINDS[kind].bytes_of(post)


def connector_for(kind: str, **options: object) -> Connector:
    """Return a connector of `kind`, made with its own options.

    Raises:
        LookupError: there is no such kind.
    """
    return KINDS[kind](**options)
