"""Telephone numbers as people write them become numbers to dial."""

import pytest

from atmp_events.models.links import tel_number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+46 (0)18 611 00 00", "+46186110000"),
        ("+46 18-611 00 00", "+46186110000"),
        ("0046 (0)18 611 00 00", "+46186110000"),
        ("018-611 00 00", "+46186110000"),
        ("(018) 611 00 00", "+46186110000"),
        ("018/611 00 00", "+46186110000"),
        ("018-611 00 00, ankn. 123", "+46186110000;ext=123"),
        ("+46 18 611 00 00 ext 12", "+46186110000;ext=12"),
        ("018-611 00 00 (växel), 070-123 45 67", "+46186110000"),
        ("Tel. 070 123 45 67", "+46701234567"),
        ("+44 20 7946 0000", "+442079460000"),
        ("1177", "1177"),
        ("fråga i receptionen", ""),
    ],
)
def test_telephone_number_becomes_a_number_to_dial(written: str, number: str) -> None:
    assert tel_number(written) == number
