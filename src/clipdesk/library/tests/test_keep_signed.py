"""What somebody answers for is never given back to the disk."""

from collections.abc import Callable

from clipdesk.clips.models import Clip
from clipdesk.library.models import StoredFile
from clipdesk.review.models import Package


def test_every_sealed_file_is_needed(draft: Clip, send: Callable[[Clip], Package]) -> None:
    sealed = {file["sha256"] for file in send(draft).content["files"]}
    assert len(sealed) >= 3
    assert not StoredFile.unneeded().filter(pk__in=sealed).exists()
