"""Makes the font of the share cards: `python tools/draw_fonts.py PACKAGES`.

PACKAGES is a folder where `npm install @fontsource/familjen-grotesk @fontsource/inter inter-ui`
has been run. The font of the site is joined by Inter's Greek (TGF-β), Cyrillic and signs (≥ →). The
result is TrueType, which FreeType reads wherever Pillow is built; it reads WOFF2 only where Brotli
is built in.
Needs fonttools and brotli. Both fonts are under the SIL Open Font License 1.1.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

FONTS = Path(__file__).resolve().parent.parent / "atmp_events" / "images" / "fonts"
NAME = "card-semibold"
SIGNS = "←→↔⇒⇔≈≠≤≥∞√∂∆∑∏∫"
INTER = "inter-ui/web/Inter-SemiBold.woff2"  # the whole font, of which only the signs are taken
# A letter that several have is taken from the first.
SOURCES = (
    "@fontsource/familjen-grotesk/files/familjen-grotesk-latin-600-normal.woff2",
    "@fontsource/familjen-grotesk/files/familjen-grotesk-latin-ext-600-normal.woff2",
    "@fontsource/familjen-grotesk/files/familjen-grotesk-vietnamese-600-normal.woff2",
    "@fontsource/inter/files/inter-greek-600-normal.woff2",
    "@fontsource/inter/files/inter-cyrillic-600-normal.woff2",
    INTER,
)
LICENCES = {
    "familjen-OFL.txt": "@fontsource/familjen-grotesk/LICENSE",
    "inter-OFL.txt": "@fontsource/inter/LICENSE",
}


def prepare(source: Path, target: Path, features: list[str], letters: list[int]) -> None:
    """Write a font as TrueType, 1000 units to the em, unhinted since the letters are large.

    It has `letters` only, or all if there are none.
    """
    font = TTFont(source)
    font.flavor = None
    subsetter = Subsetter(Options(hinting=False, layout_features=features))
    subsetter.populate(unicodes=letters or list(font.getBestCmap()))
    subsetter.subset(font)
    scale_upem(font, 1000)
    if not features:  # Kerning of several fonts cannot be joined; only the first keeps its own.
        for table in ("GDEF", "GPOS", "GSUB"):
            if table in font:
                del font[table]
    font.save(target)


def main() -> None:
    packages = Path(sys.argv[1]) / "node_modules"
    FONTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        parts = [Path(folder, f"{number}.ttf") for number in range(len(SOURCES))]
        for number, (source, part) in enumerate(zip(SOURCES, parts, strict=True)):
            features = ["kern", "mark", "mkmk", "ccmp"] if number == 0 else []
            letters = [ord(sign) for sign in SIGNS] if source == INTER else []
            prepare(packages / source, part, features, letters)
        font = Merger().merge([str(part) for part in parts])
    font.save(FONTS / f"{NAME}.ttf")
    # Pillow cannot tell which letters a font has.
    known = "".join(map(chr, sorted(font.getBestCmap())))
    (FONTS / f"{NAME}.txt").write_text(known, encoding="utf-8")
    for name, source in LICENCES.items():
        shutil.copyfile(packages / source, FONTS / name)


if __name__ == "__main__":
    main()
