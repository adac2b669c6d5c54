"""Sample events that something has become of, and those one can take part in from afar."""

from typing import Final

from ...models import Both, Kind, Status
from .cast import BO, CECILIA, DAVID, ELIN, GRETA, IDA, JOHAN, LEIF, WEB_PAGE
from .dates import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, in_weeks, start_of
from .sample import (
    BY_LINK,
    HYBRID,
    IN_BOTH,
    IN_ENGLISH,
    IN_SWEDISH,
    NOT_NEEDED,
    ONLINE,
    Sample,
    one_talk,
)

SAMPLES: Final = (
    Sample(
        "rescheduled",
        Kind.SEMINAR,
        Both("Att mäta det man vill mäta", "Measuring what you mean to measure"),
        Both(
            "Om valet av mått i kliniska studier.",
            "On the choice of measures in clinical studies.",
        ),
        Both("som har fått ett nytt datum", "that has got a new date"),
        in_weeks(3, TUESDAY, "16:00"),
        talks=one_talk("Mått som håller", "Measures that last", GRETA),
        number=3,
        fields=BY_LINK
        | IN_SWEDISH
        | {
            "status": Status.RESCHEDULED,
            "status_note_sv": "Talaren har förhinder det första datumet.",
            "status_note_en": "The speaker is unable to come on the first date.",
        },
        moments={"previous_starts_at": start_of(in_weeks(2, TUESDAY, "16:00"))},
    ),
    Sample(
        "new-time",
        Kind.LECTURE,
        Both("Register som forskningskälla", "Registers as a source for research"),
        Both(
            "Om vad ett kvalitetsregister kan och inte kan svara på.",
            "On what a quality register can and cannot answer.",
        ),
        Both("som har fått en ny tid samma dag", "that has got a new time on the same day"),
        in_weeks(3, WEDNESDAY, "14:30"),
        talks=one_talk("Register i praktiken", "Registers in practice", BO),
        fields=NOT_NEEDED | IN_SWEDISH | {"status": Status.RESCHEDULED},
        moments={"previous_starts_at": start_of(in_weeks(3, WEDNESDAY, "13:00"))},
    ),
    Sample(
        "postponed",
        Kind.DISSERTATION,
        Both("Disputation om cellers rörelser", "Thesis defence on the movements of cells"),
        Both(
            "Doktoranden försvarar sin avhandling vid Exempeluniversitetet.",
            "The doctoral student defends the thesis at Sample University.",
        ),
        Both("som är uppskjutet", "that is postponed"),
        in_weeks(3, THURSDAY, "13:00", minutes=180),
        talks=one_talk("Hur celler rör sig", "How cells move", DAVID),
        fields=IN_ENGLISH
        | {
            "status": Status.POSTPONED,
            "status_note_sv": "Opponenten har fått förhinder.",
            "status_note_en": "The opponent is unable to come.",
        },
    ),
    Sample(
        "cancelled",
        Kind.WORKSHOP,
        Both("Bildanalys för nybörjare", "Image analysis for beginners"),
        Both("Vi räknar celler i bilder.", "We count cells in pictures."),
        Both("som är inställt", "that is cancelled"),
        in_weeks(3, FRIDAY, "10:00", minutes=120),
        talks=one_talk("Bilder och tal", "Pictures and numbers", JOHAN),
        fields=BY_LINK
        | IN_SWEDISH
        | {
            "status": Status.CANCELLED,
            "status_note_sv": "För få har anmält sig. Välkommen nästa gång.",
            "status_note_en": "Too few have registered. Welcome next time.",
        },
    ),
    Sample(
        "moved-online",
        Kind.INFORMATION_MEETING,
        Both("Nya blanketter för ansökan", "New application forms"),
        Both("En genomgång av vad som är nytt och varför.", "What is new, and why it has changed."),
        Both("som har flyttats till nätet", "that has moved online"),
        in_weeks(4, MONDAY, "11:00"),
        talks=one_talk("Blanketterna steg för steg", "The forms step by step", CECILIA),
        fields=NOT_NEEDED
        | ONLINE
        | IN_SWEDISH
        | {
            "online_url": WEB_PAGE,
            "status": Status.MOVED_ONLINE,
            "status_note_sv": "Lokalen kan inte användas den dagen.",
            "status_note_en": "The room cannot be used that day.",
        },
    ),
    Sample(
        "also-online",
        Kind.NETWORK_MEETING,
        Both("Nätverksträff för vävnadsbanker", "Network meeting for tissue banks"),
        Both(
            "Byt erfarenheter med dem som har samma vardag som du.",
            "Share experiences with those whose working days resemble yours.",
        ),
        Both(
            "där det nu också går att delta digitalt", "in which one can now take part online too"
        ),
        in_weeks(4, TUESDAY, "14:00", minutes=120),
        host=CECILIA,
        fields=BY_LINK | HYBRID | IN_SWEDISH | {"status": Status.MOVED_ONLINE},
    ),
    Sample(
        "hybrid",
        Kind.SEMINAR,
        Both("Samtal om patientmedverkan", "A conversation on patient involvement"),
        Both(
            "Vad händer när patienter är med och planerar en studie?",
            "What happens when patients help to plan a study?",
        ),
        Both("på plats och digitalt", "on site and online"),
        in_weeks(4, WEDNESDAY, "17:00", minutes=90),
        talks=one_talk("Två röster om medverkan", "Two voices on involvement", LEIF, ELIN),
        number=4,
        fields=BY_LINK | HYBRID | IN_SWEDISH,
    ),
    Sample(
        "online",
        Kind.LECTURE,
        Both("Frågestund om tillstånd", "Questions and answers on permits"),
        Both(
            "Skicka gärna din fråga när du anmäler dig.",
            "You may send your question when you register.",
        ),
        Both(
            "som är digitalt och där bara anmälda får länken",
            "that is online, with a link for those registered only",
        ),
        in_weeks(4, THURSDAY, "12:15", minutes=45),
        venue=None,
        talks=one_talk("Vanliga frågor", "Common questions", IDA),
        fields=BY_LINK | ONLINE | IN_BOTH,
    ),
)
