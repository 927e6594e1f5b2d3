"""`fix --also subscribers`: a line for every explicit answer, for nothing else, and a reason for everybody without."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import yotpo_lint as yl
from yotpo_lint.contract.subscriber_json_schema import build_subscriber_schema
from yotpo_lint.errors import ContractError, SettingsError
from yotpo_lint.humanize import summarize_subscribers
from yotpo_lint.writers import subscribers
from yotpo_lint.writers.outputs import NAMES

JUDGE = Draft202012Validator(build_subscriber_schema())
ADA = {"external_id": "1", "email": "ada@example.com", "phone_number": "+12025550143"}
SMS, EMAIL = "accepts_sms_marketing", "accepts_email_marketing"


def write(folder: Path, records: list[dict[str, Any]], **how: Any) -> dict[str, Any]:
    """Fix records with the subscribers of list 12, and return the report's word on them."""
    columns = dict.fromkeys([*ADA, *(name for record in records for name in record)])
    result = yl.lint(pd.DataFrame([{name: record.get(name) for name in columns} for record in records], dtype=object))
    result.write(folder, **{"also": "subscribers", "list_id": 12, **how})
    told: dict[str, Any] = result.report["subscribers"]
    assert result.counts["accepted"] == sum(
        told[name] for name in ("lines", "without_answer", "without_phone", "phone_too_long", "without_email")
    )
    return told


def lines(folder: Path) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in (folder / "subscribers.jsonl").read_text("utf-8").splitlines()]
    assert all(JUDGE.is_valid(line) for line in found)
    return found


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def channel(consent: str) -> dict[str, Any]:
    return {"consent": consent, "list_id": 12}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({SMS: "yes"}, {"sms": "subscribed"}),
        ({SMS: "no"}, {"sms": "unsubscribed"}),
        ({EMAIL: "true"}, {"email": "subscribed"}),
        ({EMAIL: "unsubscribed"}, {"email": "unsubscribed"}),
        ({SMS: "no", EMAIL: "yes"}, {"sms": "unsubscribed", "email": "subscribed"}),
    ],
)
def test_an_explicit_answer_is_a_line(answers: dict[str, str], expected: dict[str, str], tmp_path: Path) -> None:
    assert write(tmp_path / "out", [{**ADA, "first_name": 'Zoë "Z"', "last_name": "O'Neil", **answers}])["lines"] == 1
    assert lines(tmp_path / "out") == [
        {
            "customer": {
                "phone": "+12025550143",
                "email": "ada@example.com",
                "first_name": 'Zoë "Z"',
                "last_name": "O'Neil",
            },
            "channels": {name: channel(consent) for name, consent in expected.items()},
        }
    ]


@pytest.mark.parametrize("blank", [None, "", " ", "n/a", "unknown"])
def test_a_blank_is_no_answer(blank: str | None, tmp_path: Path) -> None:
    result = yl.lint(pd.DataFrame([{**ADA, SMS: blank, EMAIL: "yes"}], dtype=object), omit=[SMS])
    assert result.counts["accepted"] == 1
    result.write(tmp_path / "out", also="subscribers", list_id=12)
    assert [list(line["channels"]) for line in lines(tmp_path / "out")] == [["email"]]
    told = write(tmp_path / "none", [ADA, {**ADA, "external_id": "2", SMS: None, EMAIL: ""}])
    assert (told["lines"], told["without_answer"]) == (0, 2)
    assert lines(tmp_path / "none") == []
    assert summarize_subscribers(told) == [
        "0 lines in subscribers.jsonl for list 12",
        "2 customers are no subscribers lines because they gave no explicit answer",
    ]


def test_the_source_of_the_consent(tmp_path: Path) -> None:
    write(tmp_path / "out", [{**ADA, SMS: "yes"}], consent_source='pop "up"')
    assert lines(tmp_path / "out")[0]["channels"]["sms"] == {**channel("subscribed"), "source": 'pop "up"'}


def test_the_stricter_answer_of_copies_goes(tmp_path: Path) -> None:
    frame = pd.DataFrame([{**ADA, SMS: "no", EMAIL: "yes"}, {**ADA, SMS: "yes", EMAIL: "yes"}])
    result = yl.lint(frame, duplicates="last")
    assert result.counts["rejected"] == 1
    result.write(tmp_path / "out", also="subscribers", list_id=12)
    assert len(lines(tmp_path / "out")) == 1
    assert lines(tmp_path / "out")[0]["channels"] == {"sms": channel("unsubscribed"), "email": channel("subscribed")}


def test_a_refusal_binds_all_who_share_the_contact(tmp_path: Path) -> None:
    other = {**ADA, "external_id": "2", "email": "ADA@example.com", "phone_number": "+12025550144"}
    write(tmp_path / "out", [{**ADA, EMAIL: "yes"}, {**other, EMAIL: "no"}])
    assert [line["channels"]["email"]["consent"] for line in lines(tmp_path / "out")] == ["unsubscribed"] * 2


def test_a_rejected_row_has_no_line_but_its_refusal_counts(tmp_path: Path) -> None:
    told = write(tmp_path / "out", [{**ADA, EMAIL: "yes"}, {**ADA, "external_id": "2", EMAIL: "no", "gender": "Mrs"}])
    assert told["lines"] == 1
    assert lines(tmp_path / "out")[0]["channels"]["email"] == channel("unsubscribed")


def test_what_cannot_be_sent_is_listed_with_its_reason(tmp_path: Path) -> None:
    records = [
        {"external_id": "1", "email": "ada@example.com", EMAIL: "no", SMS: "yes"},
        {"external_id": "2", "email": "ben@example.com", "phone_number": "+123456789012345", EMAIL: "yes"},
        {"external_id": "3", "phone_number": "+12025550145", EMAIL: "no"},
        {"external_id": "4", "phone_number": "+12025550146", EMAIL: "no", SMS: "no"},
        {"external_id": "5"},
    ]
    frame = pd.DataFrame([{name: each.get(name) for name in (*ADA, EMAIL, SMS)} for each in records], dtype=object)
    # The numbers of a plan with fifteen digits are none that libphonenumber knows; the rule would refuse it.
    result = yl.lint(frame, ignore=["PHN"])
    result.write(tmp_path / "out", also="subscribers", list_id=12)
    told = result.report["subscribers"]
    assert [told[name] for name in ("lines", "without_answer", "without_phone", "phone_too_long", "without_email")] == [
        *(1, 1, 1, 1, 1)
    ]
    assert told["channels"] == {
        "sms": {"subscribed": 0, "subscribed_left_out": 1, "unsubscribed": 1, "unsubscribed_left_out": 0},
        "email": {"subscribed": 0, "subscribed_left_out": 1, "unsubscribed": 0, "unsubscribed_left_out": 3},
    }
    left_out = [
        (each["row"], each["channel"], each["answer"]) for each in table(tmp_path / "out", subscribers.LEFT_OUT)
    ]
    assert left_out == [
        ("1", "sms", "subscribed"),
        ("1", "email", "unsubscribed"),
        ("2", "email", "subscribed"),
        ("3", "email", "unsubscribed"),
        ("4", "email", "unsubscribed"),
    ]
    reasons = {each["row"]: each["reason"] for each in table(tmp_path / "out", subscribers.LEFT_OUT)}
    assert reasons == {
        "1": "the customer has no phone number, and the endpoint requires one",
        "2": "the phone number has more than 15 characters, and the endpoint takes no more",
        "3": "the customer has no e-mail address",
        "4": "the customer has no e-mail address",
    }
    assert [line["customer"]["phone"] for line in lines(tmp_path / "out")] == ["+12025550146"]
    assert (
        summarize_subscribers(told)[-1] == "5 answers cannot be sent, 3 of them refusals: see subscribers.left_out.csv"
    )


def test_each_line_names_its_row(tmp_path: Path) -> None:
    records = [{**ADA, "external_id": f"C-{number}", SMS: None if number % 2 else "no"} for number in range(6)]
    write(tmp_path / "out", records)
    assert [each["row"] for each in table(tmp_path / "out", subscribers.SUBSCRIBER_ROWS)] == ["1", "3", "5"]


def test_since_leaves_no_answer_out(tmp_path: Path) -> None:
    """Whether an earlier subscriber arrived, the earlier customers do not tell."""
    write(tmp_path / "old", [{**ADA, SMS: "no"}])
    told = write(tmp_path / "new", [{**ADA, SMS: "no"}], since=tmp_path / "old")
    assert (tmp_path / "new" / "customers.jsonl").read_bytes() == b""
    assert told["lines"] == len(lines(tmp_path / "new")) == 1


def test_without_being_asked_for_there_are_none(tmp_path: Path) -> None:
    write(tmp_path / "out", [{**ADA, SMS: "yes"}])
    result = yl.lint(pd.DataFrame([{**ADA, SMS: "yes"}]))
    result.write(tmp_path / "out", overwrite=True)
    assert not [path.name for path in (tmp_path / "out").iterdir() if path.name.startswith("subscribers")]
    assert "subscribers" not in result.report
    assert set(NAMES) >= {subscribers.SUBSCRIBERS, subscribers.SUBSCRIBER_ROWS, subscribers.LEFT_OUT}
    with pytest.raises(SettingsError, match="subscribers needs list_id"):
        result.write(tmp_path / "two", also="subscribers")
    assert not (tmp_path / "two").exists()


def test_a_line_that_breaks_the_schema_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscribers, "MAX_PHONE", 11)
    monkeypatch.setitem(subscribers.CUSTOMER, "phone", "email")
    with pytest.raises(ContractError, match=r"is not what the endpoint takes \(phone\); nothing was written"):
        write(tmp_path / "out", [{**ADA, "email": "a@b.example", SMS: "yes"}])
    assert not (tmp_path / "out").exists()


def test_batches_and_workers_change_no_byte(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        [
            {
                "external_id": f"C-{n}",
                "phone_number": f"+1202555{100 + n:04}" if n % 3 else None,
                SMS: "no" if n % 2 else None,
            }
            for n in range(30)
        ],
        dtype=object,
    )
    names = (subscribers.SUBSCRIBERS, subscribers.SUBSCRIBER_ROWS, subscribers.LEFT_OUT)
    written = []
    for number, how in enumerate([{}, {"batch_size": 1, "jobs": 3}, {"batch_size": 7, "jobs": 2, "forked": True}]):
        result = yl.lint(frame, **how)
        result.write(tmp_path / str(number), also="subscribers", list_id=12)
        written.append([(tmp_path / str(number) / name).read_bytes() for name in names])
        assert result.report["subscribers"]["lines"] == 10
        assert result.report["subscribers"]["without_phone"] == 5
    assert written[0] == written[1] == written[2]


ANSWERS = st.sampled_from([None, "", "yes", "no", "maybe", "true", "0", "subscribed", "pending"])
RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "external_id": st.sampled_from(["1", "2", "3", "4"]),
            "email": st.sampled_from([None, "ada@example.com", "ADA@example.com", "ben@example.com"]),
            "phone_number": st.sampled_from([None, "+12025550143", "+12025550144"]),
            SMS: ANSWERS,
            EMAIL: ANSWERS,
        }
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=10, deadline=None)
@given(RECORDS, st.sampled_from([1, 2, 100]))
def test_lines_are_the_flags_of_the_customers(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, str | None]], batch_size: int
) -> None:
    """Whatever is emitted as a flag is the answer of the same customer's line, and no line says anything else."""
    folder = tmp_path_factory.mktemp("run")
    result = yl.lint(pd.DataFrame(records, dtype=object), omit=[SMS, EMAIL], batch_size=batch_size)
    result.write(folder, also="subscribers", list_id=12, overwrite=True)
    expected = []
    for body in result.payloads("none"):
        names = {"sms": ("phone_number", SMS), "email": ("email", EMAIL)}
        if "phone_number" in body:
            answers = {
                name: channel("subscribed" if body[flag] else "unsubscribed")
                for name, (contact, flag) in names.items()
                if flag in body and contact in body
            }
            expected += [answers] if answers else []
    assert [line["channels"] for line in lines(folder)] == expected
