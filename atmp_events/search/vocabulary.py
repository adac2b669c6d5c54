"""Every word of every event, findable by any part: "gravitation" leads to "mikrogravitation".

A word stands once for each of its endings of three letters or more, so that "has this part"
becomes "has an ending that begins so", which an ordinary index answers in any database. The
whole word stands there once more behind "^", for what is sought at the beginning of words only.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from django.db import transaction

from .demand import Alternatives
from .engine import engine
from .statements import chunks, places, rows, run
from .words import pattern, plain

PART: Final = 3  # letters; shorter ones are sought at the beginning of words only
MOST: Final = 1000  # alternatives for one sought word, the shortest first
LAST: Final = "\U0010ffff"  # sorts after every letter
START: Final = "^"


def find(word: str) -> Alternatives:
    """Return the words of the vocabulary in which a sought word is found, the shortest first."""
    begins = plain(word) if len(word) >= PART else START + plain(word)
    ends = begins if len(word) == 1 else begins + LAST
    bounds: list[str | int] = [begins, ends, MOST]
    known = rows(
        "SELECT word FROM events_search_word WHERE ending BETWEEN %s AND %s"
        " GROUP BY word ORDER BY length(word), word LIMIT %s",
        bounds,
    )
    return tuple(found for (found,) in known if pattern(word).search(found))


def learn(words: Iterable[str]) -> None:
    """Add the words that are new."""
    wanted = set(words)
    new = wanted - _known(wanted, engine().KEEP)
    run(
        "INSERT INTO events_search_word (ending, word) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        *((ending, word) for word in sorted(new) for ending in _endings(word)),
    )


@transaction.atomic
def forget(words: Iterable[str]) -> None:
    """Remove those of the words that no event holds any longer, so that no name lingers."""
    for some in chunks(words):
        free = _known(some, engine().TAKE)
        free -= engine().held(free)
        run(
            "DELETE FROM events_search_word WHERE ending = %s AND word = %s",
            *((ending, word) for word in sorted(free) for ending in _endings(word)),
        )


def everything() -> Iterator[str]:
    """Return every word there is."""
    whole = rows("SELECT word FROM events_search_word WHERE ending LIKE %s", [START + "%"])
    return (word for (word,) in whole)


def _known(words: Iterable[str], lock: str) -> set[str]:
    wanted, known = set(words), set[str]()
    for some in chunks(START + plain(word) for word in wanted):
        among = f"SELECT word FROM events_search_word WHERE ending IN ({places(some)}) {lock}"  # noqa: S608
        known |= {word for (word,) in rows(among, some)}
    return known & wanted


def _endings(word: str) -> Iterator[str]:
    letters = plain(word)
    yield START + letters
    for start in range(len(letters) - PART + 1):
        yield letters[start:]
