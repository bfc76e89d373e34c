"""Guesses about every column -> the text of a settings file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from smartcart.config import column_name
from smartcart.customers import Kind, Role
from smartcart.errors import DataError, quoted
from smartcart.suggest import hints
from smartcart.suggest.guess import Guess, guess_column, known_text
from smartcart.suggest.hints import hint

__all__ = ["suggest_config"]

_HEAD = """\
# A first settings file, guessed from the names and the cells of the table. Read it before you
# use it: whether a column may shape the segments is for you to decide.
#
# role: segmentation shapes the segments, descriptor and outcome only describe them.
# kind: amount, count, number, flag, category, date, birth_year; or ordinal for texts in an order,
# with that order below it, lowest first: levels = ["low", "middle", "high"]
"""
#: A share of customers may stand twice; the check says what became of them.
_REPEATED = 0.05
#: Our name for days since the last purchase: with it the day of the table is found.
_RECENCY = "recency_days"


def suggest_config(cells: pd.DataFrame) -> str:
    r"""Write a first settings file for a table.

    Parameters
    ----------
    cells : DataFrame
        Cells as read, of text or of types; column names as in the source.

    Returns
    -------
    str
        TOML that `parse_config` accepts: exactly one id, a role and a kind for every column
        that is used, the others in comments, each with the reason. No cell is repeated.

    Raises
    ------
    DataError
        When no column tells customers apart.

    Examples
    --------
    >>> cells = pd.DataFrame({"Member no": ["M1", "M2", "M3"], "Fee": ["9.5", "20.0", "0.5"]})
    >>> print("\n".join(suggest_config(cells).splitlines()[-6:]))
    [columns."Member no"]
    role = "id"  # different for every customer, and 'no' in its name
    <BLANKLINE>
    [columns."Fee"]
    role = "segmentation"  # something customers do: it shapes the segments
    kind = "amount"  # 'fee' in its name
    """
    identity, why = _find_id(cells)
    others = [guess_column(str(n), cells[n]) for n in cells.columns if n != identity]
    used = _with_something_to_compare(_with_one_date([g for g in others if g.kind]))
    left = [guess for guess in others if guess.source not in {each.source for each in used}]
    dates = {guess.source for guess in left if guess.kind}
    names = _names([identity, *(guess.source for guess in used)], used)
    parts = [_HEAD, _measures(used, names), _id_block(identity, names, why)]
    parts += [_block(guess, names) for guess in used]
    if left:
        notes = [
            f"#   {quoted(g.source)}: {_ONE_DATE if g.source in dates else g.why}" for g in left
        ]
        parts.append("# Left out:\n" + "\n".join(notes) + "\n")
    return "\n".join(parts)


_ONE_DATE = "another day; one is used, that of joining where it is known"


def _find_id(cells: pd.DataFrame) -> tuple[str, str]:
    ranked = [(score, name) for name in cells.columns if (score := _id_score(name, cells[name]))]
    if not ranked:
        raise DataError(
            "No column tells customers apart: none holds whole numbers or texts that are different "
            "for every customer.",
            "Export the table with the number of each customer.",
        )
    name = max(ranked, key=lambda pair: pair[0])[1]
    word = hint(name, hints.IDENTITY) or hint(name, hints.OWNER)
    return name, "different for every customer" + (f", and {word!r} in its name" if word else "")


def _id_score(name: str, cells: pd.Series) -> float:
    """Return how much a column looks like the id; 0 for not at all."""
    text = known_text(cells)
    hinted = 2.0 * bool(hint(name, hints.IDENTITY)) + bool(hint(name, hints.OWNER))
    different = int(text.nunique()) / max(len(cells), 1)
    if not name or different < (1 - _REPEATED if hinted else 1) or different == 0:
        return 0.0
    # Neither money, days, addresses nor names, however different they are.
    if text.str.match(r"^-?\d+\.\d*[1-9]\d*$").any() or hint(name, hints.HIDDEN):
        return 0.0
    guess = guess_column(name, cells)
    if guess.kind == Kind.DATE or "e-mail" in guess.why or hint(name, hints.CONTACT):
        return 0.0
    if not hinted and (hint(name, hints.MONEY) or hint(name, hints.FREQUENCY)):
        return 0.05
    return hinted + different / 2


def _with_one_date(used: list[Guess]) -> list[Guess]:
    """Keep the day of joining: it says what day the table describes."""
    days = [guess for guess in used if guess.kind == Kind.DATE]
    best = max(days, key=lambda guess: guess.weight) if days else None
    return [guess for guess in used if guess.kind != Kind.DATE or guess is best]


def _with_something_to_compare(used: list[Guess]) -> list[Guess]:
    """Where no column says what customers do, compare them by what else is known of them."""
    for kinds in ((), (Kind.NUMBER, Kind.AMOUNT, Kind.COUNT), (Kind.CATEGORY, Kind.FLAG)):
        used = [
            replace(g, role=Role.SEGMENTATION, role_why="nothing better to compare by was found")
            if g.kind in kinds and g.role == Role.DESCRIPTOR and not g.personal
            else g
            for g in used
        ]
        if any(guess.role == Role.SEGMENTATION for guess in used):
            break
    return used


def _names(sources: Sequence[str], used: Sequence[Guess]) -> dict[str, str]:
    """Return our name for every column, no two alike."""
    recency = [g.source for g in used if g.kind == Kind.COUNT and hint(g.source, hints.RECENCY)]
    names = dict.fromkeys(recency[:1], _RECENCY)
    for source in sources:
        if source in names:
            continue
        name, taken, number = column_name(source), {*names.values(), _RECENCY}, 1
        while name in taken:
            number += 1
            name = f"{column_name(source)}_{number}"
        names[source] = name
    return names


def _measures(used: Sequence[Guess], names: dict[str, str]) -> str:
    shaping = [guess for guess in used if guess.role == Role.SEGMENTATION]
    money = [guess for guess in shaping if guess.kind == Kind.AMOUNT]
    counts = [guess for guess in shaping if guess.kind == Kind.COUNT]
    value = max(money, key=lambda g: (bool(hint(g.source, hints.MONEY)), g.weight), default=None)
    often = max(counts, key=lambda g: (_buys(g.source), g.weight), default=None)
    return (
        "[measures]\n"
        + _entry("value", value, names, "the largest column of money", "no column of money")
        + _entry("frequency", often, names, "counts what customers do", "no column that counts")
    )


def _buys(source: str) -> int:
    return bool(hint(source, hints.FREQUENCY)) * (1 if hint(source, hints.WEB) else 2)


def _entry(key: str, guess: Guess | None, names: dict[str, str], why: str, none: str) -> str:
    if guess is None:
        return f'{key} = ""  # {none} was found\n'
    return f"{key} = {_text(names[guess.source])}  # {why}\n"


def _id_block(identity: str, names: dict[str, str], why: str) -> str:
    return f'[columns.{_text(identity)}]\n{_name_line(identity, names)}role = "id"  # {why}\n'


def _block(guess: Guess, names: dict[str, str]) -> str:
    lines = f"[columns.{_text(guess.source)}]\n{_name_line(guess.source, names)}"
    lines += f'role = "{guess.role}"  # {guess.role_why}\nkind = "{guess.kind}"  # {guess.why}\n'
    if guess.personal:
        lines += f"personal = true  # {guess.personal!r} in its name\n"
    return lines


def _name_line(source: str, names: dict[str, str]) -> str:
    if names[source] == column_name(source):
        return ""
    found = names[source] == _RECENCY
    why = "it tells what day the table describes" if found else "another column has its name"
    return f"name = {_text(names[source])}  # {why}\n"


def _text(value: str) -> str:
    # JSON's escapes are TOML's; only the delete character is allowed in one and not the other.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
