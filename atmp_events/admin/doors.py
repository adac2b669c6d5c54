"""The addresses of signing in with two steps. What is not here of the library does not exist.

Its views, and the cryptography below them, are loaded when somebody comes to them: a process that
has only visitors keeps the room for better use.
"""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path

from .site import site


def opened(view: str) -> Any:
    """Return a view of `two_steps.py` by its name."""

    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        from . import two_steps

        return getattr(two_steps, view).as_view()(request, *args, **kwargs)

    return door


def guarded(name: str, route: str, view: str) -> URLPattern:
    """Return an address of the admin that only those who have signed in may open."""
    address: URLPattern = path(f"two-steps/{route}", site.admin_view(opened(view)), name=name)
    return address


urlpatterns = [
    guarded("mfa_index", "", "Overview"),
    guarded("mfa_activate_totp", "app/add/", "AddApp"),
    guarded("mfa_deactivate_totp", "app/remove/", "RemoveApp"),
    guarded("mfa_add_webauthn", "passkeys/add/", "AddPasskey"),
    guarded("mfa_remove_webauthn", "passkeys/<int:pk>/remove/", "RemovePasskey"),
    guarded("mfa_view_recovery_codes", "recovery-codes/", "ShowRecoveryCodes"),
    guarded("mfa_generate_recovery_codes", "recovery-codes/new/", "NewRecoveryCodes"),
    guarded("mfa_download_recovery_codes", "recovery-codes/download/", "DownloadRecoveryCodes"),
    guarded("account_reauthenticate", "password/", "AskPasswordAgain"),
    path("login/second-step/", opened("SecondStepOfSigningIn"), name="mfa_authenticate"),
    path("login/passkey/", opened("PasskeySignIn"), name="mfa_login_webauthn"),
    path("login/", site.login, name="account_login"),  # the name that the library knows
]
