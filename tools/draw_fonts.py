"""Makes the fonts that pictures are lettered in: `python tools/draw_fonts.py PACKAGES`.

PACKAGES is a folder where `npm install @fontsource/familjen-grotesk @fontsource/inter` has been
run. The font of the site comes first; Inter lends it Greek (TGF-β) and Cyrillic. They are written
as TrueType, which FreeType reads wherever Pillow is built, WOFF2 only where Brotli is built in.
Needs fonttools and brotli. Both fonts are under the SIL Open Font License 1.1.
"""

import shutil
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "atmp_events" / "pictures" / "fonts"
SOURCES = {
    "familjen-regular": "familjen-grotesk/files/familjen-grotesk-latin-400-normal.woff2",
    "familjen-semibold": "familjen-grotesk/files/familjen-grotesk-latin-600-normal.woff2",
    "familjen-ext-semibold": "familjen-grotesk/files/familjen-grotesk-latin-ext-600-normal.woff2",
    "inter-greek-semibold": "inter/files/inter-greek-600-normal.woff2",
    "inter-cyrillic-semibold": "inter/files/inter-cyrillic-600-normal.woff2",
}
LICENCES = {"familjen-OFL.txt": "familjen-grotesk/LICENSE", "inter-OFL.txt": "inter/LICENSE"}


def convert(source: Path, target: Path) -> None:
    """Write a font as TrueType, unhinted since the letters are large, and a list of its letters."""
    font = TTFont(source)
    font.flavor = None
    subsetter = Subsetter(Options(hinting=False, layout_features=["kern", "mark", "mkmk", "ccmp"]))
    subsetter.populate(unicodes=list(font.getBestCmap()))
    subsetter.subset(font)
    font.save(target)
    # Pillow cannot tell which letters a font has.
    letters = "".join(map(chr, sorted(font.getBestCmap())))
    target.with_suffix(".txt").write_text(letters, encoding="utf-8")


def main() -> None:
    packages = Path(sys.argv[1]) / "node_modules" / "@fontsource"
    FONTS.mkdir(exist_ok=True)
    for name, source in SOURCES.items():
        convert(packages / source, FONTS / f"{name}.ttf")
    for name, source in LICENCES.items():
        shutil.copyfile(packages / source, FONTS / name)


if __name__ == "__main__":
    main()
