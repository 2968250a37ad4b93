"""How Django reaches PostgreSQL: the embedded server's socket, or the server that `DATABASE_URL` names.

Two roles: `clipdesk_owner` owns tables and runs migrations; `clipdesk_app` is what web and workers are. Both passwords
are secrets of the data folder, so a worker on another machine needs `CLIPDESK_DB_APP_PASSWORD` (or a copy of the file).
"""

from typing import Any
from urllib.parse import unquote, urlsplit

from clipdesk.config import env, paths
from clipdesk.config.secrets import secret

DATABASE_URL = env.text("DATABASE_URL")
OWNER = "clipdesk_owner"
APP = "clipdesk_app"


def role() -> str:
    """Return the role of this process: `CLIPDESK_DB_ROLE` is `app` (default) or `owner` (migrations, restore)."""
    value = env.text("CLIPDESK_DB_ROLE", "app")
    if value not in {"app", "owner"}:
        raise env.WrongSetting(f"CLIPDESK_DB_ROLE must be app or owner, not “{value}”.")
    return OWNER if value == "owner" else APP


def password(user: str) -> str:
    """Return the password of one of the two roles."""
    if user == APP:
        return env.text("CLIPDESK_DB_APP_PASSWORD") or secret("postgres_app")
    return env.text("CLIPDESK_DB_OWNER_PASSWORD") or secret("postgres_owner")


def connection() -> dict[str, Any]:
    """Return Django's description of the default database for this process's role."""
    user = role()
    where: dict[str, Any] = {"HOST": str(paths.socket_folder()), "PORT": "5432", "NAME": "clipdesk"}
    if DATABASE_URL:
        url = urlsplit(DATABASE_URL)
        name = unquote(url.path.lstrip("/")) or "clipdesk"
        where = {"HOST": unquote(url.hostname or ""), "PORT": str(url.port or 5432), "NAME": name}
        if "host=" in url.query:
            where["HOST"] = unquote(url.query.split("host=", 1)[1].split("&", 1)[0])
    return {
        "ENGINE": "django.db.backends.postgresql",
        "USER": user,
        "PASSWORD": password(user),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": env.whole("CLIPDESK_DB_POOL", 16), "timeout": 20}},
        **where,
    }
