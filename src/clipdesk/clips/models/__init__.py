"""The tables of the cutting room."""

from clipdesk.clips.models.certificate import SignedFile, StationCertificate
from clipdesk.clips.models.clip import Clip, Revision
from clipdesk.clips.models.finished import FinishedFile
from clipdesk.clips.models.font import Font
from clipdesk.clips.models.look import Look, look_named, own_look
from clipdesk.clips.models.name import Name
from clipdesk.clips.models.picture import Picture
from clipdesk.clips.models.plan import ClipPlan
from clipdesk.clips.models.refusal import Refusal
from clipdesk.clips.models.render import Render, RenderFile

__all__ = [
    "Clip",
    "ClipPlan",
    "FinishedFile",
    "Font",
    "Look",
    "Name",
    "Picture",
    "Refusal",
    "Render",
    "RenderFile",
    "Revision",
    "SignedFile",
    "StationCertificate",
    "look_named",
    "own_look",
]
