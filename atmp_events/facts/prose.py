"""Rich text as plain text that a person can read: lists stay lists, links keep their target."""

from html.parser import HTMLParser

BLOCKS = {"p", "h3", "h4", "ul", "ol", "blockquote"}


class _Reader(HTMLParser):
    """Collects the text of sanitised HTML, paragraph by paragraph."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = [""]
        self.lists: list[int | None] = []  # per open list: its running number, None for bullets
        self.href = ""
        self.link_text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "li":
            self._start_item()
        elif tag in BLOCKS and not self.lists:
            self.blocks.append("")
        if tag in {"ul", "ol"}:
            self.lists.append(1 if tag == "ol" else None)
        elif tag == "br":
            self.blocks[-1] += "\n"
        elif tag == "a":
            self.href, self.link_text = dict(attrs).get("href") or "", ""

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
        if tag in BLOCKS and not self.lists:
            self.blocks.append("")
        elif tag == "a":
            target = self.href.removeprefix("mailto:").removeprefix("tel:")
            if target and target != self.link_text.strip():
                self.blocks[-1] += f" ({target})"
            self.href = ""

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split()) if data.strip() else " "
        text = (
            f"{' ' * data[:1].isspace()}{text}{' ' * data[-1:].isspace()}" if data.strip() else text
        )
        self.blocks[-1] += text
        self.link_text += data

    def _start_item(self) -> None:
        number = self.lists[-1] if self.lists else None
        mark = "–" if number is None else f"{number}."
        if self.lists and number is not None:
            self.lists[-1] = number + 1
        lead = "\n" if self.blocks[-1] else ""
        self.blocks[-1] += f"{lead}{'  ' * (len(self.lists) - 1)}{mark} "


def plain(html: str) -> str:
    """Return sanitised HTML as plain text: blocks apart by an empty line, no markup left."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = ("\n".join(_tidy(line) for line in block.split("\n")) for block in reader.blocks)
    return "\n\n".join(block.strip("\n ") for block in lines if block.strip())


def _tidy(line: str) -> str:
    """Fold the runs of spaces that markup leaves, but keep a nested item's indent."""
    indent = len(line) - len(line.lstrip(" "))
    return " " * (indent if line.lstrip()[:1] in "–0123456789" else 0) + " ".join(line.split())
