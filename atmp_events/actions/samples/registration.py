"""Sample events before and during their day, with registration in every state."""

from typing import Final

from ...models import Both, Kind
from .cast import ALMA, BO, CECILIA, ELIN, FARID, GRETA, HALL, HASSAN, IDA, JOHAN, WEB_PAGE
from .dates import (
    FRIDAY,
    MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    in_days,
    in_weeks,
    later_today,
    under_way,
)
from .sample import BY_LINK, IN_BOTH, IN_SWEDISH, NOT_NEEDED, Sample, SampleTalk, one_talk

SAMPLES: Final = (
    Sample(
        "under-way",
        Kind.WORKSHOP,
        Both("Att arbeta i renrum", "Working in a cleanroom"),
        Both(
            "Ett praktiskt pass om kläder, vanor och luft i ett rum där celler hanteras.",
            "A practical session on clothing, habits and air in a room where cells are handled.",
        ),
        Both("som pågår just nu", "that is under way now"),
        under_way,
        talks=one_talk("Övningar i renrum", "Cleanroom exercises", ELIN, HASSAN),
        fields=NOT_NEEDED | IN_SWEDISH,
    ),
    Sample(
        "today",
        Kind.LECTURE,
        Both("Vad är en cellterapi?", "What is a cell therapy?"),
        Both(
            "En introduktion för dig som är ny i ämnet.",
            "An introduction for those who are new to the subject.",
        ),
        Both("som är i dag och har en enda talare", "that is today and has a single speaker"),
        later_today,
        talks=one_talk("Vad är en cellterapi?", "What is a cell therapy?", ALMA),
        fields=NOT_NEEDED | IN_SWEDISH | {"room_sv": "Sal 3", "room_en": "Room 3"},
    ),
    Sample(
        "open",
        Kind.SEMINAR,
        Both("Från laboratorium till vårdavdelning", "From laboratory to ward"),
        Both(
            "Tre korta föredrag om vad som ska vara på plats innan en ny behandling kan prövas "
            "på ett sjukhus.",
            "Three short talks on what must be in place before a new treatment can be tried "
            "at a hospital.",
        ),
        Both(
            "med öppen anmälan, programtider och moderator",
            "with open registration, a timed programme and a moderator",
        ),
        in_weeks(2, TUESDAY, "16:00", minutes=90),
        talks=(
            SampleTalk(Both("Tillverkning i liten skala", "Small-scale production"), (FARID,), 0),
            SampleTalk(Both("Vad myndigheten frågar", "What the agency asks"), (IDA, HASSAN), 30),
            SampleTalk(Both("Den första patienten", "The first patient"), (ALMA,), 60),
        ),
        host=CECILIA,
        number=1,
        fields=BY_LINK
        | IN_SWEDISH
        | {
            "capacity": 60,
            "audience_sv": "Öppet för alla som arbetar i vården eller forskar",
            "audience_en": "Open to all who work in health care or do research",
            "price_sv": "Kostnadsfritt",
            "price_en": "Free of charge",
            "web_page": WEB_PAGE,
        },
        moments={"registration_closes_at": in_days(6)},
    ),
    Sample(
        "closing",
        Kind.SEMINAR,
        Both("Kryoförvaring i vardagen", "Cryostorage in everyday work"),
        Both(
            "Om rutiner för att frysa, märka och hitta prover.",
            "On routines for freezing, labelling and finding samples.",
        ),
        Both("där anmälan snart stänger", "whose registration closes soon"),
        in_weeks(2, WEDNESDAY, "13:00", minutes=90),
        talks=one_talk("Prover i ordning", "Samples in order", JOHAN),
        number=2,
        fields=BY_LINK | IN_SWEDISH,
        moments={"registration_closes_at": in_days(1)},
    ),
    Sample(
        "closed",
        Kind.LECTURE,
        Both("Etik i tidiga studier", "Ethics in early studies"),
        Both(
            "Om de frågor som en etikprövning ställer, och hur de besvaras.",
            "On the questions that an ethical review asks, and how they are answered.",
        ),
        Both("där anmälan är stängd", "whose registration is closed"),
        in_weeks(2, THURSDAY, "15:00"),
        talks=one_talk("Etik i tidiga studier", "Ethics in early studies", IDA),
        fields=BY_LINK | IN_SWEDISH,
        moments={"registration_closes_at": in_days(-1)},
    ),
    Sample(
        "full",
        Kind.WORKSHOP,
        Both("Skriv en forskningsplan", "Writing a research plan"),
        Both(
            "Ta med ditt utkast och arbeta vidare i en liten grupp.",
            "Bring your draft and work on it in a small group.",
        ),
        Both("som är fullbokat", "that is fully booked"),
        in_weeks(2, FRIDAY, "09:00", minutes=180),
        talks=one_talk("Handledning i grupp", "Group supervision", BO, GRETA),
        fields=BY_LINK | IN_BOTH | {"capacity": 12, "fully_booked": True},
    ),
    Sample(
        "not-open",
        Kind.COURSE,
        Both("Grundkurs i god tillverkningssed", "Introduction to good manufacturing practice"),
        Both(
            "En dag om god tillverkningssed för dig som ska arbeta med läkemedel av celler.",
            "A day on good manufacturing practice for those who are to work with medicines "
            "made of cells.",
        ),
        Both("där anmälan inte har öppnat", "whose registration has not opened"),
        in_weeks(8, MONDAY, "09:00", minutes=420),
        fields=BY_LINK | IN_SWEDISH | {"capacity": 20, "price_sv": "900 kr", "price_en": "SEK 900"},
        moments={"registration_opens_at": in_days(14), "registration_closes_at": in_days(35)},
    ),
    Sample(
        "bare",
        Kind.INFORMATION_MEETING,
        Both("Öppet hus", "Open house"),
        Both("Kom in och ställ frågor.", "Come in and ask questions."),
        Both("där så lite som möjligt är ifyllt", "with as little as possible filled in"),
        in_weeks(1, FRIDAY, "12:00"),
        venue=HALL,
    ),
)
