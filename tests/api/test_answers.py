"""What is answered is what the model says; what is refused is told without a value."""

import importlib.util
import json

import pytest
from tests.api.conftest import serving
from tests.conftest import missing

import smartcart
from smartcart.jobs.serve import ServeJob


def test_the_answer_is_that_of_the_table(served, segmentation, records, table):
    answer = served.post("/v1/score", {"customers": records}).json()
    expected = segmentation.assign(smartcart.read_customers(table)).set_index("customer_id")
    assert answer["model"] == served.state.now.serving.model_hash
    assert [each["customer_id"] for each in answer["customers"]] == [r["ID"] for r in records]
    for each in answer["customers"]:
        row = expected.loc[each["customer_id"]]
        assert each["segment_id"] == row["segment_id"]
        assert each["confidence"] == row["confidence"]
        assert each["is_high_value"] == bool(row["is_high_value"])


def test_customers_of_the_table_are_looked_up_as_they_are_scored(served, records):
    scored = served.post("/v1/score", {"customers": records[:5]}).json()["customers"]
    found = [served.get(f"/v1/customers/{each['ID']}").json() for each in records[:5]]
    assert [each["customer"] for each in found] == scored
    assert served.get("/v1/customers/nobody").status_code == 404


def test_an_explanation_is_the_same_from_the_table_and_from_the_body(served, segmentation, records):
    for record in records[:4]:
        of_table = served.get(f"/v1/customers/{record['ID']}/explanation").json()
        of_body = served.post("/v1/explain", {"customer": record}).json()
        assert of_table == of_body
        terms = of_body["explanation"]["terms"]
        total = sum(term["contribution"] for term in terms)
        assert total == pytest.approx(of_body["explanation"]["margin"], abs=1e-9)


def test_a_customer_of_a_table_without_products_is_offered_a_category(served, records):
    one = served.get(f"/v1/customers/{records[0]['ID']}/recommendations").json()
    (offer,) = one["recommendations"]
    assert offer["products"] == []
    assert offer["next_best"]["category"]
    ids = [records[0]["ID"], "nobody"]
    many = served.post("/v1/recommendations", {"customers": ids}).json()["recommendations"]
    assert many[0] == offer
    assert (many[1]["is_known"], many[1]["next_best"]) == (False, None)
    assert served.get("/v1/customers/nobody/recommendations").status_code == 404


def test_the_model_says_what_it_takes_and_who_the_segments_are(served, segmentation):
    model = served.get("/v1/model").json()
    segments = served.get("/v1/segments").json()
    assert model["k"] == segmentation.k == len(segments["segments"])
    assert [each["id"] for each in segments["segments"]] == [s.id for s in segmentation.segments]
    schema = segmentation.model.scoring_schema
    assert {f["source"] for f in model["fields"]} == {c.source for c in schema.columns}
    assert model["model"] == segments["model"]


WRONG = {
    "negative": ("MntWines", -1, "customers[0].MntWines"),
    "a text for a number": ("MntWines", "12", "customers[0].MntWines"),
    "a number for an id": ("ID", 7, "customers[0].ID"),
    "an id too long": ("ID", "7" * 65, "customers[0].ID"),
    "an empty id": ("ID", "", "customers[0].ID"),
    "half a purchase": ("NumWebPurchases", 1.5, "customers[0].NumWebPurchases"),
    "whole but for a billionth": ("NumWebPurchases", 3 + 1e-11, "customers[0].NumWebPurchases"),
    "true for a number": ("NumWebPurchases", True, "customers[0].NumWebPurchases"),
    "beyond all cents": ("MntWines", 1e300, "customers[0].MntWines"),
    "an unknown field": ("anna@example.com", 1, "customers[0]"),
}


@pytest.mark.parametrize("case", WRONG, ids=str)
def test_a_wrong_value_is_refused_with_its_place(served, records, case):
    name, value, where = WRONG[case]
    answer = served.post("/v1/score", {"customers": [{**records[0], name: value}]})
    assert answer.status_code == 422
    assert answer.json()["error"]["where"] == where
    assert set(answer.json()["error"]) == {"what", "where", "next_step"}
    assert "anna" not in answer.text


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity", b"1e999"])
def test_what_is_no_finite_number_is_refused(served, records, number):
    body = json.dumps({"customers": [{**records[0], "MntWines": 8675309}]}).encode()
    answer = served.post("/v1/score", body.replace(b"8675309", number))
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"customers":[]}', b"\xff\xfe", b'{"customers":{}}']
)
def test_what_is_no_list_of_customers_is_refused(served, body):
    assert served.post("/v1/score", body).status_code == 422


def test_a_batch_has_from_1_to_1000_customers(served, records):
    thousand = (records * 4)[:1000]
    answer = served.post("/v1/score", {"customers": thousand})
    assert len(answer.json()["customers"]) == 1000
    assert served.post("/v1/score", {"customers": [*thousand, records[0]]}).status_code == 422


def test_a_value_may_be_unknown_but_not_all_of_them_nor_left_out(served, segmentation, records):
    variables = [segmentation.model.schema[n].source for n in segmentation.model.variables]
    nothing = {**records[0], **dict.fromkeys(variables)}
    answer = served.post("/v1/score", {"customers": [records[1], nothing]})
    assert answer.status_code == 422
    assert answer.json()["error"]["where"] == "customers[1]"
    assert "No value is known" in answer.json()["error"]["what"]
    some = {**nothing, variables[0]: records[0][variables[0]]}
    assert served.post("/v1/score", {"customers": [some]}).status_code == 200
    without = {k: v for k, v in records[0].items() if k != variables[0]}
    answer = served.post("/v1/score", {"customers": [without]})
    assert answer.json()["error"]["where"] == f"customers[0].{variables[0]}"
    assert "a value that is not known is null" in answer.json()["error"]["what"]


def test_a_body_of_faults_is_refused_quickly(served):
    many = b'{"customers":[{' + b",".join(b'"a%d":1' % i for i in range(100_000)) + b"}]}"
    answer = served.post("/v1/score", many)
    assert "more than a thousand faults" in answer.json()["error"]["what"]


def test_an_id_that_comes_twice_is_answered_twice(served, records):
    answer = served.post("/v1/score", {"customers": [records[0], records[0]]}).json()
    assert answer["customers"][0] == answer["customers"][1]


def test_a_model_alone_knows_no_customers(model_path, records):
    with serving(ServeJob(model=model_path)) as served:
        for path in ("", "/explanation", "/recommendations"):
            answer = served.get(f"/v1/customers/{records[0]['ID']}{path}")
            assert answer.status_code == 409
            assert "start" in answer.json()["error"]["next_step"].lower()


def test_products_are_recommended_from_order_lines(model_path, tmp_path):
    if importlib.util.find_spec("implicit") is None:
        missing("implicit")
    lines, path = smartcart.make_orders(150, seed=0), tmp_path / "lines.csv"
    lines.to_csv(path, index=False)
    customer = str(next(lines[name].iloc[0] for name in lines if "customer" in name.lower()))
    with serving(ServeJob(model=model_path, orders=str(path))) as served:
        answer = served.get(f"/v1/customers/{customer}/recommendations?top=3").json()
        (found,) = answer["recommendations"]
        assert [each["rank"] for each in found["products"]] == [1, 2, 3]
        assert all(each["reason"] for each in found["products"])
        path = f"/v1/customers/{customer}/recommendations?top=0"
        assert served.get(path).status_code == 422
