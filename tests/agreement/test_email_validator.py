"""100,000 generated addresses against email-validator, which says what an address is.

The rule takes off what is wrapped around an address before it asks, knows addresses that nobody has, and settles
plain ones at column speed without asking at all. Whatever it does, it must not disagree: what email-validator takes
is kept, its domain normalized, or refused for a reason that is no matter of form; what email-validator refuses is
refused, or repaired to an address that it takes and that stood in the cell.
"""

from __future__ import annotations

import functools
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from email_validator import validate_email
from yotpo_lint_rules import cells, email

from tests.rules.test_email import addresses
from yotpo_lint.rule import Context, Facts, Reading, Refused
from yotpo_lint.testing import find_disagreements

pytestmark = pytest.mark.agreement

COUNT = 100_000
PARTS = 4
GIVEN = Context("email", Facts())
# What is refused though its form is right: an address that nobody has, a deleted profile, more than a path can hold.
NOT_OF_FORM = {"EML006": "placeholder", "EML007": "deleted profile", "EML012": "too long for a path"}
NO_STABLE_SPELLING = "its domain has no stable spelling"
INVISIBLE = re.compile(r"[\s\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")

FULL_WIDTH = frozenset(map(chr, (*range(0xFF01, 0xFF5F), 0xFE6B, 0xFF61)))

# One label or more of many scripts, and pieces that break what reads them.
LABELS = """
    münchen straße βόλος пример 例子 उदाहरण مثال 예제 ไทย דוגמה ğüş ıstanbul İzmir faß ⓣest ﬁsh ｅｘａｍｐｌｅ
    xn--mnchen-3ya XN--MNCHEN-3YA xn--fa-hia xn--0 xn--a-ecp.ru xn-- ab--cd
    é e\u0301 ǆ ſhop KK ½ 2⁵ a\u200db क्\u200dष م\u0660 १ ☃ 💌 \u0378
""".split()
LOCALS = """
    josé Jose\u0301 用户 юзер ñoñó राम θσερ ＠ ａｎｎａ o'hara 'anna a/b !#$%&*+-/=?^_`{|}~
    "anna" "a.b" "a\\@b" "a b" (c)anna anna(c) .anna anna. an..na a,b a;b a:b a\\b <anna anna> [anna]
    \u0301a a\u0301 a\u200db a\u00adb a\u202eb \ue000 💌 postmaster POSTMASTER None n/a
    redacted.0f8fad5b-d9cb-469f-a165-70867728950e
""".split()
TAILS = [*[""] * 4, *".com .COM .example .例子 .рф .123 .c .test .invalid .onion . ..com".split()]
WRAPPINGS = [
    "mailto:{}",
    "<{}>",
    "Anna Muster <{}>",
    '"Muster, Anna" <{}>',
    '"{}"',
    "'{}'",
    "{}.",
    "{};",
    " {} ",
    "\u00a0{}\r\n",
    "{},",
    "[{0}](mailto:{0})",
    "{0};{0}",
    "{0} {0}",
    "{} (home)",
    "\u200b{}",
    "{}\ufeff",
]
BYTES = "".join(map(chr, range(0x20, 0x7F))) + "\t\n\r\0\u00a0\u200b\u200d\u00ad\u0301\u3002\uff0e\uff20ßİſK"


def internationalized(rng: random.Random) -> str:
    """Return an address of some scripts, with or without a fault."""
    host = ".".join(rng.choice(LABELS) for _ in range(rng.choice((1, 1, 1, 2))))
    return f"{rng.choice(LOCALS) if rng.random() < 0.6 else 'anna'}@{host}{rng.choice(TAILS)}"


def long_address(rng: random.Random) -> str:
    """Return an address whose parts are as long as they may be, a little less or a little more."""
    local = rng.choice("aé") * rng.choice((1, 63, 64, 65, 100))
    label = rng.choice(("x", "ü", "x-")) * rng.choice((20, 31, 62, 63, 64))
    return f"{local}@{'.'.join([label] * rng.choice((1, 1, 2, 3, 4)))}.{rng.choice(('com', 'example', 'x' * 63))}"


def adversarial(rng: random.Random) -> str:
    """Return characters that are special to addresses, in any order."""
    pieces = ["@", ".", "a", "example", "com", "xn--", *rng.choices(BYTES, k=6)]
    return "".join(rng.choice(pieces) for _ in range(rng.randint(1, 14)))


def broken(text: str, rng: random.Random) -> str:
    """Put a character somewhere, or take one away."""
    at = rng.randrange(len(text) + 1)
    return text[:at] + (rng.choice(BYTES) if rng.random() < 0.6 else "") + text[at + rng.randrange(2) :]


def generated(count: int, seed: int) -> Iterator[str]:
    """Yield addresses: most ordinary or with one fault; others odd, of all scripts, wrapped, or no addresses at all."""
    rng = random.Random(f"addresses {seed}")  # noqa: S311 - a seeded generator, so that every run sees the same
    ordinary = addresses(count, seed)
    for plain in ordinary:
        kind = rng.randrange(20)
        text = plain
        if kind < 3:
            text = internationalized(rng)
        elif kind == 3:
            text = long_address(rng)
        elif kind < 6:
            text = adversarial(rng)
        if kind in (6, 7) or rng.random() < 0.1:
            text = rng.choice(WRAPPINGS).format(text)
        yield broken(text, rng) if rng.random() < 0.1 else text


@functools.lru_cache(maxsize=100)
def authority(text: str) -> tuple[str, str] | None:
    """Return an address as typed before the @, and as email-validator normalizes it behind; None for no address."""
    try:
        found = validate_email(text, check_deliverability=False)
    except ValueError:
        return None
    return text.rpartition("@")[0], found.domain


def judged(text: str, reading: Reading) -> str:
    """Return how a reading stands to email-validator's verdict on the same text; `different` where it may not.

    Full-width letters are the one thing in which the rule goes its own way: it reads them as ASCII on both sides of
    the @, and email-validator behind it alone.
    """
    text = "".join(unicodedata.normalize("NFKC", each) if each in FULL_WIDTH else each for each in text)
    text = text.replace("\u3002", ".")
    known = authority(text)
    if isinstance(reading, Refused):
        if known is None:
            return "refused by both"
        code = reading.note.problem.code
        reason = NO_STABLE_SPELLING if reading.note.hint == NO_STABLE_SPELLING else NOT_OF_FORM.get(code)
        return f"refused though well formed: {reason}" if reason else "different"
    assert reading.value is not None
    local, _, domain = reading.value.rpartition("@")
    if known is not None:
        return "kept by both" if (local, domain) == known else "different"
    ours = authority(reading.value)
    repaired = ours == (local, domain) and reading.notes and within(local, text) and reading.value != text
    return "repaired to what stood in the cell" if repaired else "different"


def within(local: str, text: str) -> bool:
    """Tell if a local part stands in a cell, width and invisible characters aside."""
    local, text = (INVISIBLE.sub("", unicodedata.normalize("NFKC", each)) for each in (local, text))
    return local in text


@pytest.mark.parametrize("part", range(PARTS))
def test_no_address_is_judged_otherwise_than_by_email_validator(
    part: int, record_property: Callable[[str, object], None]
) -> None:
    texts = [text for text in generated(COUNT // PARTS, part) if text]
    assert len(texts) > COUNT // PARTS * 0.999
    counts: Counter[str] = Counter()
    different = []
    for text in texts:
        how = judged(text, email.read(text, GIVEN))
        counts[how] += 1
        if how == "different":
            different.append((text, email.read(text, GIVEN), authority(text)))
    columns = find_disagreements(email.RULE, texts, cell_rules=(cells.RULE,))
    record_property(
        "figures", f"addresses {part}: {len(texts)}, {dict(counts.most_common())}, {len(columns)} otherwise in columns"
    )
    assert different == []
    assert columns == []
    # Every kind of answer was met, so that none is held by an empty sample.
    assert {"kept by both", "refused by both", "repaired to what stood in the cell"} <= counts.keys()
    assert any(how.startswith("refused though") for how in counts)


def test_a_difference_is_seen() -> None:
    kept = email.read("anna@example.com", GIVEN)
    assert judged("anna@example.com", kept) == "kept by both"
    assert judged("Anna@example.com", kept) == "different"
    assert judged("anna@@example.com", kept) == "different"
    assert judged("anna@example.com", email.read("anna@", GIVEN)) == "different"
