"""A page as a browser would find it."""

from html.parser import HTMLParser

__all__ = ["HARMLESS", "LISTS", "TABLES", "Page"]

HARMLESS = {
    "main",
    "header",
    "section",
    "article",
    "figure",
    "figcaption",
    "html",
    "head",
    "body",
    "nav",
}
LISTS = {
    "p",
    "br",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "ul",
    "li",
    "dl",
    "dt",
    "dd",
    "div",
    "span",
    "b",
    "a",
    "img",
}
TABLES = {
    *("table", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("meta", "link", "title", "style", "script"),
}


class Page(HTMLParser):
    """What a browser would find: elements, addresses, event handlers, pictures and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.scripts = 0
        self.addresses: list[str] = []
        self.attributes: set[str] = set()
        self.alts: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        self.scripts += tag == "script"
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value for name, value in attrs if name in ("src", "href")]
        self.alts += [value for name, value in attrs if name == "alt"]

    def handle_data(self, data):
        if self.lasttag not in ("style", "script"):
            self.text += data
