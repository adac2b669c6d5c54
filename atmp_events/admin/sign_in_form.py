"""Forms that ask for a password: to sign in, and to change it."""

from typing import Any

from allauth.core import context
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..models import User

WRONG = _("The name or the password is not right.")


class SignInForm(AdminAuthenticationForm):
    """Takes the email address of an account for its user name."""

    error_messages = AdminAuthenticationForm.error_messages | {
        "invalid_login": WRONG,
        "inactive": WRONG,
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Email or user name")

    def clean_username(self) -> str:
        """Return the user name, by which failures are counted, too."""
        typed = str(self.cleaned_data["username"])
        if "@" not in typed or User.objects.filter(username=typed).exists():
            return typed
        names = list(User.objects.filter(email__iexact=typed).values_list("username", flat=True))
        return names[0] if len(names) == 1 else typed


class OwnPasswordForm(AdminPasswordChangeForm):
    """Django's form to change a password; a wrong old one counts like one at the sign-in."""

    def clean_old_password(self) -> str:
        """Return the old password; raise ValidationError if it is wrong, or one must wait."""
        old = str(self.cleaned_data["old_password"])
        username = self.user.get_username()
        if authenticate(context.request, username=username, password=old) is None:
            raise ValidationError(self.error_messages["password_incorrect"])
        return old
