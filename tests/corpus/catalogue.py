"""All cases of the catalogue of bad input that are a file, and why the others are none."""

from __future__ import annotations

from tests.corpus import structure, values

CASES = [*structure.CASES, *values.CASES]

#: Numbers of the catalogue that no single file of customers can show.
NOT_A_FILE = {
    95: "true and false as numbers in the body of a request: its file is a case of 93",
    96: "numbers as text, and of 5,000 digits, in the body of a request: their file is one of 67",
    97: "NaN and deep nesting in the body of a request: as a file, JSON is refused (21)",
    104: "the second upload of a file: only a store of uploads can know the first",
    105: "a table that changed since last month: only a comparison of two months can know",
    108: "names of models, segments and tenants, not of customers",
}
