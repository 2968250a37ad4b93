"""The one file of a form, taken out of a `multipart/form-data` body (RFC 7578) while it comes in.

Nothing but the file's bytes is kept: not its name, not what else the form says.
"""

from __future__ import annotations

import re
from typing import IO

_HEAD_BYTES = 8192
_BOUNDARY = re.compile(r'multipart/form-data;(?:.*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))', re.IGNORECASE)
_FILE = re.compile(rb"content-disposition:[^\r\n]*;\s*filename\*?=", re.IGNORECASE)


class NotAForm(ValueError):
    """The body is no form with a file in it."""


class OneFile:
    """Writes the bytes of the first file to `file`; whatever comes before and after is passed over."""

    def __init__(self, content_type: str, file: IO[bytes]) -> None:
        """Raises NotAForm when the request carries no form."""
        found = _BOUNDARY.match(content_type)
        if found is None:
            raise NotAForm
        self._mark = b"\r\n--" + (found[1] or found[2]).encode("latin-1", "replace")
        self._file = file
        self._rest = b"\r\n"  # the first mark has no line before it
        self._inside = False
        self.done = False

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the body."""
        if self.done:
            return
        self._rest += data
        while not self._inside:
            if not self._find_file():
                return
        end = self._rest.find(self._mark)
        keep = len(self._rest) if end < 0 else end
        if end < 0:
            keep = max(0, keep - len(self._mark))  # the mark may have come half
        self._file.write(self._rest[:keep])
        self._rest = self._rest[keep:]
        self.done = end >= 0

    def _find_file(self) -> bool:
        """Go to where the next part's content begins; False when more bytes are needed for that."""
        begin = self._rest.find(self._mark)
        if begin < 0:
            self._rest = self._rest[-len(self._mark) :]
            return False
        end = self._rest.find(b"\r\n\r\n", begin + len(self._mark))
        if end < 0:
            if len(self._rest) - begin > _HEAD_BYTES:
                raise NotAForm
            self._rest = self._rest[begin:]
            return False
        self._inside = _FILE.search(self._rest, begin, end) is not None
        # Where the part is no file, its first line break may belong to the next mark.
        self._rest = self._rest[end + 4 :] if self._inside else self._rest[end + 2 :]
        return True
