"""What makes a linter reject a row, as often as public samples of dirty tables have it.

Measured there: of 204 phone cells in one, most end in an extension and six are what a spreadsheet computed from them;
of 300 rows in another, six e-mail addresses lack their @; the dates of both are days and months in an order that no
one tells. Where no sample has a kind of dirt, the weight is a judgement. Each kind names the code that it is meant for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tests.bench.export.chunk import Chunk, Draw, texts
from tests.bench.export.countries import COUNTRIES
from tests.bench.export.phones import write_numbers

if TYPE_CHECKING:
    from tests.bench.export.chunk import Rows, Texts

# Rows that are rejected for one reason often have a second.
SECOND = 0.15


class Kind(NamedTuple):
    """One kind of dirt: the column it lies in, how often, and what is written there."""

    code: str
    column: str
    weight: float
    write: Callable[[Chunk, Rows, Draw], Texts] | tuple[str, ...]
    """New cells for some rows, or the words to choose from."""


def soil(chunk: Chunk, share: float, draw: Draw) -> None:
    """Make a share of the rows beyond repair."""
    weights = draw.weights({str(number): kind.weight for number, kind in enumerate(KINDS)})
    rejected = draw.rows(share, len(chunk))
    for rows in (rejected, rejected[draw.rows(SECOND, len(rejected))]):
        which = draw.rng.choice(len(KINDS), len(rows), p=list(weights.values()))
        for number, kind in enumerate(KINDS):
            at = rows[which == number]
            if len(at):
                write = kind.write
                made = draw.pick(write, len(at)) if isinstance(write, tuple) else write(chunk, at, draw)
                chunk.cells[kind.column][at] = made


def _extension(chunk: Chunk, at: Rows, draw: Draw) -> Texts:
    mark = draw.choose({"x": 0.7, " ext. ": 0.2, "#": 0.1}, len(at))
    return _numbers(chunk, at, draw) + mark + draw.digits(int(draw.rng.integers(3, 6)), len(at))


def _numbers(chunk: Chunk, at: Rows, draw: Draw, *forms: str) -> Texts:
    some = Chunk(chunk.start, {}, chunk.country[at], chunk.national[at], chunk.created[at])
    return write_numbers(some, draw, dict.fromkeys(forms or ("grouped", "plus", "digits"), 1.0))


def _international(chunk: Chunk, at: Rows) -> Texts:
    return "+" + chunk.of_country("calling")[at] + chunk.national[at]


def _short(chunk: Chunk, at: Rows, draw: Draw) -> Texts:
    return texts([each[:-4] for each in _international(chunk, at)])


def _long(chunk: Chunk, at: Rows, draw: Draw) -> Texts:
    return _international(chunk, at) + draw.digits(4, len(at))


def _scientific(chunk: Chunk, at: Rows, draw: Draw) -> Texts:
    return texts([f"{int(each[1:]):.5E}" for each in _international(chunk, at)])


def _computed(chunk: Chunk, at: Rows, draw: Draw) -> Texts:
    return "-" + draw.digits(4, len(at))


def _two_numbers(chunk: Chunk, at: Rows, draw: Draw) -> Texts:
    return _international(chunk, at) + draw.choose({" / ": 0.6, "; ": 0.4}, len(at)) + _international(chunk, at[::-1])


def _words(chunk: Chunk, at: Rows, draw: Draw) -> Texts:
    return _international(chunk, at) + draw.choose({" call after 6": 0.5, " (mother)": 0.5}, len(at))


def _masked(chunk: Chunk, at: Rows, draw: Draw) -> Texts:
    return "******" + draw.digits(4, len(at))


def _not_in_use(chunk: Chunk, at: Rows, draw: Draw) -> Texts:
    # No plan has numbers that begin with seven zeros, and people who invent one seldom know that.
    return texts([
        f"+{COUNTRIES[country].calling} {'0000000'[: len(number) - 4]}{number[-4:]}"
        for country, number in zip(chunk.country[at], chunk.national[at], strict=True)
    ])  # fmt: skip


def _of_no_country(chunk: Chunk, at: Rows, draw: Draw) -> Texts:
    for column in ("country_code", "province_code", "zip"):
        chunk.cells[column][at] = ""
    return _numbers(chunk, at, draw, "grouped")


def _without(mark: str, instead: str) -> Callable[[Chunk, Rows, Draw], Texts]:
    def write(chunk: Chunk, at: Rows, draw: Draw) -> Texts:
        return texts([each.strip().replace(mark, instead) for each in _addresses(chunk, at, draw)])

    return write


def _addresses(chunk: Chunk, at: Rows, draw: Draw) -> Texts:
    """Return addresses for rows, also for those that have none."""
    cells = chunk.cells["email"][at]
    made = "kunde" + draw.digits(6, len(at)) + "@example.com"
    return np.where([("@" in each) for each in cells], cells, made)


def _two_addresses(chunk: Chunk, at: Rows, draw: Draw) -> Texts:
    return _addresses(chunk, at, draw) + ", " + _addresses(chunk, at[::-1], draw)


def _no_dot(chunk: Chunk, at: Rows, draw: Draw) -> Texts:
    return texts([each.strip().split("@")[0] + "@example" for each in _addresses(chunk, at, draw)])


def _dots(chunk: Chunk, at: Rows, draw: Draw) -> Texts:
    return texts([each.strip().replace("@", "..@") for each in _addresses(chunk, at, draw)])


def _deleted(chunk: Chunk, at: Rows, draw: Draw) -> Texts:
    return "redacted." + draw.digits(8, len(at)) + "-0000-4000-8000-" + draw.digits(12, len(at)) + "@example.com"


def _day(form: str) -> Callable[[Chunk, Rows, Draw], Texts]:
    """Write the day of a row in a form of which the order of day and month cannot be told."""

    def write(chunk: Chunk, at: Rows, draw: Draw) -> Texts:
        days = np.datetime_as_string(chunk.created[at], unit="D")
        return texts([form.format(d=int(day[8:]) % 12 + 1, m=int(day[5:7]), y=day[:4], s=day[2:4]) for day in days])

    return write


def _day_number(chunk: Chunk, at: Rows, draw: Draw) -> Texts:
    first = np.datetime64("1899-12-30")
    return (chunk.created[at].astype("datetime64[D]") - first).astype(int).astype(str).astype(object)


def _zip_without_zero(chunk: Chunk, at: Rows, draw: Draw) -> Texts:
    # Only where a code has five digits; elsewhere this is not how codes are damaged.
    chunk.cells["country_code"][at] = draw.choose({"US": 0.6, "DE": 0.2, "FR": 0.1, "IT": 0.1}, len(at))
    chunk.cells["province_code"][at] = ""
    chunk.cells["phone_number"][at] = ""
    return draw.digits(4, len(at))


def _zip_scientific(chunk: Chunk, at: Rows, draw: Draw) -> Texts:
    return texts([f"{each[0]}.{each[1:3]}E+{each[3:]}" for each in (draw.digits(3, len(at)) + "04")])


def _id_scientific(chunk: Chunk, at: Rows, draw: Draw) -> Texts:
    return "7.21" + draw.digits(2, len(at)) + "E+12"


def _no_id(chunk: Chunk, at: Rows, draw: Draw) -> Texts:
    chunk.cells["email"][at] = _addresses(chunk, at, draw)
    chunk.cells["phone_number"][at] = _international(chunk, at)
    return np.full(len(at), "", object)


def _nobody(chunk: Chunk, at: Rows, draw: Draw) -> Texts:
    chunk.cells["email"][at] = ""
    chunk.cells["phone_number"][at] = ""
    return np.full(len(at), "", object)


def _id_of_another(chunk: Chunk, at: Rows, draw: Draw) -> Texts:
    """Give rows the id of the row before them, which is another customer."""
    return chunk.cells["external_id"][np.maximum(at - 1, 0)]


KINDS = (
    Kind("PHN008", "phone_number", 16, _extension),
    Kind("PHN018", "phone_number", 6, _short),
    Kind("PHN019", "phone_number", 3, _long),
    Kind("PHN011", "phone_number", 4, _scientific),
    Kind("PHN012", "phone_number", 3, _computed),
    Kind("PHN013", "phone_number", 2, _two_numbers),
    Kind("PHN014", "phone_number", 0.5, ("1-800-FLOWERS", "0800 PIZZA NOW", "1-888-GO-SHOPS")),
    Kind("PHN015", "phone_number", 1, _words),
    Kind("PHN016", "phone_number", 1, _masked),
    Kind("PHN017", "phone_number", 2, ("0000000000", "1234567890", "9999999999", "1111111111")),
    Kind("PHN022", "phone_number", 5, _not_in_use),
    Kind("PHN010", "phone_number", 3, _of_no_country),
    Kind("PHN020", "phone_number", 0.5, ("+999 1234567", "+210 5551234", "+0 12 345678")),
    Kind("PHN023", "phone_number", 0.5, ("??", "§ 44", "@ work", "~")),
    Kind("EML011", "email", 6, _without("@", "")),
    Kind("EML009", "email", 3, _without(".example", ",example")),
    Kind("EML010", "email", 2, _without("@", " @ ")),
    Kind("EML006", "email", 2, ("noemail@example.com", "test@test.com", "none@none.com", "no@email.com")),
    Kind("EML008", "email", 1, _two_addresses),
    Kind("EML013", "email", 2, _no_dot),
    Kind("EML013", "email", 1, _dots),
    Kind("EML007", "email", 0.5, _deleted),
    Kind("DAT007", "account_created_at", 12, _day("{d:02}/{m:02}/{y}")),
    Kind("DAT009", "account_created_at", 3, _day("{d:02}/{m:02}/{s}")),
    Kind("DAT011", "account_created_at", 2, ("0000-00-00", "1900-01-01", "9999-12-31", "0001-01-01")),
    Kind("DAT012", "account_created_at", 1, ("31/31/2000", "2021-02-30", "2019-13-01", "2020-06-31 10:00:00")),
    Kind("DAT010", "account_created_at", 2, _day_number),
    Kind("DAT016", "account_created_at", 0.5, ("yesterday", "hier", "last spring", "Q3 2021")),
    Kind("GEN004", "gender", 1.5, ("Mr", "Mrs", "Ms", "Dr")),
    Kind("GEN005", "gender", 1, ("H", "V", "K", "m/f", "2")),
    Kind("STA003", "account_status", 1.5, ("pending", "unconfirmed", "archived", "guest")),
    Kind("STA005", "account_status", 0.5, ("??", "see notes", "level 3")),
    Kind("CNS006", "accepts_sms_marketing", 1, ("maybe", "ask again", "2", "?")),
    Kind("CNS005", "accepts_email_marketing", 1, ("2021-05-04", "email,sms", "2022-11-30 08:15")),
    Kind("CUR006", "default_currency", 1, ("kr", "pesos", "$")),
    Kind("CUR007", "default_currency", 0.5, ("RMB", "NTD", "UKP")),
    Kind("CUR012", "default_currency", 0.5, ("money", "ABC", "gold coins")),
    Kind("LNG006", "default_language", 1, ("jp", "cn", "cz", "dk")),
    Kind("LNG010", "default_language", 0.5, ("xx", "Klingon", "en or de")),
    Kind("ADR028", "province_code", 3, ("Nowhere", "ZZZ", "Middle County", "Region 5")),
    Kind("ADR026", "province_code", 1, ("43", "512", "1207")),
    Kind("ADR007", "country_code", 0.5, ("Europe", "EU", "UN")),
    Kind("ADR004", "country_code", 0.5, ("Korea", "Congo", "Guinea")),
    Kind("ADR009", "country_code", 0.5, ("Atlantis", "QQ", "here")),
    Kind("ADR052", "zip", 3, _zip_without_zero),
    Kind("ADR053", "zip", 1, _zip_scientific),
    Kind("FIL009", "city", 1, ("#N/A", "#REF!", "#VALUE!")),
    Kind("IDN003", "external_id", 2, _id_scientific),
    Kind("IDN004", "external_id", 0.5, ("guest", "0")),
    Kind("IDN020", "external_id", 1, _nobody),
    Kind("IDN021", "external_id", 3, _no_id),
    Kind("IDN031", "external_id", 0.5, _id_of_another),
)
