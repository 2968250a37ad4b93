"""The addresses of signing in: allauth's views behind our doors, only those the desk uses. Their names are global."""

from allauth.account import views as account
from django.urls import path, re_path

from clipdesk.accounts.doors import public_door, signed_in_door
from clipdesk.accounts.views import passkeys, second_factor, sign_in

_BOTH = ("GET", "POST")
everybody, everybody_asks = public_door(), public_door(methods=_BOTH)
person, person_asks = signed_in_door(), signed_in_door(methods=_BOTH)

urlpatterns = [
    path("sign-in/", everybody_asks(sign_in.sign_in), name="account_login"),
    path("sign-in/closed/", everybody(account.account_inactive), name="account_inactive"),
    path("sign-in/code/", everybody_asks(passkeys.second), name="mfa_authenticate"),
    path("sign-in/again/", person_asks(sign_in.again), name="account_reauthenticate"),
    path("sign-in/again/code/", person_asks(passkeys.again), name="mfa_reauthenticate"),
    path("sign-in/again/passkey/", person_asks(passkeys.again_by_passkey), name="mfa_reauthenticate_webauthn"),
    path("sign-in/passkey/", everybody_asks(passkeys.sign_in), name="mfa_login_webauthn"),
    path("sign-out/", everybody_asks(account.logout), name="account_logout"),
    path("password/", person_asks(account.password_change), name="account_change_password"),
    path("password/new/", everybody_asks(account.password_reset), name="account_reset_password"),
    path("password/new/sent/", everybody(account.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/new/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        everybody_asks(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/new/done/",
        everybody(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("me/second-factor/", second_factor.overview, name="mfa_index"),
    path("me/second-factor/on/", person_asks(second_factor.set_up), name="mfa_activate_totp"),
    path("me/second-factor/off/", person_asks(second_factor.remove), name="mfa_deactivate_totp"),
    path("me/recovery-codes/", person(second_factor.codes), name="mfa_view_recovery_codes"),
    path("me/recovery-codes/new/", person_asks(second_factor.new_codes), name="mfa_generate_recovery_codes"),
    path("me/passkeys/add/", person_asks(passkeys.add), name="mfa_add_webauthn"),
    path("me/passkeys/<int:pk>/", person_asks(passkeys.rename), name="mfa_edit_webauthn"),
    path("me/passkeys/<int:pk>/remove/", person_asks(passkeys.remove), name="mfa_remove_webauthn"),
    # allauth's templates and redirects name these; nobody signs up or changes addresses by themselves here.
    path("sign-up/", everybody(sign_in.to_sign_in), name="account_signup"),
    path("me/passkeys/", person(sign_in.to_overview), name="mfa_list_webauthn"),
    path("me/mail/", person(sign_in.to_me), name="account_email"),
]
