"""The colours of the report, for Streamlit; fonts come with it, nothing is fetched."""

from __future__ import annotations

import streamlit as st

from smartcart.report.style import N_COLORS, segment_color

__all__ = ["OPTIONS", "apply_style"]

#: Options of Streamlit that make the page ours: ``report/style.css`` has the same colours.
OPTIONS: dict[str, str] = {
    "theme_light_primaryColor": "#005f99",
    "theme_light_backgroundColor": "#ffffff",
    "theme_light_secondaryBackgroundColor": "#f5f6f8",
    "theme_light_textColor": "#1d2733",
    "theme_light_linkColor": "#005f99",
    "theme_light_borderColor": "#dfe4ea",
    "theme_dark_primaryColor": "#2f8fc9",
    "theme_dark_backgroundColor": "#12161b",
    "theme_dark_secondaryBackgroundColor": "#1b2129",
    "theme_dark_textColor": "#e7ebf0",
    "theme_dark_linkColor": "#7cc4f2",
    "theme_dark_borderColor": "#333c47",
    "theme_baseRadius": "0.6rem",
}

_STYLE = """
.stMainBlockContainer { max-width: 1180px; padding-top: 3.5rem; padding-bottom: 5rem; }
h1 { letter-spacing: -0.02em; }
h2, h3 { letter-spacing: -0.01em; }
[data-testid="stCaptionContainer"] { color: inherit !important; opacity: 0.8; }
.sankey .node-label { text-shadow: none !important; fill: currentColor !important; }
[data-testid="stHeading"] h3 { padding-top: 0.25rem; }
[data-testid="stMetricLabel"] p { white-space: normal; }
[data-testid="stMetric"] { min-width: 8.5rem; }
p, li, h1, h2, h3 { overflow-wrap: anywhere; }
[class*="st-key-card-"] { border-top-width: 5px !important; }
@media (max-width: 640px) {
  .stMainBlockContainer { padding-left: 1rem; padding-right: 1rem; }
  h1 { font-size: 1.9rem !important; }
}
"""


def apply_style() -> None:
    """Give every page its spacing, and cards the colour of their segment."""
    # Nothing in it comes from data: colours go by the position of a segment.
    cards = "".join(
        f'[class*="st-key-card-{i}-"] {{ border-top-color: {segment_color(i)} !important; }}'
        for i in range(N_COLORS)
    )
    st.html(f"<style>{_STYLE}{cards}</style>")
