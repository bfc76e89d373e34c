"""From the cells of a table to values: what can be repaired by looking at one cell alone."""

from __future__ import annotations

import math
import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from smartcart.customers import Column, Kind, fold_level
from smartcart.customers.missing import MISSING_TOKENS
from smartcart.sql.dialects import Dialect
from smartcart.sql.terms import (
    Term,
    all_of,
    any_of,
    as_double,
    as_text,
    cases,
    col,
    equal,
    exp,
    is_in,
    less,
    missing,
    number,
    text,
)

__all__ = ["Cell", "read_id", "trim_id"]

#: Stands for a cell that holds something its kind does not allow.
UNREADABLE = math.inf
_LARGEST = sys.float_info.max
_BLANKS = "".join(chr(i) for i in range(0x3001) if chr(i).isspace())
_WIDE = "".join(each for each in _BLANKS if unicodedata.category(each) == "Zs")
_ERRORS = ("#n/a", "#ref!", "#div/0!", "#value!", "#name?", "#num!", "#null!")
_NEWER_ERRORS = ("#spill!", "#calc!")
_FLAGS = {0.0: ("0", "no", "n", "false"), 1.0: ("1", "yes", "y", "true")}

# Exponents of two digits, and not too many digits: no database then finds a number too large or
# too small to read.
_MOST_DIGITS = 100
_DIGITS = "([0-9]+[.]?[0-9]*|[.][0-9]+)"
_PLAIN = f"^[-+]?{_DIGITS}([eE][-+]?[0-9]{{1,2}})?$"
_VANISHING = f"^[-+]?{_DIGITS}[eE]-[0-9]{{3}}[0-9]*$"
_VANISHED = f"^[-+]?{_DIGITS}[eE]-([4-9][0-9]{{2}}|[0-9]{{4,}})$"
_GROUPS = f"([0-9]{{1,3}}(,[0-9]{{3}})+|[0-9]{{1,3}}([{_WIDE}'’][0-9]{{3}})+)([.][0-9]*)?"
_EXPONENT = "([eE][-+]?[0-9]{1,2})?"
_SPELLED = f"^[-+−]?[{_WIDE}]?({_DIGITS}|{_GROUPS}){_EXPONENT}$"
_WRAPPED = f"^[(][{_WIDE}]?({_DIGITS}|{_GROUPS}){_EXPONENT}[{_WIDE}]?[)]$"
_DAMAGED = "^[-+]?[0-9]([.,][0-9]+)?[eE][+][0-9]{1,3}$"
#: Of a number stored as a float, the text may end in '.0'.
_ZERO, _ONE = "^[-]?0([.]0*)?$", "^1([.]0*)?$"


def trim_id(source: str, table: str) -> Term:
    """Return the id as text, without white space around."""
    return _trimmed(col(source, table))


def read_id(cell: Term) -> Term:
    """Return the id; NULL where there is none, or where a spreadsheet cut its digits."""
    words = (*MISSING_TOKENS, "nan", *_ERRORS)
    none = [_is_empty(cell), is_in(exp.Lower(this=cell), words), _is_hashes(cell)]
    return cases([(any_of([*none, _matches(cell, _DAMAGED)]), exp.Null())], cell)


@dataclass(frozen=True)
class Cell:
    """One column of the table that the query reads.

    Attributes
    ----------
    column : Column
    key : str
        Its number: the cell stands in ``c`` and key, the number or folded text in ``n`` and key,
        the value in ``v`` and key.
    is_text : bool
        Whether numbers stand in the table as text.
    dialect : Dialect
    levels : tuple of str
        Of a text column, the levels that the model tells apart.
    """

    column: Column
    key: str
    is_text: bool
    dialect: Dialect
    levels: tuple[str, ...] = ()

    @property
    def holds_text(self) -> bool:
        """Whether the value is a text."""
        return self.column.kind.is_text

    def taken(self, table: str) -> Term:
        """Step 1: the cell, trimmed where it is text."""
        cell = col(self.column.source, table)
        if self.is_text or self.holds_text or self.column.kind == Kind.FLAG:
            return _trimmed(cell)
        return as_double(cell)

    def parsed(self) -> Term:
        """Step 2: a number, or a text in which spellings of one level are equal."""
        cell = col(f"c{self.key}")
        if self.holds_text:
            return cases([(_is_no_level(cell), exp.Null())], self._folded(cell))
        if self.column.kind == Kind.FLAG:
            return _read_flag(cell, self.is_text)
        if self.is_text:
            return self._read_number(cell)
        return cases([(self.dialect.is_nan(cell), exp.Null())], cell)

    def value(self) -> Term:
        """Step 3: the value; NULL where it is missing, `UNREADABLE` where it is not allowed."""
        n = col(f"n{self.key}")
        if self.column.kind == Kind.ORDINAL:
            return self._level(n)
        if self.column.kind == Kind.CATEGORY:
            recode = {fold_level(old): fold_level(new) for old, new in self.column.recode.items()}
            return cases([(equal(n, text(old)), text(new)) for old, new in recode.items()], n)
        if self.column.kind == Kind.FLAG:
            return n
        allowed: list[Term] = [exp.Between(this=n, low=number(-_LARGEST), high=number(_LARGEST))]
        if self.column.kind == Kind.COUNT:
            allowed.append(equal(n, exp.Floor(this=n)))
        return cases([(missing(n), exp.Null()), (all_of(allowed), n)], number(UNREADABLE))

    def _level(self, n: Term) -> Term:
        """Return the stated level in its folded form; any other text is no value."""
        stated = {fold_level(level): fold_level(level) for level in self.column.levels}
        stated |= {fold_level(old): fold_level(new) for old, new in self.column.recode.items()}
        spelled: dict[str, list[str]] = {}
        for written, level in stated.items():
            forms = spelled.setdefault(level, [])
            forms += [
                each for each in (written, f"{written}.0") if stated.get(each, level) == level
            ]
        branches = [(is_in(n, forms), text(level)) for level, forms in spelled.items()]
        return cases(branches, exp.Null())

    def _folded(self, cell: Term) -> Term:
        once = exp.RegexpReplace(
            this=cell,
            expression=text(f"[{_BLANKS}]+"),
            replacement=text(" "),
            modifiers=text("g") if self.dialect.replaces_first else None,
        )
        folded: Term = exp.Lower(this=once)
        for letter, plain in _letters(self._known_texts()):
            folded = _replaced(folded, letter, plain)
        return folded

    def _known_texts(self) -> list[str]:
        return [*self.levels, *self.column.levels, *self.column.recode]

    def _read_number(self, cell: Term) -> Term:
        plain = exp.RegexpReplace(
            this=_replaced(cell, "−", "-"),
            expression=text("[^-+0-9.eE]"),
            replacement=text(""),
            modifiers=text("g") if self.dialect.replaces_first else None,
        )
        vanishing = cases([(_matches(cell, "^-"), number(-1e-200))], number(1e-200))
        money = self.column.kind in (Kind.AMOUNT, Kind.NUMBER)
        negative = exp.Neg(this=_double_of(plain))
        wrapped = [(_matches(cell, _WRAPPED), negative)] if money else []
        long = less(exp.Literal.number(_MOST_DIGITS), exp.Length(this=cell))
        return cases(
            [
                (long, number(UNREADABLE)),
                (_matches(cell, _PLAIN), _double_of(cell)),
                (_is_missing(cell), exp.Null()),
                (_matches(cell, _SPELLED), _double_of(plain)),
                *wrapped,
                (_matches(cell, _VANISHED), number(0.0)),
                (_matches(cell, _VANISHING), vanishing),
            ],
            number(UNREADABLE),
        )


def _read_flag(cell: Term, is_text: bool) -> Term:
    lower = exp.Lower(this=cell)
    if is_text:
        read: list[tuple[Term, Term]] = [
            (is_in(lower, [*words, *(f"{each}.0" for each in words)]), number(value))
            for value, words in _FLAGS.items()
        ]
        return cases([*read, (_is_missing(cell), exp.Null())], number(UNREADABLE))
    # A number or a truth value, of which the text is looked at.
    zero = any_of([_matches(cell, _ZERO), is_in(lower, ["false"])])
    one = any_of([_matches(cell, _ONE), is_in(lower, ["true"])])
    nothing = any_of([missing(cell), is_in(lower, ["nan"])])
    values: tuple[tuple[Term, Term], ...] = ((zero, number(0.0)), (one, number(1.0)))
    return cases([(nothing, exp.Null()), *values], number(UNREADABLE))


def _replaced(term: Term, old: str, new: str) -> Term:
    return exp.Replace(this=term, expression=text(old), replacement=text(new))


def _trimmed(cell: Term) -> Term:
    return exp.Trim(this=as_text(cell), expression=text(_BLANKS))


def _matches(cell: Term, pattern: str) -> Term:
    return exp.RegexpLike(this=cell, expression=text(pattern))


def _double_of(cell: Term) -> Term:
    return exp.TryCast(this=as_text(cell), to=exp.DataType.build("double"))


def _is_empty(cell: Term) -> Term:
    return any_of([missing(cell), equal(cell, text(""))])


def _is_hashes(cell: Term) -> Term:
    """Say whether a cell holds nothing but '#': a column was too narrow to show its number."""
    return equal(exp.Trim(this=cell, expression=text("#")), text(""))


def _is_missing(cell: Term) -> Term:
    words = (*MISSING_TOKENS, *_ERRORS, *_NEWER_ERRORS)
    return any_of([_is_empty(cell), is_in(exp.Lower(this=cell), words), _is_hashes(cell)])


def _is_no_level(cell: Term) -> Term:
    words = (*_ERRORS, *_NEWER_ERRORS)
    return any_of([_is_empty(cell), is_in(exp.Lower(this=cell), words), _is_hashes(cell)])


def _letters(texts: Iterable[str]) -> list[tuple[str, str]]:
    """Return letters beyond ASCII in other cases, with what they fold to in some of the texts.

    What LOWER makes of them depends on the database and its settings.
    """
    beyond = {each for given in texts for each in given + fold_level(given) if not each.isascii()}
    folded = {each.casefold() for each in beyond}
    spelled = {form for each in folded | beyond for form in (each.upper(), each.title(), each)}
    spelled |= beyond
    single = sorted(each for each in spelled if len(each) == 1 and each.casefold() != each)
    return [(each, each.casefold()) for each in single]
