"""`manage.py makemessages`: Django's own, which also reads the templates of the public site."""

from pathlib import Path

from django.conf import settings
from django.core.management.commands import makemessages
from jinja2.ext import extract_from_ast

from ...delivery.templates import public_environment


class JinjaFile(makemessages.BuildFile):
    """A file to gather messages from, be it in Jinja."""

    def preprocess(self) -> None:
        """Turn the messages of a template into Python, which xgettext reads."""
        public = settings.BASE_DIR / "templates" / "public"
        if not Path(self.path).resolve().is_relative_to(public):
            super().preprocess()
            return
        template = Path(self.path).read_text(encoding="utf-8")
        Path(self.work_path).write_text(_in_python(template), encoding="utf-8")


def _in_python(template: str) -> str:
    """Return calls of gettext, each on its own line of the template."""
    lines = [""] * (template.count("\n") + 1)
    for number, function, message in extract_from_ast(public_environment().parse(template)):
        arguments = message if isinstance(message, tuple) else (message,)
        told = ", ".join(_quoted(it) for it in arguments if it is not None)
        lines[number - 1] += f"{function}({told}); "
    return "\n".join(lines)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


class Command(makemessages.Command):
    """Gathers what is to be translated, from Python and from both kinds of templates."""

    build_file_class = JinjaFile
