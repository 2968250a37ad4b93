"""The addresses of signing in: allauth's views, only those the desk uses. Their names are global."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path, re_path
from django.views.generic import RedirectView

from clipdesk.accounts.views.sign_in import sign_in

urlpatterns = [
    path("sign-in/", sign_in, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("sign-in/closed/", account.account_inactive, name="account_inactive"),
    path("sign-in/again/", account.reauthenticate, name="account_reauthenticate"),
    path("sign-in/code/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/again/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/new/", account.password_reset, name="account_reset_password"),
    path("password/new/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/new/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/new/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("security/", mfa.index, name="mfa_index"),
    path("security/codes/on/", totp.activate_totp, name="mfa_activate_totp"),
    path("security/codes/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("security/recovery/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("security/recovery/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    # allauth's templates and redirects name these; nobody signs up or changes addresses by themselves here.
    path("sign-up/", RedirectView.as_view(pattern_name="account_login"), name="account_signup"),
    path("security/mail/", RedirectView.as_view(pattern_name="mfa_index"), name="account_email"),
    path("security/recovery/file/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
]
