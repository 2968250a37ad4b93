"""Which detector is used: BlazeFace where its model file is installed, else OpenCV's Haar cascade."""

from importlib import import_module
from pathlib import Path

from clipdesk.media import models
from clipdesk.media.faces.face import Detector


def face_detector(folder: Path | None = None) -> Detector:
    """Return the best detector that the models `folder` (None: the default one) allows.

    Their libraries are large, so only the one that is used is loaded, by whoever analyses.

    Raises:
        ModelDamaged: the model file is not the one we know.
    """
    model = models.installed(models.FACES, folder)
    name = "blazeface" if model else "haar"
    module = import_module(f"clipdesk.media.faces.{name}")
    detector: Detector = module.BlazeFace(model) if model else module.Haar()
    return detector
