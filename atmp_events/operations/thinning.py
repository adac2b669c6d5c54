"""Which backups to keep: many of late, few of long ago."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

LATELY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    """For how many of the latest days, weeks and months that have a backup, one is kept."""

    days: int = 7
    weeks: int = 5
    months: int = 12


def too_many(made: Iterable[datetime], rule: Rule) -> set[datetime]:
    """Return the moments whose backups may go. Of a day, week or month the last one stays.

    Whatever the rule says, the newest stays, and those of the twenty-four hours before it: one
    may have been made just before an upgrade.
    """
    latest_first = sorted(made, reverse=True)
    kept = {moment for moment in latest_first if moment > latest_first[0] - LATELY}
    for length, form in ((rule.days, "%Y-%m-%d"), (rule.weeks, "%G-%V"), (rule.months, "%Y-%m")):
        last_of = dict[str, datetime]()
        for moment in latest_first:
            last_of.setdefault(moment.strftime(form), moment)
        kept.update(list(last_of.values())[:length])
    return set(latest_first) - kept
