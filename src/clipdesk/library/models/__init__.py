"""The tables of the library."""

from clipdesk.library.models.file import StoredFile
from clipdesk.library.models.recording import Pin, Recording, RecordingFile, RundownItem
from clipdesk.library.models.upload import Upload

__all__ = ["Pin", "Recording", "RecordingFile", "RundownItem", "StoredFile", "Upload"]
