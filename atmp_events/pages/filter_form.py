"""The filter form of the list of events."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..models import AttendanceMode, Kind, SpokenLanguage, Text
from ..selection import ENTITIES, FIELDS, Options, Selection, in_alphabet, name_of

# A field with more choices is left out: searching for the name is easier.
MAX_CHOICES: Final = 200

# Parameter -> labels of the field and of its blank choice.
LABELS: Final[dict[str, tuple[str | Promise, str | Promise]]] = {
    "year": (_("Year"), _("All years")),
    "kind": (_("Type"), _("All types")),
    "series": (_("Series"), _("All series")),
    "person": (_("Speaker"), _("All speakers")),
    "venue": (_("Venue"), _("All venues")),
    "organiser": (_("Organiser"), _("All organisers")),
    "language": (_("Language"), _("All languages")),
    "mode": (_("Attendance"), _("Any")),
}
# Other parameters that the page may report as ignored.
OTHER_LABELS: Final = {"q": _("Search"), "page": _("Page")}


@dataclass(frozen=True, slots=True)
class FilterField:
    """A field with choices (a `<select>`)."""

    name: str
    label: str | Promise
    blank: str | Promise
    choices: dict[str, Text]  # value -> label
    value: str

    @property
    def chosen(self) -> Text | None:
        """The label of the choice that is selected."""
        return self.choices.get(self.value)


def fields_of(selection: Selection, options: Options) -> list[FilterField]:
    """Return the fields that have choices."""
    values = selection.values
    fields = (
        FilterField(name, *words, _choices(name, selection, options), values.get(name, ""))
        for name, words in LABELS.items()
    )
    return [field for field in fields if field.choices]


def labels_of(names: Iterable[str]) -> list[str]:
    """Return the labels of parameters."""
    labels = OTHER_LABELS | {name: label for name, (label, _blank) in LABELS.items()}
    return [str(labels[name]) for name in names]


def _choices(name: str, selection: Selection, options: Options) -> dict[str, Text]:
    language = selection.language
    if name in ENTITIES:
        offered = options.of(name, at_most=MAX_CHOICES)
        if len(offered) > MAX_CHOICES:  # fetched all the same, to find the chosen one
            offered = [it for it in offered if it == getattr(selection, FIELDS[name])]
        return {
            it.slugs.written(language): name_of(it).read(language)
            for it in in_alphabet(offered, language)
        }
    if name == "year":
        years = {*options.years, *filter(None, [selection.year])}
        return {str(year): Text(str(year), language) for year in sorted(years, reverse=True)}
    codes: dict[str, Iterable[Kind | SpokenLanguage | AttendanceMode]] = {
        "kind": (it for it in Kind if it in {*options.kinds, selection.kind}),
        "language": (it for it in SpokenLanguage if it in {*options.languages, selection.spoken}),
        "mode": AttendanceMode,
    }
    return {str(code): Text(str(code.label), language) for code in codes[name]}
