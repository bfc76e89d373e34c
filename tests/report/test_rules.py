"""The section on rules: what they say, and when they may not be used."""

from dataclasses import replace

from tests.report.page import Page

from smartcart.report import render_report
from smartcart.report.rules_view import view_rules


def test_the_page_holds_every_rule_with_its_figures_and_every_advice(report, segmentation):
    assert "The segments as rules" in report.html
    for rule, asked in zip(report.facts.rules.tree.rules, report.facts.rules.asked, strict=True):
        assert f">{asked}</th>" in report.html
        assert f"<td>{rule.customers:,} (" in report.html
    assert "do not restate" not in report.html
    text = " ".join(Page(report.html).text.split())
    for segment in segmentation.segments:
        assert all(line in text for line in segment.advice)


def test_rules_that_are_often_wrong_or_leave_out_a_segment_say_so(report):
    facts = report.facts
    rough = replace(facts.rules, tree=replace(facts.rules.tree, fidelity=0.62), unstated=("S2",))
    html = render_report(replace(facts, rules=rough), {})
    assert "These rules do not restate the segments: below 90%" in html
    assert "No rule leads to S2: it is too small or too mixed for so few questions." in html
    assert "for 62%" in view_rules(rough, facts.segments)["lead"]


def test_one_segment_has_no_section_of_rules(report):
    assert "as rules" not in render_report(replace(report.facts, rules=None), {})
