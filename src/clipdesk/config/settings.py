"""All settings of the desk, read once. `docs/reference/settings.md` documents each variable (a test proves it)."""

from datetime import timedelta
from functools import partial
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from clipdesk.config import databases, origin, paths
from clipdesk.config.logs import logging_settings
from clipdesk.config.reaching_signer import SigningProcess
from clipdesk.config.secrets import secret
from clipdesk.config.version import version
from clipdesk.connectors.telegram.bot import PUBLIC_API
from clipdesk.kernel import env

PACKAGE = Path(__file__).resolve().parents[1]
CLIPDESK_VERSION = version()

PORT, ORIGIN, HOST, HTTPS = origin.PORT, origin.ORIGIN, origin.HOST, origin.HTTPS

DEBUG = False
SECRET_KEY = secret("django")
# Requests by another name are answered too, so that the sign-in page can say why signing in cannot work there;
# no link is ever built from the Host header, only from ORIGIN.
ALLOWED_HOSTS = ["*"]
CSRF_TRUSTED_ORIGINS = [ORIGIN]
ROOT_URLCONF = "clipdesk.config.urls"
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": databases.connection()}

INSTALLED_APPS = [
    "clipdesk.ui",
    "clipdesk.jobs",
    "clipdesk.history",
    "clipdesk.accounts",
    "clipdesk.destinations",
    "clipdesk.planning",
    "clipdesk.library",
    "clipdesk.clips",
    "clipdesk.review",
    "clipdesk.publishing",
    "clipdesk.audience",
    "clipdesk.surveys",
    "clipdesk.site",
    "clipdesk.web",
    "clipdesk.config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clipdesk.accounts.middleware.MemberMiddleware",
    "clipdesk.accounts.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clipdesk.ui.context.page",
            ],
        },
    },
]
FORM_RENDERER = "clipdesk.ui.forms.Renderer"

# One cache for all web processes and machines: used one-time codes and counted tries.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Django's own limit of 300 would forget used codes while they are still valid.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# In the session, so that the session's cookie is the only one that carries anything.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# People
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "clipdesk.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# A newsroom shares one address; the limit that counts is axes' own, per account.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "60/m/ip,6/300s/key"}
ACCOUNT_FORMS = {
    "login": "clipdesk.accounts.sign_in_forms.SignInForm",
    "reauthenticate": "clipdesk.accounts.sign_in_forms.AgainForm",
    "change_password": "clipdesk.accounts.sign_in_forms.ChangePasswordForm",
    "reset_password": "clipdesk.accounts.sign_in_forms.ForgottenForm",
    "reset_password_from_key": "clipdesk.accounts.sign_in_forms.NewPasswordForm",
}
MFA_ADAPTER = "clipdesk.accounts.adapter.SecondFactorAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # people are invited by their address; nothing else verifies it
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Finger, face or PIN, always: without it a passkey would be no second factor. allauth only prefers it.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
# As for the password, for the same reason. Nothing is counted per account: nobody guesses a passkey, and wrong answers in
# somebody's name would only lock them out.
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
MFA_TOTP_ISSUER = "Clipdesk"
MFA_TOTP_TOLERANCE = 1  # period to either side
MFA_FORMS = {
    "authenticate": "clipdesk.accounts.sign_in_forms.CodeForm",
    "reauthenticate": "clipdesk.accounts.sign_in_forms.CodeAgainForm",
    "activate_totp": "clipdesk.accounts.sign_in_forms.SetUpForm",
    "add_webauthn": "clipdesk.accounts.passkey_forms.AddPasskeyForm",
    "edit_webauthn": "clipdesk.accounts.passkey_forms.RenamePasskeyForm",
    "login_webauthn": "clipdesk.accounts.passkey_forms.SignInPasskeyForm",
    "authenticate_webauthn": "clipdesk.accounts.passkey_forms.SecondPasskeyForm",
    "reauthenticate_webauthn": "clipdesk.accounts.passkey_forms.AgainPasskeyForm",
}
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=5)
AXES_LOCKOUT_PARAMETERS = ["username"]
# allauth hands the address over as `email`; without this axes would count everybody's failures as one account's.
AXES_USERNAME_CALLABLE = "clipdesk.accounts.adapter.name_tried"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # five minutes, however long somebody goes on trying
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_ENABLE_ADMIN = False

# Cookies and transport. Browsers treat http://localhost as trustworthy, so Secure cookies work there too.
SESSION_COOKIE_NAME = "__Host-clipdesk"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_NAME = "__Host-language"
LANGUAGE_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = ["^hooks/rtmp/"]  # nginx-rtmp speaks no TLS, and asks from the same machine
SECURE_HSTS_SECONDS = 365 * 86400 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
# Both headers are believed without asking who sent them: see the setting in docs/reference/settings.md.
_behind_proxy = env.switch("CLIPDESK_BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _behind_proxy else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _behind_proxy else 0  # else every try at signing in comes from the proxy's address
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# Languages
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / room / "locale" for room in ("kernel", "connectors", "media", "statistics")]

# Files
STATIC_URL = "/static/"
STATIC_ROOT = paths.STATIC
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
FILES = paths.FILES
CHECKPOINTS = paths.CHECKPOINTS
#: The process that alone opens the keys of the history and of Content Credentials.
SIGNER = SigningProcess.as_set()
MODELS = paths.MODELS
UPLOADS = paths.UPLOADS
LIVE = paths.LIVE
PUBLIC = paths.PUBLIC
UPLOAD_LIMIT_BYTES = env.whole("CLIPDESK_UPLOAD_LIMIT_MB", 20_000) * 1_000_000
STATION_QUOTA_BYTES = env.whole("CLIPDESK_STATION_QUOTA_GB", 0) * 1_000_000_000  # 0: only the disk limits
DISK_WARN_PERCENT = env.whole("CLIPDESK_DISK_WARN_PERCENT", 85)
DISK_STOP_PERCENT = env.whole("CLIPDESK_DISK_STOP_PERCENT", 95)

# Media work asks the same readers itself, without Django; here it is only looked at.
SANDBOX_IS_REQUIRED = env.one_of("CLIPDESK_SANDBOX", "preferred", "required") == "required"
FFMPEG = env.text("CLIPDESK_FFMPEG")
if FFMPEG and not Path(FFMPEG).is_file():
    raise env.WrongSetting(f"CLIPDESK_FFMPEG names {FFMPEG}, and there is no such file.")

# Live channels
#: Hosts that a channel's source may name although they lie in an internal network.
LIVE_HOSTS = tuple(env.text("CLIPDESK_LIVE_HOSTS").lower().split())

#: Below which folder files may be watched that grow; None: nowhere.
GROWING = Path(env.text("CLIPDESK_GROWING")) if env.text("CLIPDESK_GROWING") else None
if GROWING is not None and not GROWING.is_absolute():
    raise env.WrongSetting("CLIPDESK_GROWING names a folder by its whole path, beginning with /.")

#: Where nginx-rtmp is to lead a stream on to whose key is right, and where the pieces lie that it makes of it.
RTMP_RELAY = env.text("CLIPDESK_RTMP_RELAY", "rtmp://127.0.0.1:1935/desk").rstrip("/")
RTMP_PIECES = env.text("CLIPDESK_RTMP_PIECES", "http://127.0.0.1:8935").rstrip("/")

# Audience
#: How many days after a clip went public its verdict is drafted.
VERDICT_DAYS = env.whole("CLIPDESK_VERDICT_DAYS", 7)
if not 1 <= VERDICT_DAYS <= 90:
    raise env.WrongSetting("CLIPDESK_VERDICT_DAYS is a number of days from 1 to 90.")

# Publishing
SLOT_GRACE_MINUTES = env.whole("CLIPDESK_SLOT_GRACE_MINUTES", 10)
UPLOAD_AHEAD_MINUTES = env.whole("CLIPDESK_UPLOAD_AHEAD_MINUTES", 30)
BY_HAND_GRACE_MINUTES = env.whole("CLIPDESK_BY_HAND_GRACE_MINUTES", 30)
#: How much a platform takes, by the key of its quota (`connectors.quotas`), where the station knows better than the desk.
NEW_POSTS = env.wholes("CLIPDESK_NEW_POSTS")
ANSWER_SECONDS = env.whole("CLIPDESK_ANSWER_SECONDS", 60)
SIGN_OFF_VALID_HOURS = env.whole("CLIPDESK_SIGN_OFF_VALID_HOURS", 24)
#: Read only where a connected account's token is written or used.
TOKEN_SECRET = partial(secret, "account-tokens")
#: Where Telegram's Bot API is, for channels and for notices: a station may run its own server of it.
TELEGRAM_API = env.text("CLIPDESK_TELEGRAM_API", PUBLIC_API).rstrip("/")
#: Where a practice platform answers in YouTube's and Google's place; empty: Google's own addresses.
YOUTUBE_API = env.text("CLIPDESK_YOUTUBE_API").rstrip("/")
#: The same in Facebook's place.
FACEBOOK_API = env.text("CLIPDESK_FACEBOOK_API").rstrip("/")
#: The same in the place of Zalo, its API and its page for permissions.
ZALO_API = env.text("CLIPDESK_ZALO_API").rstrip("/")

# Mail
EMAIL_HOST = env.text("CLIPDESK_SMTP_HOST")
EMAIL_PORT = env.whole("CLIPDESK_SMTP_PORT", 587)
EMAIL_HOST_USER = env.text("CLIPDESK_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("CLIPDESK_SMTP_PASSWORD")
EMAIL_USE_TLS = env.switch("CLIPDESK_SMTP_TLS", default=True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("CLIPDESK_MAIL_FROM", "clipdesk@localhost")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = str(paths.MAIL)

# Notices on devices
#: Read only where a push is sent or a browser subscribes.
PUSH_SECRET = partial(secret, "push")
#: Where browsers may say they are reached: nobody can make the desk call another address.
PUSH_SERVICES = (
    "https://fcm.googleapis.com",
    "https://updates.push.services.mozilla.com",
    "https://*.push.apple.com",
    "https://*.notify.windows.com",
    *env.text("CLIPDESK_PUSH_SERVICES").split(),
)

# Notices elsewhere
#: Hosts that a station's webhook may name although they lie in an internal network.
WEBHOOK_HOSTS = tuple(env.text("CLIPDESK_WEBHOOK_HOSTS").lower().split())

# Jobs
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
PROCRASTINATE_IMPORT_PATHS = ["clipdesk.config.schedule"]
JOBS_KEEP_DAYS = env.whole("CLIPDESK_JOBS_KEEP_DAYS", 14)
WORKER_CONCURRENCY = {
    "ingest": env.whole("CLIPDESK_INGEST_JOBS", 1),
    "render": env.whole("CLIPDESK_RENDER_JOBS", 1),
    "breaking": 1,  # the render slot kept for breaking news
    "live": env.whole("CLIPDESK_LIVE_JOBS", 2),
    "publish": env.whole("CLIPDESK_PUBLISH_JOBS", 4),
    "urgent": 2,  # kept for seals and uploads of breaking news
    "notices": 4,
    "alarms": 2,  # kept for what rings: signers are called, devices and chats told
    "measure": 1,
    "housekeeping": 3,
}

# Tests
#: The file that says where a process is to die; see `jobs/crash.py`.
CRASH_AT = env.text("CLIPDESK_CRASH_AT")
if not env.switch("CLIPDESK_FOR_TESTS", default=False) and CRASH_AT:
    raise env.WrongSetting(
        "CLIPDESK_CRASH_AT kills this desk's processes on purpose: only a desk for tests may have it."
    )

LOGGING = logging_settings()
# Counting tries per account and not per address is meant: an attacker has many addresses.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
