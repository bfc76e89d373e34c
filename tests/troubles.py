"""The failures of docs/troubleshooting.md, one each: what is typed, and the files it meets."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from tests.orders.lines import by_hand

__all__ = ["TROUBLES", "Trouble"]

SEGMENT = "segment customers.csv --out results"
CHECK = "check customers.csv"
CONFIG = "segment customers.csv --config smartcart.toml --out results"
SCORE = "score model.json customers.csv --out scored.csv"
EXCEL = ("openpyxl", "python_calamine")
RECOMMEND = "recommend lines.csv --out offers.csv"
DATABASE = ("sqlalchemy",)
LINES = "segment lines.csv --out results"
STORE = "--store sqlite:///store.db"
CAMPAIGN = "campaign model.json customers.csv --contact-cost 3 --value 11 --out plan"


@dataclass(frozen=True)
class Trouble:
    """A heading of the page, the command that fails, and what makes it fail.

    `spoil` is called in a folder that holds a table of 60 customers and a model; `needs` are
    optional parts without which it cannot be provoked, `lacks` parts that must seem to be missing.
    """

    title: str
    command: str
    spoil: Callable[[], None] = lambda: None
    needs: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


def text(content: str, name: str = "customers.csv") -> Callable[[], None]:
    return lambda: Path(name).write_text(content) and None


def config(content: str) -> Callable[[], None]:
    return text(content, "smartcart.toml")


def cells(**columns: Callable[[int], object]) -> Callable[[], None]:
    """Rewrite whole columns of the table, by the number of the row."""

    def spoil() -> None:
        frame = pd.read_csv("customers.csv")
        for name, cell in columns.items():
            frame[name] = [cell(i) for i in range(len(frame))]
        frame.to_csv("customers.csv", index=False)

    return spoil


def without(*names: str) -> Callable[[], None]:
    return lambda: (
        pd.read_csv("customers.csv").drop(columns=list(names)).to_csv("customers.csv", index=False)
    )


def renamed(**names: str) -> Callable[[], None]:
    return lambda: (
        pd.read_csv("customers.csv").rename(columns=names).to_csv("customers.csv", index=False)
    )


def order_lines(**columns: str | None) -> Callable[[], None]:
    """Write order lines, with these cells in a column, or without it."""

    def spoil() -> None:
        lines = by_hand().assign(**{name: cell for name, cell in columns.items() if cell})
        gone = [name for name, cell in columns.items() if cell is None]
        lines.drop(columns=gone).to_csv("lines.csv", index=False)

    return spoil


def first(n: int) -> Callable[[], None]:
    return lambda: pd.read_csv("customers.csv").head(n).to_csv("customers.csv", index=False)


def cut_off() -> None:
    content = Path("customers.csv").read_bytes()
    Path("customers.csv").write_bytes(content[: content.rindex(b",", 0, -20)])


def two_sheets() -> None:
    frame = pd.read_csv("customers.csv")
    with pd.ExcelWriter("customers.xlsx") as book:
        frame.to_excel(book, sheet_name="2023", index=False)
        frame.to_excel(book, sheet_name="2024", index=False)


def edited_model() -> None:
    content = Path("model.json").read_text()
    Path("model.json").write_text(content.replace('"S1"', '"S9"', 1))


def newer_model() -> None:
    model = {**json.loads(Path("model.json").read_text()), "format": 2}
    Path("model.json").write_text(json.dumps(model))


def database() -> None:
    with sqlite3.connect("shop.db") as connection:
        pd.read_csv("customers.csv").to_sql("customers", connection, index=False)
        connection.execute("CREATE TABLE newsletter (email TEXT)")


def results_is_a_file() -> None:
    Path("results").write_text("mine")


def results_are_of_others() -> None:
    Path("results", "figures").mkdir(parents=True)
    Path("results", "customers.csv").write_text("")


def lines(**columns: object) -> Callable[[], None]:
    """Write 60 order lines of 20 customers; a column of None is left out."""

    def spoil() -> None:
        number = pd.Series(range(60))
        frame = pd.DataFrame({"Invoice": number // 2, "StockCode": number % 9, "Quantity": 1})
        frame = frame.assign(InvoiceDate="2013-03-25", Price="2.50", CustomerID=number % 20 + 1)
        frame = frame.assign(**columns).dropna(axis=1, how="all")
        frame.to_csv("lines.csv", index=False)

    return spoil


OWN_TABLE = '[columns."ID"]\nrole = "descriptor"\nkind = "category"\n'

TROUBLES = (
    Trouble("The file is empty", CHECK, text("")),
    Trouble("A header, and nothing below it", CHECK, first(0)),
    Trouble("The file is not there", "check custmers.csv"),
    Trouble("A web page saved as CSV", CHECK, text("<!DOCTYPE html><html>Log in</html>")),
    Trouble("The file ends too early", CHECK, cut_off),
    Trouble("A required column is missing", CHECK, renamed(MntWines="Wine", NumWebPurchases="Web")),
    Trouble("Two columns claim one name", CHECK, cells(CustomerID=lambda i: i)),
    Trouble("A column name stands twice", CHECK, lambda: twice("Income")),
    Trouble(
        "Day or month first",
        CHECK,
        cells(Dt_Customer=lambda i: f"{i % 12 + 1:02d}/{i % 11 + 1:02d}/2013"),
    ),
    Trouble(
        "Two orders of day and month",
        CHECK,
        cells(Dt_Customer=lambda i: "25/03/2013" if i % 2 else "03/25/2013"),
    ),
    Trouble("Decimals or thousands", CHECK, cells(Income=lambda i: f"{i + 20}.{100 + i}")),
    Trouble(
        "Two currencies", CHECK, cells(Income=lambda i: f"{i + 20}.50 {'€' if i % 2 else '$'}")
    ),
    Trouble("Ids damaged by a spreadsheet", CHECK, cells(ID=lambda i: f"1.{i % 10}E+10")),
    Trouble("Too many records set aside", CHECK, cells(MntWines=lambda i: "?!" if i < 9 else 12)),
    Trouble("Two sheets fit", "check customers.xlsx", two_sheets, needs=EXCEL),
    Trouble(
        "A part is not installed",
        "check customers.xlsx",
        two_sheets,
        needs=EXCEL,
        lacks=("python_calamine",),
    ),
    Trouble("The page cannot be served there", "app --no-browser --host 203.0.113.1"),
    Trouble("Order lines, or customers", LINES, lines(CustomerID=range(1, 61))),
    Trouble("Order lines without a price", LINES, lines(Price=None)),
    Trouble("Order lines in the future", LINES, lines(InvoiceDate="2045-03-25")),
    Trouble("Order lines without a purchase", LINES, lines(Quantity=-1)),
    Trouble("Order lines without customers", LINES, lines(CustomerID="guest")),
    Trouble("No order line before the day", f"{LINES} --as-of 2010-01-01", lines()),
    Trouble("Prices that are no numbers", "orders lines.csv --out shop.csv", lines(Price="dear")),
    Trouble("Too few customers", SEGMENT, first(15)),
    Trouble(
        "Nothing left to compare by",
        CONFIG,
        config(
            '[columns.ID]\nrole = "id"\n[columns.Income]\nrole = "descriptor"\nkind = "amount"\n'
        ),
    ),
    Trouble("An unknown role", f"{SEGMENT} --role Income=behaviour"),
    Trouble("A role for a column that is not there", f"{SEGMENT} --role Incom=segmentation"),
    Trouble(
        "A personal characteristic would shape the segments",
        f"{SEGMENT} --role Kidhome=segmentation",
    ),
    Trouble("An unknown setting", CONFIG, config("[settings]\nsegmens = 4\n")),
    Trouble("A setting out of its range", CONFIG, config("[settings]\nmin_ari = 80\n")),
    Trouble("The settings file is no TOML", CONFIG, config("[settings]\nsegments: 4\n")),
    Trouble("No id in the settings file", CONFIG, config(OWN_TABLE)),
    Trouble(
        "An unknown measure",
        CONFIG,
        config(
            '[measures]\nvalue = "turnver"\n[columns.ID]\nrole = "id"\n'
            '[columns.Turnover]\nrole = "segmentation"\nkind = "amount"\n'
        ),
    ),
    Trouble(
        "A settings file that is there already",
        "check customers.csv --suggest --out-config smartcart.toml",
        config(""),
    ),
    Trouble("The output folder is a file", SEGMENT, results_is_a_file),
    Trouble("The output folder is somebody else's", SEGMENT, results_are_of_others),
    Trouble("The model file is damaged", SCORE, edited_model),
    Trouble("A model of a newer version", SCORE, newer_model),
    Trouble("The model file is not there", SCORE, lambda: Path("model.json").unlink()),
    Trouble("The customers lack what the model compares by", SCORE, without("MntWines")),
    Trouble("A customer that is not there", "explain model.json customers.csv --customer 99999"),
    Trouble("A name for a segment that is not there", 'rename model.json S7 "Gold club"'),
    Trouble("No column says who answered", CAMPAIGN, without("Response")),
    Trouble("Too few who answered", CAMPAIGN, cells(Response=lambda i: int(i < 20))),
    Trouble("A contact that costs nothing", CAMPAIGN.replace("3", "0", 1)),
    Trouble("Order lines without a product", RECOMMEND, order_lines(StockCode=None)),
    Trouble("One product alone", RECOMMEND, order_lines(StockCode="A")),
    Trouble("Nothing to judge", f"{RECOMMEND} --evaluate --split 2020-01-01", order_lines()),
    Trouble(
        "A dialect of SQL that is not known",
        "sql model.json --dialect oracle --table customers",
        needs=("sqlglot",),
    ),
    Trouble(
        "A table that no query can name",
        "sql model.json --dialect postgres --table a..b",
        needs=("sqlglot",),
    ),
    Trouble("The part that recommends is missing", RECOMMEND, order_lines(), lacks=("implicit",)),
    Trouble("A customer table without a model", "recommend customers.csv --out offers.csv"),
    Trouble(
        "Products asked of a customer table",
        "recommend customers.csv --model model.json --out offers.csv --new-only",
    ),
    Trouble(
        "A split outside the lines",
        "handover lines.csv --out handed --split 2020-01-01",
        order_lines(),
    ),
    Trouble("A database of another kind", "check mysql://ann:secret@host/shop --table customers"),
    Trouble(
        "An address that cannot be read",
        "check postgresql://ann:p@ss/word@host:port/shop --table customers",
        needs=DATABASE,
    ),
    Trouble("No table of the database is named", "check sqlite:///shop.db", database, DATABASE),
    Trouble(
        "The database has no such table",
        "check sqlite:///shop.db --table custmers",
        database,
        DATABASE,
    ),
    Trouble(
        "A query that is no SELECT",
        'check sqlite:///shop.db --query "DELETE FROM customers"',
        database,
        DATABASE,
    ),
    Trouble("There is no store", "history --store sqlite:///shop.db", needs=DATABASE),
    Trouble("An erasure that nobody confirms", "erase 7817 --store sqlite:///shop.db"),
    Trouble(
        "A table that is somebody's own",
        "segment sqlite:///shop.db --table customers --out results --out-table newsletter",
        database,
        DATABASE,
    ),
    Trouble("A server without a key", "serve --model model.json", needs=("fastapi",)),
    Trouble(
        "A server open to others",
        "serve --model model.json --insecure-local --host 192.168.1.5",
        needs=("fastapi",),
    ),
    Trouble("Nothing to serve", "serve --insecure-local", needs=("fastapi",)),
    Trouble("An engine that is not known", f"{SEGMENT} --engine flink"),
    Trouble("An option of Spark without Spark", f"{SEGMENT} --master yarn"),
    Trouble(
        "A database for Spark",
        "segment sqlite:///shop.db --table customers --out results --engine spark",
    ),
    Trouble("Ward's method on Spark", f"{SEGMENT} --engine spark --method ward"),
    Trouble("A forecast on Spark", f"{SEGMENT} --engine spark --horizon 30"),
    Trouble(
        "A single file of Spark",
        "score model.json customers.csv --out placed.csv --engine spark",
    ),
    Trouble("Results on a file system", "segment customers.csv --out s3a://crm/r --engine spark"),
    Trouble("Nothing to watch", f"watch customers.csv {STORE}", needs=DATABASE),
    Trouble(
        "A time zone that is not known",
        f"watch customers.csv --at 02:30 --zone Europe/Berln {STORE}",
        needs=DATABASE,
    ),
    Trouble(
        "Nothing can be posted there",
        f"refresh customers.csv {STORE} --notify hooks.example",
        needs=DATABASE,
    ),
    Trouble(
        "MLflow is not installed",
        f"refresh customers.csv {STORE} --mlflow sqlite:///mlflow.db",
        needs=DATABASE,
        lacks=("mlflow",),
    ),
)


def twice(name: str) -> None:
    header, rest = Path("customers.csv").read_text().split("\n", 1)
    Path("customers.csv").write_text(f"{header.replace('Recency', name)}\n{rest}")
