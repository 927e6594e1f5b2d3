"""Salesforce B2C Commerce's XML: what becomes a column, and that no size of blocks makes a difference."""

from __future__ import annotations

import pytest

from tests.readers.reading import read
from yotpo_lint.errors import InputError
from yotpo_lint.readers.inputs import open_table

SFCC = """\
<?xml version="1.0" encoding="UTF-8"?>
<!-- an export -->
<customers xmlns="http://www.demandware.com/xml/impex/customer/2006-10-31" xmlns:x="urn:x">
  <header><customer-count>2</customer-count></header>
  <customer customer-no="00001001">
    <credentials>
      <login>ada@example.com</login>
      <enabled-flag>true</enabled-flag>
    </credentials>
    <profile>
      <first-name>Zo&#235; &amp; <![CDATA[<Ada>]]></first-name>
      <title/>
      <custom-attributes>
        <custom-attribute attribute-id="loyaltyTier">gold</custom-attribute>
        <custom-attribute attribute-id="shops"><value>1</value><value>2</value></custom-attribute>
      </custom-attributes>
    </profile>
    <addresses>
      <address address-id="home" preferred="false"><city>Rome</city></address>
      <address address-id="work" preferred="true"><city>Paris</city><postal-code>02134</postal-code></address>
    </addresses>
    <customer-groups><customer-group group-id="VIP"/><customer-group group-id="EU"/></customer-groups>
  </customer>
  <x:customer customer-no="2"><addresses><address><city>Bern</city></address></addresses></x:customer>
</customers>
"""


@pytest.fixture
def opened(tmp_path):
    def opened(text: str | bytes, name: str = "table.xml", **sizes):
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return open_table(path, **sizes)

    return opened


@pytest.mark.parametrize("size", [4, 7, 64, 10_000])
def test_paths_become_columns(opened, size):
    table = opened(SFCC, block_size=size)
    rows = read(table)
    assert [(row, line) for row, line, _ in rows] == [(1, 5), (2, 24)]
    assert dict(zip(table.columns, rows[0][2], strict=True)) == {
        "@customer-no": "00001001",
        "credentials.login": "ada@example.com",
        "credentials.enabled-flag": "true",
        "profile.first-name": "Zoë & <Ada>",
        "profile.title": "",
        "profile.custom-attributes.loyaltyTier": "gold",
        "profile.custom-attributes.shops.value": '["1","2"]',
        "addresses.address": (
            '[{"@address-id":"home","@preferred":"false","city":"Rome"},'
            '{"@address-id":"work","@preferred":"true","city":"Paris","postal-code":"02134"}]'
        ),
        "addresses.address.@address-id": "work",
        "addresses.address.@preferred": "true",
        "addresses.address.city": "Paris",
        "addresses.address.postal-code": "02134",
        "customer-groups.customer-group.@group-id": '["VIP","EU"]',
    }
    second = dict(zip(table.columns, rows[1][2], strict=True))
    assert {key: value for key, value in second.items() if value is not None} == {
        "@customer-no": "2",
        "addresses.address.city": "Bern",
    }


def test_of_several_addresses_without_a_preferred_one_none_is_chosen(opened):
    address = "<address><city>Rome</city></address>"
    table = opened(f"<customers><customer><addresses>{address * 2}</addresses></customer></customers>")
    assert table.columns == ("addresses.address",)
    preferred = '<address preferred="true"><city>Rome</city></address>'
    table = opened(f"<customers><customer><addresses>{preferred * 2}</addresses></customer></customers>")
    assert table.columns == ("addresses.address",)


def test_any_encoding(opened):
    text = "<customers><customer><email>zoë@example.com</email></customer></customers>"
    for encoding in ("utf-8-sig", "utf-16"):
        assert read(opened(text.encode(encoding)))[0][2] == ("zoë@example.com",)
    for encoding in ("iso-8859-1", "windows-1252", "utf-8"):
        declared = f"<?xml version='1.0' encoding='{encoding}'?>{text}".encode(encoding)
        assert read(opened(declared))[0][2] == ("zoë@example.com",)
        assert opened(declared).about()["encoding_guessed"] is False


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "<orders><order/></orders>",
            "is XML without a <customer> that has content; export the customers, or a CSV (UTF-8)",
        ),
        ("<customers></customers>", "is XML without a <customer> that has content; export the customers, or a CSV"),
        ("<customers><customer></customers>", "is not well-formed XML (mismatched tag, line 1); export it again"),
        (
            b"<customers><customer><email>\xff</email></customer></customers>\xff",
            "is not well-formed XML (not well-formed (invalid token), line 1); export it again",
        ),
        (
            '<?xml version="1.0" encoding="klingon"?><customers/>',
            "names the encoding 'klingon', which is not known; export it as UTF-8",
        ),
    ],
)
def test_what_is_no_export(opened, text, message):
    with pytest.raises(InputError) as caught:
        opened(text)
    assert f"table.xml: {message}" in str(caught.value)
