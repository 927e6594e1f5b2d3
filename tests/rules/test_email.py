"""The e-mail rule: what it leaves alone, what it repairs, what it refuses, and that its accelerator agrees."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pyarrow as pa
import pytest
from email_validator import validate_email
from hypothesis import given
from hypothesis import strategies as st
from yotpo_lint_rules import cells, email
from yotpo_lint_rules.tables.email_domains import LARGEST, SLIPS, SUSPECT_LOCALS, WELL_KNOWN, typos

from tests.rules.readings import codes
from yotpo_lint.kernel.accelerators import run_accelerators
from yotpo_lint.rule import Clean, Context, Facts, Reading, Refused
from yotpo_lint.testing import find_disagreements

GIVEN = Context("email", Facts())


def read(text: str) -> Reading:
    return email.read(text, GIVEN)


@pytest.mark.parametrize(
    "address",
    [
        "anna@example.com",
        "ANNA.Muster@example.com",
        "INFO@example.com",  # email-validator would lower it; the local part is not ours to touch
        "anna+news@example.co.uk",
        "o'hara@example.com",
        "a/b@example.com",
        "josé@example.com",
        "Jose\u0301@example.com",
        "anna@münchen.example",
        "用户@例子.example",
        "na@example.com",
        "no@example.com",
        "test@example.com",
        "redacted.anna@example.com",
        "a" * 64 + "@example.com",
        "anna@" + "a" * 63 + ".example.com",
    ],
)
def test_left_alone(address):
    assert read(address) == Clean(address)


@pytest.mark.parametrize("domain", sorted(WELL_KNOWN))
def test_well_known_domains_give_no_alarm(domain):
    assert read(f"anna@{domain}") == Clean(f"anna@{domain}")


@pytest.mark.parametrize(
    ("raw", "clean", "expected"),
    [
        ("MAILTO: anna@example.com", "anna@example.com", ("EML001",)),
        ("<anna@example.com>", "anna@example.com", ("EML001",)),
        ('"Muster, Anna" <Anna@EXAMPLE.com>,', "Anna@example.com", ("EML001", "EML002", "EML004")),
        ("'anna@example.com' <anna@example.com>", "anna@example.com", ("EML001",)),
        ('"anna@example.com"', "anna@example.com", ("EML001",)),
        ("<mailto:anna@example.com>", "anna@example.com", ("EML001",)),
        ("Anna @home <anna@example.com>", "anna@example.com", ("EML001",)),
        ("anna@example.com.", "anna@example.com", ("EML002",)),
        ("anna@example.com ;,", "anna@example.com", ("EML002",)),
        ("anna@exa\u200bmple.com", "anna@example.com", ("EML003",)),
        ("\u202aanna@example.com\u202c", "anna@example.com", ("EML003",)),
        (" anna@example.com\u00a0", "anna@example.com", ("EML003",)),
        ("ａｎｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "anna@example.com", ("EML003",)),
        ("anna@example。com", "anna@example.com", ("EML003",)),
        ("anna@EXAMPLE.com", "anna@example.com", ("EML004",)),
        ("anna@MÜNCHEN.example", "anna@münchen.example", ("EML004",)),
        ("anna@XN--MNCHEN-3YA.example", "anna@münchen.example", ("EML005",)),
        ("anna@mu\u0308nchen.example", "anna@münchen.example", ("EML005",)),
        ("Anna@GMIAL.com", "Anna@gmial.com", ("EML004", "EML014")),
        ("'anna@Example.com", "'anna@example.com", ("EML004", "EML015")),
        ("mailto:'anna@example.com", "'anna@example.com", ("EML001", "EML015")),
        ("'anna@gmial.com", "'anna@gmial.com", ("EML014", "EML015")),
        ("'anna@example.com'", "anna@example.com", ("EML001",)),
    ],
)
def test_repaired(raw, clean, expected):
    reading = read(raw)
    assert isinstance(reading, Clean)
    assert (reading.value, codes(reading)) == (clean, expected)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("none@none.com", "EML006"),
        ("Test@Test.com", "EML006"),
        ("a@b", "EML006"),
        ("N/A@example.com", "EML006"),
        ("NoEmail@gmail.com", "EML006"),
        ("test@ⓣest.com", "EML006"),  # only the rewritten domain shows it
        ("Redacted.0F8FAD5B-D9CB-469F-A165-70867728950E@EXAMPLE.com", "EML007"),
        ("anna@example.com / ben@example.com", "EML008"),
        ("anna@example.com ben@example.com", "EML008"),
        ("anna@example.com <ben@example.com>", "EML008"),
        ("[anna@example.com](mailto:anna@example.com), ben@example.com", "EML008"),
        ("anna@mail,example.com", "EML009"),
        ("anna @example.com", "EML010"),
        ("anna@exam ple.com", "EML010"),
        ("anna@example.com (home)", "EML010"),
        ("", "EML011"),
        ("anna.example.com", "EML011"),
        ("mailto:anna%40example.com", "EML011"),
        ("anna@" + "x" * 250 + ".com", "EML012"),
        ("ä" * 125 + "@example.com", "EML012"),
        ("anna@@example.com", "EML013"),
        ("anna@ben@example.com", "EML013"),
        ("mailto:anna@example.com?subject=x", "EML013"),
        ("@example.com", "EML013"),
        ("anna@", "EML013"),
        ("anna@example", "EML013"),
        ("anna@example.123", "EML013"),
        ("anna@shop.test", "EML013"),
        ("anna@shop.invalid", "EML013"),
        ("anna@mail.localhost", "EML013"),
        ("anna@[192.0.2.1]", "EML013"),
        ('"anna muster"@example.com', "EML010"),
        ('"anna"@example.com', "EML013"),
        ("anna,muster@example.com", "EML013"),
        ("anna@-example.com", "EML013"),
        ("\ud800@example.com", "EML013"),
        ("anna@exam\ud800ple.com", "EML013"),
        ("<<<<<<anna@example.com>>>>>>", "EML013"),
        ("@" * 100_000, "EML012"),
    ],
)
def test_refused(raw, code):
    reading = read(raw)
    assert isinstance(reading, Refused), reading
    assert codes(reading) == (code,)


@pytest.mark.parametrize(
    ("domain", "suggestion"),
    [
        ("gmial.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmail.cm", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("gnail.com", "gmail.com"),
        ("hotmial.com", "hotmail.com"),
        ("hotmail.con", "hotmail.com"),
        ("yahooo.com", "yahoo.com"),
        ("outlok.com", "outlook.com"),
        ("iclould.com", "icloud.com"),
        ("aol.con", "aol.com"),
    ],
)
def test_typo_is_kept_with_the_suggestion(domain, suggestion):
    reading = read(f"anna@{domain}")
    assert reading == Clean(f"anna@{domain}", (email.PROBLEM["email-domain-typo"].note(suggestion),))
    assert email.PROBLEM["email-domain-typo"].severity == "warning"


@pytest.mark.parametrize("domain", ["fmail.com", "cloud.com", "gmx.co", "aon.com", "example.con", "mail.example.com"])
def test_no_false_alarm(domain):
    assert codes(read(f"anna@{domain}")) == ()


def test_tables_speak_of_domains_in_their_canonical_form():
    for domain in (*WELL_KNOWN, *LARGEST, *SLIPS):
        assert validate_email(f"anna@{domain}", check_deliverability=False).domain == domain
    assert not typos().keys() & WELL_KNOWN
    assert set(typos().values()) <= WELL_KNOWN


def test_the_reason_is_a_sentence_without_the_value():
    reading = read("anna@xn--secretname-\u00e4.example")
    assert isinstance(reading, Refused)
    assert "secretname" not in reading.note.hint
    assert read("anna@example") == Refused(
        email.PROBLEM["email-not-valid"].note("The part after the @-sign is not valid. It should have a period")
    )


PIECES = st.sampled_from(
    [
        *("anna", "@", ".", "example", "com", "mailto:", "<", ">", '"', "'", ",", ";", " ", "xn--", "-", "A", "1"),
        *("＠", "ß", "É", "ⓣ", "\u200d", "\u00ad", "\u0301", "。", "م", "test", "none", "gmail.con"),
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join), st.emails()))
def test_any_text_is_read_and_reading_twice_changes_nothing(text):
    reading = read(text)
    if isinstance(reading, Refused):
        return
    assert reading.value is not None
    assert (reading.value == text) == all(note.problem.severity == "warning" for note in reading.notes)
    assert validate_email(reading.value, check_deliverability=False).domain == reading.value.partition("@")[2]
    again = read(reading.value)
    assert isinstance(again, Clean)
    assert again.value == reading.value
    assert all(note.problem.severity == "warning" for note in again.notes)


def addresses(count: int, seed: int) -> Iterator[str]:
    """Yield plain addresses, and addresses with one thing about them that the accelerator could overlook."""
    rng = random.Random(seed)  # noqa: S311  # no secret: the same addresses in every run
    odd = "anna ben Cleo d.e x_y o-k a+b 1 redacted.x é a..b .a a. 'a =a -a".split()
    words = [*odd, *sorted(SUSPECT_LOCALS)]
    labels = [*"example shop a b-c b--c xn--a Mail 1 -a a- ü test local a_b".split(), "", "x" * 63]
    endings = "com COM de co.uk test invalid local localhost onion arpa c 1 c0m Test".split()
    domains = [*sorted(typos())[::40], *sorted(WELL_KNOWN)]
    for _ in range(count):
        local = rng.choice(odd if rng.random() < 0.8 else words) + rng.choice(["", "", str(rng.randrange(9999))])
        host = [rng.choice(labels[:3] if rng.random() < 0.7 else labels) for _ in range(rng.choice((1, 1, 2, 3)))]
        domain = ".".join([*host, rng.choice(endings[:4] if rng.random() < 0.7 else endings)])
        if rng.random() < 0.2:
            domain = rng.choice(domains)
        if rng.random() < 0.15:
            domain = "".join(rng.choice((c.upper(), c)) for c in domain)
        address = f"{local}@{domain}"
        if rng.random() < 0.1:
            at = rng.randrange(len(address) + 1)
            address = address[:at] + rng.choice(" \t\n\u200b＠@.,;<>'\"-_\0ſK\u0301") + address[at:]
        yield address


def test_accelerator_agrees_with_the_reading():
    texts = [*dict.fromkeys(addresses(25_000, seed=20261123))]
    assert find_disagreements(email.RULE, texts, cell_rules=[cells.RULE]) == []


@given(st.lists(st.one_of(st.text(min_size=1), st.emails(), st.lists(PIECES, min_size=1).map("".join)), min_size=1))
def test_accelerator_agrees_on_any_text(texts):
    assert find_disagreements(email.RULE, texts, cell_rules=[cells.RULE]) == []


@pytest.mark.parametrize(
    ("text", "clean", "code"),
    [
        ("anna@example.com", "anna@example.com", None),
        ("Anna@Example.COM", "Anna@example.com", "EML004"),
        ("anna.muster.example.com", None, "EML011"),
        ("anna", None, "EML011"),
        ("anna@example,com", None, "EML009"),
        ("anna@mail.example,com", None, "EML009"),
        ("anna @ example.com", None, "EML010"),
        ("anna@example", None, "EML013"),
    ],
)
def test_accelerator_settles_what_is_plain_and_what_lacks_one_thing(text, clean, code):
    found = run_accelerators((cells.RULE, email.RULE), pa.array([text]), "email", {}, Facts())
    assert found.rows.tolist() == [0], "it is left to the reading"
    answer = found.answers[found.answer[0]]
    if isinstance(answer, Refused):
        assert (clean, code) == (None, answer.note.problem.code)
    else:
        assert (found.values.to_pylist(), [note.problem.code for note in answer]) == ([clean], [code] if code else [])


@pytest.mark.parametrize(
    "text",
    ["anna@gmial.com", "noemail@example.com", "anna@shop.test", "test@test", "a@b", "anna@localhost", "redacted.1"],
)
def test_accelerator_leaves_what_asks_for_a_closer_look(text):
    assert email.accelerate(pa.array([text]), {}, Facts()).values.to_pylist() == [None]


def test_accelerator_agrees_on_what_lacks_one_thing():
    rng = random.Random(14)  # noqa: S311 - a seeded generator, so that every run sees the same
    hosts = "example shop 123 a-b test local TEST localhost Example a b invalid 1 x1 arpa a--b".split()
    lack = [
        lambda text: text.replace("@", "", 1),
        lambda text: ",".join(text.rsplit(".", 1)),
        lambda text: text.replace(".", ",", 1),
        lambda text: text.replace("@", rng.choice((" @ ", " @", "@ ", "  @")), 1),
        lambda text: f"{text.partition('@')[0]}@{rng.choice(hosts)}",
        lambda text: f"{rng.choice(sorted(SUSPECT_LOCALS))}@{rng.choice(hosts)}",
    ]
    texts = [rng.choice(lack)(text) for text in addresses(15_000, seed=14)]
    assert find_disagreements(email.RULE, texts, cell_rules=[cells.RULE]) == []
