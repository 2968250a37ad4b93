"""How Django reaches PostgreSQL: the embedded server's socket, or the server that `DATABASE_URL` names.

Two roles: `clipdesk_owner` owns tables and runs migrations; `clipdesk_app` is what web and workers are. Both passwords
are secrets of the data folder, so a worker on another machine needs `CLIPDESK_DB_APP_PASSWORD` (or a copy of the file).
"""

from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from clipdesk.config import paths
from clipdesk.config.secrets import secret
from clipdesk.kernel import env

DATABASE_URL = env.text("DATABASE_URL")
OWNER = "clipdesk_owner"
APP = "clipdesk_app"
_WHO = {"user", "password"}


def role() -> str:
    """Return the role of this process: `CLIPDESK_DB_ROLE` is `app` (default) or `owner` (migrations, restore)."""
    return OWNER if env.one_of("CLIPDESK_DB_ROLE", "app", "owner") == "owner" else APP


def password(user: str) -> str:
    """Return the password of one of the two roles."""
    if user == APP:
        return env.text("CLIPDESK_DB_APP_PASSWORD") or secret("postgres_app")
    return env.text("CLIPDESK_DB_OWNER_PASSWORD") or secret("postgres_owner")


def place() -> dict[str, str]:
    """Return where the database is, in libpq's words; what else `DATABASE_URL` says (such as sslmode) goes along.

    Raises:
        WrongSetting: `DATABASE_URL` is no address of a PostgreSQL database.
    """
    if not DATABASE_URL:
        return {"host": str(paths.socket_folder()), "port": "5432", "dbname": "clipdesk"}
    try:
        said = {name: str(value) for name, value in conninfo_to_dict(DATABASE_URL).items()}
    except ProgrammingError as error:
        raise env.WrongSetting(
            "DATABASE_URL must look like postgresql://user:password@host:5432/clipdesk; what it says cannot be read."
        ) from error
    env.hide(said.get("password", ""))
    return {"host": "", "port": "5432", "dbname": "clipdesk", **{k: v for k, v in said.items() if k not in _WHO}}


def connection_string(user: str) -> str:
    """Return libpq's connection string for one of the two roles."""
    return make_conninfo(**place(), user=user, password=password(user))


def connection() -> dict[str, Any]:
    """Return Django's description of the default database for this process's role."""
    user, where = role(), place()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": where.pop("host"),
        "PORT": where.pop("port"),
        "NAME": where.pop("dbname"),
        "USER": user,
        "PASSWORD": password(user),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,  # the pool gives no connection that died with an earlier server
        "OPTIONS": {"pool": {"min_size": 1, "max_size": env.whole("CLIPDESK_DB_POOL", 24), "timeout": 20}, **where},
    }
