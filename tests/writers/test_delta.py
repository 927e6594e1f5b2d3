"""`fix --since`: what is new and changed is sent, nothing else, and who is gone is named."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import yotpo_lint as yl
from yotpo_lint.errors import InputError
from yotpo_lint.writers import delta

OLD = {"1": "Ann", "2": "Ben", "3": "Cy", "4": 'Zoë "Z"'}


def run(folder: Path, names: dict[str, str | None], **how: Any) -> dict[str, Any]:
    frame = pd.DataFrame({"external_id": list(names), "first_name": list(names.values())}, dtype=object)
    result = yl.lint(frame)
    result.write(folder, **how)
    return result.report


def lines(folder: Path, name: str = "customers.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / name).read_text("utf-8").splitlines()]


def ids(folder: Path, name: str = "customers.jsonl") -> list[str]:
    return [line.get("customer", line)["external_id"] for line in lines(folder, name)]


def gone(folder: Path) -> list[list[str]]:
    with (folder / "vanished.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    run(tmp_path / "old", OLD)
    return tmp_path / "old"


def test_only_what_is_new_or_changed_is_written(old: Path, tmp_path: Path) -> None:
    new = {"5": "Eve", "1": "Ann", "3": "Cyrus", "4": 'Zoë "Z"'}
    report = run(tmp_path / "new", new, since=old / "customers.jsonl")
    assert ids(tmp_path / "new") == ["5", "3"]
    assert ids(tmp_path / "new", "snapshot.jsonl") == ["5", "1", "3", "4"]
    assert gone(tmp_path / "new") == [["2", "", "", "not in the table"]]
    assert report["since"] == {
        "file": str(old / "customers.jsonl"),
        "new": 1,
        "changed": 1,
        "same": 2,
        "vanished": 1,
        "vanished_rejected": 0,
    }
    assert report["upload"]["requests"] == 2
    assert json.loads((tmp_path / "new" / "report.json").read_text("utf-8")) == report
    page = (tmp_path / "new" / "report.html").read_text("utf-8")
    assert "1 new, 1 changed, 2 the same and not sent again, 1 no longer accepted." in page


def test_the_same_table_sends_nothing(old: Path, tmp_path: Path) -> None:
    report = run(tmp_path / "new", OLD, since=old)
    assert ids(tmp_path / "new") == []
    assert gone(tmp_path / "new") == []
    assert report["upload"] == {"requests": 0, "seconds": 0}
    assert (tmp_path / "new" / "snapshot.jsonl").read_bytes() == (old / "customers.jsonl").read_bytes()


def test_everything_is_new_against_an_empty_upload(tmp_path: Path) -> None:
    (tmp_path / "customers.jsonl").write_bytes(b"")
    run(tmp_path / "new", OLD, since=tmp_path / "customers.jsonl")
    assert ids(tmp_path / "new") == list(OLD)


def test_days_follow_each_other_by_their_folders(old: Path, tmp_path: Path) -> None:
    run(tmp_path / "b", OLD | {"5": "Eve"}, since=old)
    run(tmp_path / "c", OLD | {"5": "Eve", "6": "Fay"}, since=tmp_path / "b")
    assert ids(tmp_path / "c") == ["6"]
    assert gone(tmp_path / "c") == []


def test_what_had_changed_is_not_taken_for_everything(old: Path, tmp_path: Path) -> None:
    run(tmp_path / "b", OLD, since=old)
    with pytest.raises(InputError, match=r"contains only what changed in that run; pass .*snapshot\.jsonl"):
        run(tmp_path / "c", OLD, since=tmp_path / "b" / "customers.jsonl")


def test_the_folder_may_be_its_own_past(old: Path) -> None:
    run(old, OLD | {"5": "Eve"}, since=old, overwrite=True)
    assert ids(old) == ["5"]
    run(old, OLD | {"5": "Eva"}, since=old, overwrite=True)
    assert ids(old) == ["5"]
    run(old, OLD, overwrite=True)
    assert not (old / "snapshot.jsonl").exists()
    assert not (old / "vanished.csv").exists()


@pytest.mark.parametrize(("before", "after"), [("customer", "none"), ("none", "customer")])
def test_the_envelope_is_no_change(tmp_path: Path, before: Any, after: Any) -> None:
    run(tmp_path / "old", OLD, envelope=before)
    run(tmp_path / "new", OLD | {"5": "Eve"}, since=tmp_path / "old", envelope=after)
    assert ids(tmp_path / "new") == ["5"]


def test_blanks_between_the_members_are_no_change(old: Path, tmp_path: Path) -> None:
    pretty = "".join(json.dumps(line, indent=None, ensure_ascii=False) + "\r\n\n" for line in lines(old))
    (old / "customers.jsonl").write_bytes(pretty.encode())
    run(tmp_path / "new", OLD, since=old)
    assert ids(tmp_path / "new") == []


def test_of_two_lines_of_a_customer_the_later_counts(tmp_path: Path) -> None:
    text = "".join(f'{{"external_id":"1","first_name":"{name}"}}\n' for name in ("Ann", "Anna", "Anne"))
    (tmp_path / "old.jsonl").write_text(text, "utf-8")
    run(tmp_path / "a", {"1": "Anne"}, since=tmp_path / "old.jsonl")
    assert ids(tmp_path / "a") == []
    run(tmp_path / "b", {"1": "Ann"}, since=tmp_path / "old.jsonl")
    assert ids(tmp_path / "b") == ["1"]
    run(tmp_path / "c", {"2": "Ben"}, since=tmp_path / "old.jsonl")
    assert len(gone(tmp_path / "c")) == 1


def test_a_rejected_customer_is_listed_as_rejected(tmp_path: Path) -> None:
    columns = {"external_id": ["1", "2", None], "email": [None, None, "c@example.com"], "gender": ["F", "F", "F"]}
    yl.lint(pd.DataFrame(columns)).write(tmp_path / "old")
    columns["gender"] = ["F", "1", "Mrs"]
    result = yl.lint(pd.DataFrame(columns))
    result.write(tmp_path / "new", since=tmp_path / "old")
    assert gone(tmp_path / "new") == [["2", "", "", "rejected"], ["", "c@example.com", "", "rejected"]]
    assert result.report["since"]["vanished_rejected"] == 2


def test_an_identifier_of_one_kind_is_none_of_another(tmp_path: Path) -> None:
    yl.lint(pd.DataFrame({"external_id": ["a@example.com"]})).write(tmp_path / "old")
    yl.lint(pd.DataFrame({"email": ["a@example.com"]})).write(tmp_path / "new", since=tmp_path / "old")
    assert lines(tmp_path / "new") == [{"customer": {"email": "a@example.com"}}]
    assert gone(tmp_path / "new") == [["a@example.com", "", "", "not in the table"]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"customer":{"external_id":"1"}}\nnot json\n', "line 2: is not JSON"),
        ("[1]\n", "line 1: expected a customer with external_id, email or phone_number"),
        ('{"customer":{"first_name":"Ann"}}\n', "line 1: expected a customer"),
        ("[" * 100_000, "line 1: is not JSON"),
        ("\x1f\x8b packed", "line 1: is compressed; decompress it"),
    ],
)
def test_a_file_that_is_no_upload_is_refused_and_nothing_is_written(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "old.jsonl").write_bytes(text.encode("latin-1"))
    with pytest.raises(InputError, match=message):
        run(tmp_path / "new", OLD, since=tmp_path / "old.jsonl")
    assert not (tmp_path / "new").exists()


def test_half_a_surrogate_pair_is_written_as_its_escape(tmp_path: Path) -> None:
    (tmp_path / "old.jsonl").write_text('{"customer":{"external_id":"\\ud800"}}\n', "utf-8")
    run(tmp_path / "new", OLD, since=tmp_path / "old.jsonl")
    assert gone(tmp_path / "new")[0][0] == r"\ud800"


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_a_path_that_holds_no_upload(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="to --since"):
        run(tmp_path / "new", OLD, since=tmp_path / name)


def test_digests_with_the_same_first_half_are_distinguished(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def alike(content: bytes) -> bytes:
        return bytes(8) + content[-8:].rjust(8)

    monkeypatch.setattr(delta, "_digest", alike)
    (tmp_path / "old.jsonl").write_text("".join(f'{{"external_id":"{n}"}}\n' for n in (5, 3, 9)), "utf-8")
    earlier = delta.EarlierUpload(tmp_path / "old.jsonl")
    wanted = [f"external_id\0{n}".encode() for n in (9, 4, 3, 1, 5, "x")]
    at, found = earlier._find(wanted)
    assert found.tolist() == [True, False, True, False, True, False]
    assert len(np.unique(at[found])) == 3


@pytest.mark.slow
@given(
    st.dictionaries(st.integers(1, 12), st.sampled_from(["Ann", "Ben", "Zoë", 'a"b'])),
    st.dictionaries(st.integers(1, 12), st.sampled_from(["Ann", "Ben", "Zoë", 'a"b'])),
)
def test_it_is_exactly_the_difference(tmp_path_factory: pytest.TempPathFactory, old: Any, new: Any) -> None:
    folder = tmp_path_factory.mktemp("delta")
    run(folder / "old", {str(key): name for key, name in old.items()})
    run(folder / "new", {str(key): name for key, name in new.items()}, since=folder / "old")
    assert ids(folder / "new") == [str(key) for key in new if old.get(key) != new[key]]
    assert [row[0] for row in gone(folder / "new")] == [str(key) for key in old if key not in new]


def test_to_list_who_is_gone_only_their_lines_are_read_again(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[bytes] = []
    once = delta._parse_line
    monkeypatch.setattr(delta, "_parse_line", lambda line, *more: read.append(line) or once(line, *more))
    run(tmp_path / "new", {"4": 'Zoë "Z"', "1": "Ann"}, since=old)
    assert gone(tmp_path / "new") == [["2", "", "", "not in the table"], ["3", "", "", "not in the table"]]
    assert len(read) == len(OLD) + 2


def test_who_is_gone_is_listed_as_last_sent(tmp_path: Path) -> None:
    bodies = [{"external_id": "1", "email": f"{name}@example.com"} for name in ("first", "last")]
    earlier = [bodies[0], {"external_id": "2"}, bodies[1]]
    (tmp_path / "old.jsonl").write_text("\n\n".join(json.dumps(each) for each in earlier), "utf-8")
    run(tmp_path / "new", {"2": None}, since=tmp_path / "old.jsonl")
    assert gone(tmp_path / "new") == [["1", "last@example.com", "", "not in the table"]]


def test_an_earlier_file_that_shrinks_meanwhile_is_named(old: Path, tmp_path: Path) -> None:
    earlier = delta.EarlierUpload(old / "customers.jsonl")
    (old / "customers.jsonl").write_bytes(b"")
    with pytest.raises(InputError, match="changed while it was read"):
        earlier.write_vanished(tmp_path / "vanished.csv")
