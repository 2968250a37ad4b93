"""What must be said of a clip in words, where a platform has no mark of its own for it."""

from __future__ import annotations

from collections.abc import Collection

from clipdesk.connectors.contract import Post

DISCLOSED = {
    "vi": {"ai_altered": "Có phần do AI tạo ra hoặc chỉnh sửa.", "paid": "Nội dung được tài trợ."},
    "en": {
        "ai_altered": "Parts of this picture or sound were made or altered with artificial intelligence.",
        "paid": "Paid partnership.",
    },
}


def disclosure_of(post: Post, marked: Collection[str] = ()) -> str:
    """Return what is said of a post's flags; those in `marked` are set in the platform's own way."""
    words = DISCLOSED.get(post.language, DISCLOSED["en"])
    return " ".join(said for flag, said in words.items() if post.flags.get(flag) and flag not in marked)
