"""A climbing gym's table of members: nothing in it is like the founding table."""

from datetime import date, timedelta

__all__ = ["members"]

HEADER = (
    "Member no;First name;E-mail;Joined;Fee per month;Visits last 90 days;Courses booked;"
    "Bar spend;Plan;Born;Days since last visit;Cancelled"
)
MEMBERS = 600


def members() -> bytes:
    """Return the file as the gym's software exports it: semicolons, cp1252, a total at the end."""
    rows = [row(i) for i in range(MEMBERS)]
    rows[3][7] = "n/a"
    rows[4][9] = "1890"
    rows[6][5] = "-1"
    lines = [HEADER, *(";".join(cells) for cells in rows), "Total" + 11 * ";"]
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


def row(i: int) -> list[str]:
    plan = i % 3
    return [
        f"M-{i + 1:04d}",
        ("Zoë", "Émile", "Anna", "Jörg")[i % 4],
        f"member{i}@climb.example",
        (date(2021, 1, 4) + timedelta(days=spread(i, 1, 1200))).strftime("%d.%m.%Y"),
        ("19,90 €", "39,90 €", "79,90 €")[plan],
        str((1, 12, 34)[plan] + spread(i, 2, (4, 8, 16)[plan])),
        str((0, 2, 7)[plan] + spread(i, 3, 3)),
        f"{(3, 25, 110)[plan] + spread(i, 4, (9, 40, 160)[plan])},50",
        ("basic", "plus", "pro")[plan],
        str(1950 + spread(i, 5, 55)),
        str(spread(i, 6, (90, 30, 10)[plan])),
        "yes" if spread(i, 7, 20) < 4 - plan else "no",
    ]


def spread(i: int, column: int, width: int) -> int:
    """Return a number below `width`, without a pattern that anybody would notice."""
    return (i * i * 31 + i * (7919 + column * 613) + column * 104_729) % 10_007 * width // 10_007
