"""Gives our fixtures precedence over those of the same name in pytest's Django plugin, and brings in the cast."""

from clipdesk.config.testing import (
    as_owner,
    django_db_setup,
    each_history_is_new,
    no_network,
    shared_media,
    signer_of,
)
from clipdesk.config.testing_cast import (
    draft,
    newsroom,
    other_draft,
    package,
    plain_static,
    published,
    real_newsroom,
    recording,
    recording_row,
    send,
    shelf,
    sign_off,
    small_video,
)

__all__ = [
    "as_owner",
    "django_db_setup",
    "draft",
    "each_history_is_new",
    "newsroom",
    "no_network",
    "other_draft",
    "package",
    "plain_static",
    "published",
    "real_newsroom",
    "recording",
    "recording_row",
    "send",
    "shared_media",
    "shelf",
    "sign_off",
    "signer_of",
    "small_video",
]
