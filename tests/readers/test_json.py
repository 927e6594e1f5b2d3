"""JSON and JSON Lines: envelopes, nested objects, numbers as they are written, and what is set aside."""

from __future__ import annotations

import json

import pytest

from tests.readers.reading import damages, read
from yotpo_lint.errors import InputError
from yotpo_lint.readers.inputs import open_table
from yotpo_lint.readers.json_stream import JsonStream


@pytest.fixture
def opened(tmp_path):
    def opened(text: str | bytes, name: str = "table.json", **sizes):
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return open_table(path, **sizes)

    return opened


SHOPIFY = """\
{"customers": [
  {"id": 706405506930370084, "email": "ada@example.com", "total_spent": 1.50, "verified_email": true,
   "tags": "vip, eu", "note": null,
   "email_marketing_consent": {"state": "subscribed", "opt_in_level": null, "deep": {"a": [1.0]}},
   "addresses": [{"zip": "02134"}, {"zip": "1"}],
   "default_address": {"zip": "02134", "country_code": "US"}},
  {"email": "ben@example.com", "default_address": {}}
]}"""


@pytest.mark.parametrize("size", [4, 5, 7, 50, 10_000])
def test_nested_objects_become_columns(opened, size):
    table = opened(SHOPIFY, block_size=size, batch_size=1)
    rows = [dict(zip(table.columns, cells, strict=True)) for _, _, cells in read(table)]
    assert rows[0] == {
        "id": "706405506930370084",
        "email": "ada@example.com",
        "total_spent": "1.50",
        "verified_email": "true",
        "tags": "vip, eu",
        "note": None,
        "email_marketing_consent.state": "subscribed",
        "email_marketing_consent.opt_in_level": None,
        "email_marketing_consent.deep": '{"a":[1.0]}',
        "addresses": '[{"zip":"02134"},{"zip":"1"}]',
        "default_address.zip": "02134",
        "default_address.country_code": "US",
    }
    assert {key: value for key, value in rows[1].items() if value is not None} == {"email": "ben@example.com"}


def test_an_address_of_yotpos_stays_as_it_was(opened):
    table = opened('{"customer":{"email":"a@example.com","address":{"city":"Rome"}}}\n' * 2, "t.jsonl")
    assert table.columns == ("email", "address.city")
    assert read(table)[1] == (2, 2, ("a@example.com", "Rome"))


@pytest.mark.parametrize(
    ("text", "columns", "count"),
    [
        ('[{"a":1},{"b":2}]', ("a", "b"), 2),
        ('{"a":1}', ("a",), 1),
        ('{"email":"x","addresses":[{"zip":"1"}],"metafields":[{"k":1}]}', ("email", "addresses", "metafields"), 1),
        ('{"customer":{"email":"x","tags":[{"a":1}]}}', ("email", "tags"), 1),
        ('{"total":2,"ids":[1,2],"customers":[{"a":1},{"a":2}]}', ("a",), 2),
        ('{"data":[{"a":1}],"meta":{"pagination":{"links":[{"x":1}]}}}', ("a",), 1),
        ('{"data":{"customers":{"edges":[{"node":{"a":1}},{"cursor":"c","node":{"a":2}}]}}}', ("a",), 2),
        ('{"data":{"customers":{"nodes":[{"a":{"b":1}}],"pageInfo":{"x":[{}]}}}}', ("a.b",), 1),
        ('{"data":{"customers":[{"a":1}]}}', ("a",), 1),
        ('{"customers":[{"node":1}]}', ("node",), 1),
    ],
)
@pytest.mark.parametrize("size", [4, 6, 1000])
def test_where_the_records_are(opened, text, columns, count, size):
    for shown in (text, json.dumps(json.loads(text), indent=1)):
        table = opened(shown, block_size=size)
        assert table.columns == columns
        assert len(read(table)) == count
        assert read(table) == read(table)
        assert table.about()["sha256"] is not None


def test_what_is_no_record_is_set_aside_alone(opened):
    text = b'[{"a":1}, 7, {"a":1,"a":2}, {"a":"\xff"}, {"a":"\\ud83d"}, {"a":{"b":1},"a.b":2}, null, {"a":9}]'
    table = opened(text)
    assert [cells[0] for _, _, cells in read(table)] == ["1", "9"]
    assert damages(table) == [
        (2, None, "not-an-object", "7"),
        (3, None, "duplicate-key", '{"a":1,"a":2}'),
        (4, None, "undecodable-bytes", '{"a":"\\xff"}'),
        (5, None, "undecodable-bytes", '{"a":"\\ud83d"}'),
        (6, None, "duplicate-key", '{"a":{"b":1},"a.b":2}'),
        (7, None, "not-an-object", "null"),
    ]


BULK = """\
{"id":"gid://shopify/Customer/1","email":"ada@example.com","defaultAddress":{"zip":"02134"}}
{"id":"gid://shopify/Order/7","email":"someone.else@example.com","__parentId":"gid://shopify/Customer/1"}
{"id":"gid://shopify/Customer/2","email":"ben@example.com"}
"""


def test_what_belongs_to_a_customer_is_none(opened):
    table = opened(BULK, "bulk.jsonl")
    assert table.columns == ("id", "email", "defaultAddress.zip")
    assert [cells[1] for _, _, cells in read(table)] == ["ada@example.com", "ben@example.com"]
    assert [(row, line, name) for row, line, name, _ in damages(table)] == [(2, 2, "child-record")]


def test_lines_of_edges(opened):
    table = opened('{"node":{"email":"a@example.com"}}\n{"node":{"email":"b@example.com"}}\n', "t.txt")
    assert table.columns == ("email",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"customers":[]}', "its list holds no record; export the records again"),
        ("[]", "holds no JSON object with fields; export the records again"),
        ("[1,2]", "holds no JSON object with fields; export the records again"),
        ("[{}]", "holds no JSON object with fields; export the records again"),
        ('{"a":[{"x":1}],"b":[{"x":1}]}', "holds several lists of records ('a', 'b'); keep the one with the customers"),
        ('{"a":1,"a":2}', "names 'a' twice; keep one of them"),
        (
            '[{"a":1}\n,{"a":}]',
            (
                "is not a JSON document (Expecting value, line 2, character 7); "
                "write one object a line and name it .jsonl, or export it again"
            ),
        ),
        (
            '[{"a":1}] x',
            (
                "is not a JSON document (Extra data, character 11); write one object a line and name it .jsonl, "
                "or export it again"
            ),
        ),
        (
            '[{"a":NaN}]',
            (
                "is not a JSON document (NaN is no JSON value, character 2); write one object a line and name "
                "it .jsonl, "
                "or export it again"
            ),
        ),
    ],
)
def test_what_is_no_document(opened, text, message):
    for size in (4, 1000):
        with pytest.raises(InputError) as caught:
            read(opened(text, block_size=size))
        assert str(caught.value).endswith(f"table.json: {message}")


def test_a_document_is_never_held_whole():
    """Of a document of many records no more text is kept than a few blocks."""
    record = b'{"email":"ada@example.com"},'
    stream = JsonStream("t", [b"[", *([record * 100] * 1000), b'{"email":"end"}]'])
    longest, count = 0, 0
    for _ in stream.elements():
        count += 1
        longest = max(longest, len(stream._text))
    assert count == 100_001
    assert longest < 5 * 100 * len(record)
