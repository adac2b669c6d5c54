"""Who and what the samples are made of: people, places and organisers that do not exist."""

from dataclasses import dataclass
from typing import Any, Final

from ...models import Both

HOSPITAL: Final = Both("Exempelsjukhuset", "Sample Hospital")
UNIVERSITY: Final = Both("Exempeluniversitetet", "Sample University")
COMPANY: Final = Both("Exempelbolaget", "Sample Company")

PROFESSOR: Final = Both("professor", "professor")
PHYSICIAN: Final = Both("överläkare", "senior physician")
COORDINATOR: Final = Both("koordinator", "coordinator")


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Somebody invented. A family name that nobody bears says so in both languages."""

    given_name: str
    role: Both
    organisation: Both
    also: tuple[Both, Both] | None = None  # a second role, and where

    @property
    def name(self) -> str:
        """The whole name."""
        return f"{self.given_name} Exempel"

    @property
    def slug(self) -> str:
        """The page's address."""
        return f"exempel-{self.given_name.lower()}"

    @property
    def capacities(self) -> tuple[tuple[Both, Both], ...]:
        """Roles with their organisations, in order."""
        return tuple(filter(None, ((self.role, self.organisation), self.also)))


ALMA: Final = SamplePerson("Alma", PHYSICIAN, HOSPITAL, also=(PROFESSOR, UNIVERSITY))
BO: Final = SamplePerson("Bo", Both("docent", "associate professor"), UNIVERSITY)
CECILIA: Final = SamplePerson("Cecilia", COORDINATOR, HOSPITAL)
DAVID: Final = SamplePerson("David", Both("doktorand", "doctoral student"), UNIVERSITY)
ELIN: Final = SamplePerson("Elin", Both("sjuksköterska", "nurse"), HOSPITAL)
FARID: Final = SamplePerson("Farid", Both("apotekare", "pharmacist"), HOSPITAL)
GRETA: Final = SamplePerson("Greta", PROFESSOR, UNIVERSITY)
HASSAN: Final = SamplePerson("Hassan", Both("kvalitetschef", "head of quality"), COMPANY)
IDA: Final = SamplePerson("Ida", Both("jurist", "legal counsel"), UNIVERSITY)
JOHAN: Final = SamplePerson("Johan", Both("forskare", "researcher"), COMPANY)
KARIN: Final = SamplePerson(
    "Karin", Both("biomedicinsk analytiker", "biomedical scientist"), HOSPITAL
)
LEIF: Final = SamplePerson("Leif", Both("patientföreträdare", "patient representative"), HOSPITAL)

EVERYBODY: Final = (ALMA, BO, CECILIA, DAVID, ELIN, FARID, GRETA, HASSAN, IDA, JOHAN, KARIN, LEIF)

# Kept free for examples: the domain by RFC 2606, the number by the Swedish telecom authority.
CONTACT: Final = CECILIA
CONTACT_EMAIL: Final = "cecilia.exempel@example.org"
CONTACT_PHONE: Final = "070-174 06 05"
WEB_PAGE: Final = "https://example.org/"

# By address, which stays in the samples' own corner: nothing else begins with "exempel".
ORGANISERS: Final[dict[str, dict[str, Any]]] = {
    "exempelsjukhuset": {
        "name_sv": HOSPITAL.sv,
        "name_en": HOSPITAL.en,
        "slug_en": "sample-hospital",
        "web_page": WEB_PAGE,
    },
    "exempeluniversitetet": {
        "name_sv": UNIVERSITY.sv,
        "name_en": UNIVERSITY.en,
        "slug_en": "sample-university",
        "web_page": WEB_PAGE,
    },
}

SERIES_SLUG: Final = "exempel-seminarieserie"
SERIES: Final[dict[str, Any]] = {
    "title_sv": "Exempel: seminarieserie",
    "title_en": "Sample: seminar series",
    "slug_en": "sample-seminar-series",
    "description_sv": "<p>En serie som bara finns för att visa hur en serie ser ut.</p>",
    "description_en": "<p>A series that exists only to show what a series looks like.</p>",
}

HOUSE: Final = "exempelhuset"
HALL: Final = "exempelsalen"
VENUES: Final[dict[str, dict[str, Any]]] = {
    HOUSE: {
        "name_sv": "Exempelhuset",
        "name_en": "Sample House",
        "entrance_sv": "Huvudentrén",
        "entrance_en": "Main entrance",
        "street": "Exempelgatan 1",
        "postal_code": "123 45",
        "city": "Exempelstad",
        "directions_sv": "Gå in genom huvudentrén och ta hissen till våning 3. "
        "Salen ligger rakt fram.",
        "directions_en": "Enter by the main entrance and take the lift to floor 3. "
        "The room is straight ahead.",
        "nearest_stop_sv": "Exempelplatsen, 200 meter bort",
        "nearest_stop_en": "Exempelplatsen, 200 metres away",
        "step_free": True,
        "hearing_loop": True,
        "accessibility_sv": "Det finns en toalett för rullstol på samma våning.",
        "accessibility_en": "There is a wheelchair-accessible toilet on the same floor.",
        "web_page": WEB_PAGE,
    },
    HALL: {"name_sv": "Exempelsalen", "name_en": "Sample Hall", "entrance_sv": "12"},
}
