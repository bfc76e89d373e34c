"""The founding table: its raw names, such as ``MntWines``, and what they mean to the flow."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from smartcart.customers.schema import Column, Kind, Role, Schema

__all__ = ["FOUNDING_SCHEMA"]


def _spend(name: str, source: str, *aliases: str) -> Column:
    """Return a column of money spent on one category in the last two years."""
    return Column(
        f"spend_{name}",
        source,
        Role.SEGMENTATION,
        Kind.AMOUNT,
        unit="money in two years",
        low=0,
        high=1e7,
        required=True,
        adds_to="spend_total",
        share=f"share_{name}",
        aliases=aliases,
    )


def _purchases(name: str, source: str, *aliases: str) -> Column:
    """Return a column of purchases made through one channel."""
    return Column(
        f"n_{name}_purchases",
        source,
        Role.SEGMENTATION,
        Kind.COUNT,
        unit="purchases",
        low=0,
        high=10_000,
        required=True,
        adds_to="n_purchases",
        share=f"share_{name}",
        aliases=aliases,
    )


def _children(name: str, source: str) -> Column:
    return Column(
        name,
        source,
        Role.DESCRIPTOR,
        Kind.COUNT,
        unit="children",
        low=0,
        high=20,
        personal=True,
        adds_to="n_children",
    )


def _outcome(name: str, source: str, rate: str) -> Column:
    return Column(name, source, Role.OUTCOME, Kind.FLAG, unit="0 or 1", low=0, high=1, rate=rate)


def _descriptor(name: str, source: str, kind: Kind, **more: Any) -> Column:
    return Column(name, source, Role.DESCRIPTOR, kind, **more)


def _columns(*groups: Iterable[Column]) -> tuple[Column, ...]:
    return tuple(column for group in groups for column in group)


#: The founding table. Descriptors describe; they never shape a segment unless asked to.
FOUNDING_SCHEMA = Schema(
    _columns(
        [
            Column(
                "customer_id",
                "ID",
                Role.ID,
                Kind.ID,
                required=True,
                aliases=("CustomerID", "Customer ID", "customer_id"),
            ),
            _descriptor(
                "birth_year",
                "Year_Birth",
                Kind.BIRTH_YEAR,
                unit="year",
                low=1800,
                personal=True,
                aliases=("YearBirth", "Birth_Year"),
            ),
            _descriptor("education", "Education", Kind.CATEGORY),
            _descriptor(
                "marital_status",
                "Marital_Status",
                Kind.CATEGORY,
                personal=True,
                aliases=("MaritalStatus",),
                recode={"Alone": "Single", "YOLO": "Other", "Absurd": "Other"},
            ),
            _descriptor("income", "Income", Kind.AMOUNT, unit="money a year", low=0, high=1e8),
            _children("n_kids", "Kidhome"),
            _children("n_teens", "Teenhome"),
            _descriptor(
                "joined_on",
                "Dt_Customer",
                Kind.DATE,
                unit="day",
                aliases=("DtCustomer", "Enrolment_Date"),
            ),
            _descriptor("recency_days", "Recency", Kind.COUNT, unit="days", low=0, high=36_500),
        ],
        [
            _spend("wines", "MntWines", "MntWine"),
            _spend("fruits", "MntFruits", "MntFruit"),
            _spend("meat", "MntMeatProducts", "MntMeat"),
            _spend("fish", "MntFishProducts", "MntFish"),
            _spend("sweets", "MntSweetProducts", "MntSweets"),
            _spend("gold", "MntGoldProds", "MntGoldProducts", "MntGold"),
        ],
        [
            Column(
                "n_deals_purchases",
                "NumDealsPurchases",
                Role.SEGMENTATION,
                Kind.COUNT,
                unit="purchases",
                low=0,
                high=10_000,
                required=True,
                share="share_deals",
                share_of="n_purchases",
            ),
            _purchases("web", "NumWebPurchases"),
            _purchases("catalog", "NumCatalogPurchases"),
            _purchases("store", "NumStorePurchases"),
            Column(
                "visits_per_month",
                "NumWebVisitsMonth",
                Role.SEGMENTATION,
                Kind.COUNT,
                unit="visits a month",
                low=0,
                high=10_000,
                required=True,
            ),
        ],
        [
            _outcome("has_complained", "Complain", "complaint_rate"),
            _outcome("has_responded", "Response", "response_rate"),
            _descriptor("country", "Country", Kind.CATEGORY, personal=True),
        ],
    )
)
