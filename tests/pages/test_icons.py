"""Icons that browsers and telephones request at the root."""

from io import BytesIO

import pytest
from django.test import Client
from PIL import Image


@pytest.mark.parametrize(
    ("path", "form", "sizes"),
    [
        ("/favicon.ico", "ICO", {(16, 16), (32, 32), (48, 48)}),
        ("/apple-touch-icon.png", "PNG", {(180, 180)}),
    ],
)
def test_icons_are_served_at_the_root(
    client: Client, path: str, form: str, sizes: set[tuple[int, int]]
) -> None:
    response = client.get(path)
    assert response.status_code == 200
    icon = Image.open(BytesIO(response.getvalue()))
    assert (icon.format, icon.info.get("sizes", {icon.size})) == (form, sizes)
    assert response.cookies == {}
