"""The tables of the library."""

from clipdesk.library.models.file import StoredFile
from clipdesk.library.models.recording import Recording, RecordingFile, RundownItem
from clipdesk.library.models.transcript import SpokenLine, Transcript
from clipdesk.library.models.upload import Upload

__all__ = ["Recording", "RecordingFile", "RundownItem", "SpokenLine", "StoredFile", "Transcript", "Upload"]
