"""The practice platforms of one desk: served on this machine, kept in a folder."""

from __future__ import annotations

from pathlib import Path

from clipdesk.connectors.facebook.practice.platform import PracticeFacebook
from clipdesk.connectors.practice.front import Front
from clipdesk.connectors.receiver.practice.platform import PracticeReceiver
from clipdesk.connectors.telegram.practice.platform import PracticeTelegram
from clipdesk.connectors.youtube.practice.platform import PracticeYouTube
from clipdesk.connectors.zalo.practice.platform import PracticeZalo

PORT = 8095


def serve(folder: Path, port: int, desk: str) -> Front:
    """Serve all practice platforms from now on. desk: the origin of the desk to which their pages for permissions lead back.

    Raises:
        RuntimeError: it cannot be done; says why.
    """
    address = f"http://127.0.0.1:{port}"
    try:
        platforms = (
            PracticeYouTube(f"{address}/youtube", desk),
            PracticeFacebook(desk),
            PracticeTelegram(),
            PracticeZalo(desk),
            PracticeReceiver(f"{address}/receiver", folder / "receiver" / "store"),
        )
        return Front(platforms, folder, port)
    except BlockingIOError as error:
        raise RuntimeError(f"Practice platforms are being served from {folder} already.") from error
    except OSError as error:
        raise RuntimeError(
            f"The practice platforms cannot be served on port {port} from {folder}: {error.strerror}."
        ) from error
    except (ValueError, LookupError, TypeError) as error:
        raise RuntimeError(
            f"What the practice platforms kept in {folder} cannot be read ({error}). Move the folder away to begin anew."
        ) from error


def settings_for(port: int) -> dict[str, str]:
    """Return the settings of a desk for training that uses the practice platforms at a port."""
    address = f"http://127.0.0.1:{port}"
    apis = {f"CLIPDESK_{kind.upper()}_API": f"{address}/{kind}" for kind in ("youtube", "facebook", "telegram", "zalo")}
    return {**apis, "CLIPDESK_WEBHOOK_HOSTS": "127.0.0.1"}
