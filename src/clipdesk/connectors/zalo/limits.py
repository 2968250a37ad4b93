"""What Zalo takes, as data. Figures of developers.zalo.me, at second hand, of 2026 (README.md says how certain each is)."""

from __future__ import annotations

TITLE_CHARACTERS, DESCRIPTION_CHARACTERS = 150, 300
#: Megabytes of a million bytes: whether Zalo means larger ones is not said.
FILE_BYTES = 50_000_000
#: Zalo names no longest film: the file is too large before that.
LONGEST_SECONDS = 3600
SHAPES = ("9:16", "4:5", "1:1", "16:9")
#: Of all calls of an app together.
REQUESTS_A_MINUTE = 4000
#: Articles that come with one call for the list of them.
SLICE = 10
#: Seconds between two questions what became of a film, or of an article.
FILM_PAUSE, ARTICLE_PAUSE = 10, 5
