"""Which backups to keep: many of late, few of long ago."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Rule:
    """For how many of the latest days, weeks and months that have a backup, one is kept."""

    days: int = 7
    weeks: int = 5
    months: int = 12


def too_many(made: Iterable[datetime], rule: Rule) -> set[datetime]:
    """Return the moments whose backups may go. Of a day, week or month the last one stays.

    The newest of all always stays, whatever the rule says.
    """
    latest_first = sorted(made, reverse=True)
    kept = set(latest_first[:1])
    for length, form in ((rule.days, "%Y-%m-%d"), (rule.weeks, "%G-%V"), (rule.months, "%Y-%m")):
        last_of = dict[str, datetime]()
        for moment in latest_first:
            last_of.setdefault(moment.strftime(form), moment)
        kept.update(list(last_of.values())[:length])
    return set(latest_first) - kept
