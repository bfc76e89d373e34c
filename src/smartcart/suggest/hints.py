"""What the words in a column's name give away."""

from __future__ import annotations

import re
from itertools import pairwise

__all__ = [
    "BIRTH",
    "CONTACT",
    "FREQUENCY",
    "FUTURE",
    "HIDDEN",
    "IDENTITY",
    "JOINED",
    "MONEY",
    "OUTCOME",
    "OWNER",
    "PERSONAL",
    "PLACE_CODE",
    "RECENCY",
    "STANDING",
    "WEB",
    "YEAR",
    "hint",
]

IDENTITY = ("id", "uuid", "guid", "no", "nr", "num", "number", "nummer", "key")
OWNER = ("customer", "client", "member", "account", "user", "kunde", "kunden", "mitglied")
MONEY = (
    *("spend", "spent", "revenue", "turnover", "umsatz", "sales", "mnt", "mrr", "arr", "ltv"),
    *("amount", "amt", "total", "betrag", "fee", "price", "preis", "paid", "payment", "cost"),
    *("income", "salary", "einkommen", "gehalt", "basket"),
)
#: Money a person has, not money spent here: it describes.
STANDING = ("income", "salary", "einkommen", "gehalt")
FREQUENCY = (
    *("orders", "order", "purchases", "purchase", "transactions", "bookings", "bestellungen"),
    *("visits", "visit", "sessions", "logins", "besuche"),
)
#: Looking is not buying: visits count only where no purchases are counted.
WEB = ("visits", "visit", "sessions", "logins", "besuche")
RECENCY = ("recency", "dayssince", "lastseen")
OUTCOME = (
    *("response", "responded", "accepted", "complain", "complained", "churn", "churned"),
    *("bought", "converted", "cancelled", "reklamation", "gekündigt"),
)
PERSONAL = (
    *("birth", "born", "yob", "age", "gender", "sex", "marital", "religion", "country"),
    *("nation", "nationality", "ethnicity", "child", "children", "kid", "kids", "kidhome"),
    *("teen", "teens", "teenhome", "geburt", "geburtsjahr", "alter", "geschlecht", "kinder"),
    *("familienstand", "herkunft"),
)
BIRTH = ("birth", "born", "yob", "geburt", "geburtsjahr")
YEAR = ("year", "jahr")
CONTACT = ("email", "mail", "phone", "tel", "telephone", "telefon", "mobile", "handy", "fax")
HIDDEN = (
    *("firstname", "lastname", "surname", "vorname", "nachname", "fullname", "street"),
    *("strasse", "straße", "address", "adresse", "iban", "comment", "comments", "note", "notes"),
    *("remark", "kommentar", "bemerkung"),
)
PLACE_CODE = ("zip", "zipcode", "postcode", "postal", "plz", "postleitzahl")
JOINED = (
    *("joined", "join", "joining", "since", "created", "signup", "signed", "enrolment"),
    *("enrolled", "registered", "registration", "start", "started", "opened", "seit", "beitritt"),
    *("dt", "anmeldung"),
)
FUTURE = ("end", "ends", "expiry", "expires", "until", "renewal", "due", "next", "ablauf", "bis")

_PARTS = re.compile(r"[^\W\d_]+")
#: Shorter hints must be a word of their own: "age" is no part of "average".
_LONG = 6


def hint(name: str, hints: tuple[str, ...]) -> str:
    """Return the first of the hints that the name gives, or "".

    Examples
    --------
    >>> hint("NumWebPurchases", FREQUENCY), hint("Year_Birth", BIRTH), hint("Average", PERSONAL)
    ('purchases', 'birth', '')
    >>> hint("Work e-mail", CONTACT), hint("Jahresumsatz", MONEY)
    ('email', 'umsatz')
    """
    spaced = re.sub(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])", " ", name)
    words = [word.casefold() for word in _PARTS.findall(spaced)]
    # Two words side by side may be one elsewhere: "first name", "sign-up".
    known = {*words, *(a + b for a, b in pairwise(words))}
    whole = "".join(words)
    return next((h for h in hints if h in known or (len(h) >= _LONG and h in whole)), "")
