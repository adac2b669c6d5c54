"""What the templates of the public site know besides what a page gives them (Jinja).

The admin's templates are Django's own.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.template.defaultfilters import capfirst, linebreaksbr
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext, pgettext
from jinja2 import Environment, FileSystemBytecodeCache, Undefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from .pages import reading
from .syndication import structured

FILTERS: Final = (
    *(capfirst, linebreaksbr, reading.dialled, reading.html, reading.lang, reading.lifted),
    *(reading.paragraphs, reading.shortened, reading.soft, reading.tagged, reading.unbroken),
)
FUNCTIONS: Final = (
    *(reading.card_address, reading.card_words, reading.knot, reading.poster_path),
    *(reading.sources, structured.structured_event, structured.structured_holder),
)


def environment(**options: Any) -> Environment:
    """Return the environment, for Django's Jinja engine (the setting TEMPLATES)."""
    options |= {
        "bytecode_cache": Compiled(str(settings.COMPILED_TEMPLATES)),
        "undefined": Undefined,  # also while debugging: a page may be given no preview
    }
    made = Environment(**options)  # noqa: S701  # Django's engine asks for escaping
    made.filters.update({it.__name__: it for it in FILTERS})
    made.globals.update({it.__name__: it for it in FUNCTIONS})
    made.globals.update(
        _=_in_words,
        gettext=_in_words,
        ngettext=_in_number,
        pgettext=_in_context,
        parts=Parts(made),
        static=lru_cache(maxsize=64)(static),
        url=_url,
    )
    return made


class Parts:
    """The parts of pages: `parts.when(…)` is what templates/public/parts/when.html defines."""

    def __init__(self, made: Environment) -> None:
        """Take parts from an environment."""
        self._environment = made

    def __getattr__(self, name: str) -> Callable[..., Markup]:
        """Return a part, which is called with its inputs by their names."""
        part: Callable[..., Markup] = getattr(
            self._environment.get_template(f"parts/{name}.html").module, name
        )
        if not self._environment.auto_reload:
            self.__dict__[name] = part
        return part


class Compiled(FileSystemBytecodeCache):
    """Compiled templates, in files that are made with the image or at the first reading."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep one; where nothing may be written each process compiles for itself."""
        with suppress(OSError):
            Path(self.directory).mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)


def _in_words(message: str, /, **values: object) -> Markup:
    """Return a message in the active language. It may hold HTML; what is put into it is escaped."""
    said = Markup(gettext(message))  # noqa: S704
    return said % values if values else said


def _in_number(one: str, many: str, number: int, /, **values: object) -> Markup:
    said = Markup(ngettext(one, many, number))  # noqa: S704
    return said % values if values else said


def _in_context(context: str, message: str) -> Markup:
    return Markup(pgettext(context, message))  # noqa: S704


def _url(name: str, *args: object) -> str:
    """Return the path of a page of the public site in the active language."""
    return _path(get_language() or settings.LANGUAGE_CODE, name, args)


@lru_cache(maxsize=1_000)
def _path(language: str, name: str, args: tuple[object, ...]) -> str:
    return reverse(name, args=args)
