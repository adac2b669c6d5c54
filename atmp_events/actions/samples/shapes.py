"""Sample events of unusual shape: half translated, long, without a place or a date, past."""

from typing import Final

from ...models import Both, Kind, State
from .cast import ALMA, BO, CECILIA, EVERYBODY, FARID, GRETA, HASSAN, JOHAN, WEB_PAGE
from .dates import MONDAY, THURSDAY, TUESDAY, WEDNESDAY, in_days, in_weeks, whole_days
from .sample import (
    BY_LINK,
    IN_ENGLISH,
    IN_SWEDISH,
    NOT_NEEDED,
    ONLINE,
    Sample,
    SampleTalk,
    one_talk,
)

TWELVE_TOPICS: Final = (
    Both("Celler som minns", "Cells that remember"),
    Both("Bilder av bindväv", "Pictures of connective tissue"),
    Both("En vanlig dag på kliniken", "An ordinary day at the clinic"),
    Both("Doktorand i två världar", "A doctoral student in two worlds"),
    Both("Omvårdnad vid nya behandlingar", "Nursing when treatments are new"),
    Both("Receptet i tio steg", "The recipe in ten steps"),
    Both("Gener i cellodling", "Genes in cell culture"),
    Both("Kvalitet utan krångel", "Quality without fuss"),
    Both("Avtal i tid", "Agreements in time"),
    Both("Maskiner för små volymer", "Machines for small volumes"),
    Both("Ett prov genom laboratoriet", "A sample’s way through the laboratory"),
    Both("Patientens frågor", "The patient’s questions"),
)

SAMPLES: Final = (
    Sample(
        "only-swedish",
        Kind.INFORMATION_MEETING,
        Both("Information om nya lokaler", ""),
        Both("Flytten berör alla som arbetar på våning 3.", ""),
        Both("som bara finns på svenska", ""),
        in_weeks(5, MONDAY, "15:00", minutes=30),
        fields=NOT_NEEDED | IN_SWEDISH,
    ),
    Sample(
        "only-english",
        Kind.LECTURE,
        Both("", "A visitor’s view of Swedish laboratories"),
        Both("", "A guest tells of a month on exchange, and of what differed from home."),
        Both("", "that exists in English only"),
        in_weeks(5, TUESDAY, "15:00"),
        talks=one_talk("", "A month on exchange", JOHAN),
        fields=NOT_NEEDED | IN_ENGLISH,
    ),
    Sample(
        "partly-translated",
        Kind.SEMINAR,
        Both("Läkemedel som lever", "Medicines that live"),
        Both("Om vad som skiljer ett läkemedel av celler från en tablett.", ""),
        Both("där bara rubriken är översatt", ""),
        in_weeks(5, WEDNESDAY, "16:00"),
        talks=one_talk("Tabletter och celler", "", FARID),
        number=5,
        fields=NOT_NEEDED | IN_SWEDISH,
    ),
    Sample(
        "no-venue",
        Kind.CONFERENCE,
        Both("Årskonferens om avancerade terapier", "Annual conference on advanced therapies"),
        Both(
            "Boka dagen redan nu. Programmet kommer senare.",
            "Save the date. The programme will follow.",
        ),
        Both("som ännu inte har någon lokal", "that has no venue yet"),
        in_weeks(20, THURSDAY, "09:00", minutes=480),
        venue=None,
        fields=IN_ENGLISH,
    ),
    Sample(
        "long-title",
        Kind.SEMINAR,
        Both(
            "Hur organiserar vi samarbetet mellan forskningslaboratorier, tillverkningsenheter, "
            "kvalitetsavdelningar och vårdenheter när cellterapiläkemedel ska utvecklas, "
            "tillverkas och införas?",
            "How do we organise the collaboration between research laboratories, manufacturing "
            "units, quality departments and wards when cell therapy products are to be developed, "
            "made and used?",
        ),
        Both(
            "Ett samtal om vem som gör vad, och när.", "A conversation on who does what, and when."
        ),
        Both("med en mycket lång rubrik", "with a very long title"),
        in_weeks(6, TUESDAY, "13:00", minutes=90),
        talks=one_talk("Vem gör vad?", "Who does what?", HASSAN, ALMA),
        number=6,
        fields=BY_LINK | IN_SWEDISH,
    ),
    Sample(
        "twelve-speakers",
        Kind.NETWORK_MEETING,
        Both("Tolv personer på en timme", "Twelve people in an hour"),
        Both("Fem minuter var, utan frågor. Sedan fika.", "Five minutes each, then coffee."),
        Both("med tolv talare", "with twelve speakers"),
        in_weeks(6, THURSDAY, "14:00", minutes=90),
        talks=tuple(
            SampleTalk(topic, (person,), after=5 * place)
            for place, (topic, person) in enumerate(zip(TWELVE_TOPICS, EVERYBODY, strict=True))
        ),
        host=CECILIA,
        fields=BY_LINK | IN_SWEDISH,
    ),
    Sample(
        "three-days",
        Kind.CONFERENCE,
        Both("Tre dagar om vävnad och celler", "Three days on tissue and cells"),
        Both(
            "Föreläsningar, studiebesök och tid att talas vid.",
            "Lectures, study visits and time to talk.",
        ),
        Both("som varar i tre dagar", "that lasts three days"),
        in_weeks(9, TUESDAY, "10:00", minutes=2 * 24 * 60 + 300),
        talks=one_talk("Inledning", "Opening", GRETA, BO),
        fields=BY_LINK | IN_ENGLISH | {"price_sv": "2 500 kr", "price_en": "SEK 2,500"},
    ),
    Sample(
        "all-day",
        Kind.OTHER,
        Both("Skrivardag", "Writing day"),
        Both("En dag i tysthet för dig som skriver.", "A quiet day for those who write."),
        Both("som varar hela dagen", "that lasts all day"),
        whole_days(7, WEDNESDAY),
        fields=NOT_NEEDED | {"all_day": True},
    ),
    Sample(
        "london",
        Kind.LECTURE,
        Both("Gästföreläsning från London", "Guest lecture from London"),
        Both(
            "En digital föreläsning om att bygga upp ett register.",
            "An online lecture on building a register.",
        ),
        Both("i en annan tidszon", "in another time zone"),
        in_weeks(7, THURSDAY, "15:00", zone="Europe/London"),
        venue=None,
        talks=one_talk("Att bygga ett register", "Building a register", JOHAN),
        fields=NOT_NEEDED
        | ONLINE
        | IN_ENGLISH
        | {"online_url": WEB_PAGE, "timezone": "Europe/London"},
    ),
    Sample(
        "past",
        Kind.SEMINAR,
        Both("Vad har vi lärt oss?", "What have we learnt?"),
        Both(
            "En tillbakablick på seriens första år.", "A look back on the first year of the series."
        ),
        Both(
            "som har varit och har inspelning och bilder", "that is past, with recording and slides"
        ),
        in_weeks(-3, TUESDAY, "16:00", minutes=90),
        talks=one_talk("Tillbakablick", "Looking back", ALMA, GRETA),
        number=7,
        fields=BY_LINK | IN_SWEDISH | {"recording_url": WEB_PAGE, "slides_url": WEB_PAGE},
    ),
    Sample(
        "to-be-published",
        Kind.SEMINAR,
        Both("Program för nästa termin", "Programme for the next term"),
        Both("Vi går igenom vad som kommer.", "We go through what is to come."),
        Both("som publiceras om tre dagar", "that will be published in three days"),
        in_weeks(10, TUESDAY, "16:00"),
        number=8,
        fields=NOT_NEEDED | IN_SWEDISH,
        moments={"publish_at": in_days(3)},
    ),
    Sample(
        "draft",
        Kind.SEMINAR,
        Both("Ett utkast utan datum", "A draft without a date"),
        Both("Än är det mesta öppet.", "Most of it is still open."),
        Both("som är ett utkast", "that is a draft"),
        None,
        venue=None,
        fields={"state": State.DRAFT},
    ),
)
