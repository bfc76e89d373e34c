"""The page of ``smartcart check``: what a marketer can act on, and no cell of personal data."""

import pandas as pd
import pytest

import smartcart


@pytest.fixture
def nasty(tmp_path):
    """Write a semicolon file in cp1252 with amounts as people write them, and a few faults."""
    made = smartcart.make_customers(600, seed=3)
    table = made.astype("object").rename(columns={"Year_Birth": "YearBirth"})
    table["Income"] = [
        "" if pd.isna(value) else f'"${value:,.2f} "' for value in made["Income"].astype(float)
    ]
    table.loc[5, "Marital_Status"] = "Marrried"
    table.loc[8, "MntWines"] = "84k"
    table.loc[9, "YearBirth"] = "1893"
    table["Diary"] = "secret é"
    lines = [";".join(table.columns)]
    lines += [";".join(map(str, row)) for row in table.to_numpy()]
    lines += [";".join(["Total", *[""] * (len(table.columns) - 1)]), "1;2;3"]
    path = tmp_path / "nasty.csv"
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("cp1252"))
    return path


def lines_below(page: str, title: str) -> list[str]:
    """Return the lines of one section, blanks between cells taken as one."""
    below = page.split(f"\n{title}", 1)[1].split("\n\n")[0].splitlines()[1:]
    return [" ".join(line.split()) for line in below]


def test_the_page_says_what_to_do(command, nasty):
    answer = command("check", nasty)
    assert (answer.code, answer.out) == (0, "")
    page = answer.err
    assert page.startswith("nasty.csv, read as text with semicolons (cp1252)\n")
    assert "  602 records = 599 customers + 3 set aside\n" in page
    assert "Columns known by other names: 'YearBirth' as Year_Birth." in page
    repaired = lines_below(page, "Repaired")
    assert "591 Income a sign or name of a currency left out" in repaired
    assert [line.split(": ")[0] for line in lines_below(page, "Set aside")] == [
        "1 MntWines must be a plain number first at line 10",
        "1 no value in any column that customers are compared by first at line 602",
        "1 3 cells, 23 expected first at line 603",
        "Each with its line, reason and fix; --out FOLDER writes them to quarantine.csv",
    ]
    worst = lines_below(page, "The columns with most trouble")
    assert len(worst) <= 5
    assert worst[0].startswith("Income ")
    assert "MntWines 1 set aside" in worst
    advice = lines_below(page, "What to fix at the source")
    assert advice[0] == "- Correct the records that were set aside (3)."
    assert any(line.startswith("- Income: export plain numbers") for line in advice)
    assert "Not used, and not stored: Diary" in page


def test_the_page_never_repeats_a_cell(command, nasty):
    page = command("check", nasty).err
    for cell in ("84k", "Marrried", "1893", "secret", "$"):
        assert cell not in page
    assert "perhaps misspelt for 'Married'" in page


def test_dates_that_a_spreadsheet_exchanged_stand_first(command, tmp_path):
    table = smartcart.make_customers(300, seed=1).astype({"Dt_Customer": "object"})
    days = table["Dt_Customer"].str.split("-")
    table["Dt_Customer"] = [
        pd.Timestamp(int(year), int(day), int(month)).to_pydatetime()  # exchanged
        if int(day) <= 12
        else f"{day}-{month}-{year}"
        for day, month, year in days
    ]
    path = tmp_path / "book.csv"
    with path.open("wb") as file:
        table.to_excel(file, index=False)
    page = command("check", path).err
    assert page.startswith("book.csv, read as an Excel workbook (sheet 'Sheet1')\n")
    (line,) = lines_below(page, "Repaired before all else")
    assert "Dt_Customer day and month, exchanged by a spreadsheet, put back" in line
    assert "do not save the file in a spreadsheet" in page


def test_a_table_of_another_kind_is_shown_the_way(command, tmp_path):
    path = tmp_path / "clients.csv"
    path.write_text("Client;Turnover\n" + "".join(f"K{i};{i}\n" for i in range(30)))
    answer = command("check", path)
    assert answer.code == 2
    assert "smartcart check TABLE --suggest --out-config smartcart.toml" in answer.err
    config = tmp_path / "smartcart.toml"
    answer = command("check", path, "--suggest", "--out-config", config)
    assert f"smartcart segment {path} --config {config} --out results" in answer.err
    assert command("check", path, "--config", config).code == 0


def test_numbered_rows_and_personal_ids_are_said(command, tmp_path):
    table = smartcart.make_customers(100, seed=0)
    table.drop(columns="ID").to_csv(tmp_path / "no_id.csv", index=False)
    assert (
        "ID: export the number of each customer (100)"
        in command("check", tmp_path / "no_id.csv").err
    )
    table["ID"] = [f"p{i}@mail.example" for i in range(100)]
    table.to_csv(tmp_path / "mail.csv", index=False)
    page = command("check", tmp_path / "mail.csv").err
    assert "ID: give every customer a number as id" in page
    assert "mail.example" not in page
