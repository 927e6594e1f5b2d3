"""Tables of the e-mail rule: well-known mail domains, how they are mistyped, and addresses that nobody has.

The lists are our own judgement, made on 2026-11-23 from common knowledge of the large mail providers; they are
no authority on which domain exists. A domain in `WELL_KNOWN` is never taken for a slip of another one, so the
price of a missing entry is one needless warning, never a lost row.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Final

# Domains whose one-letter slips are warned of. Only long names of very large providers: one letter from
# "aol.com", "msn.com" or "gmx.de" lie too many domains of other people.
LARGEST: Final = ("gmail.com", "googlemail.com", "yahoo.com", "hotmail.com", "outlook.com", "icloud.com")

# Real mail domains, many of them one letter from a larger one.
WELL_KNOWN: Final = frozenset(
    (
        "gmail.com googlemail.com yahoo.com ymail.com rocketmail.com hotmail.com outlook.com live.com msn.com "
        "icloud.com me.com mac.com aol.com aim.com mail.com email.com gmx.com gmx.net gmx.de gmx.at gmx.ch web.de "
        "t-online.de freenet.de mail.de posteo.de hotmail.co.uk hotmail.fr hotmail.it hotmail.es hotmail.de "
        "yahoo.co.uk yahoo.co.jp yahoo.fr yahoo.de yahoo.it yahoo.es yahoo.ca yahoo.in yahoo.com.br yahoo.com.au "
        "outlook.fr outlook.de outlook.es outlook.it live.co.uk live.fr live.nl orange.fr wanadoo.fr free.fr "
        "laposte.net sfr.fr libero.it virgilio.it tiscali.it alice.it mail.ru inbox.ru list.ru bk.ru yandex.ru "
        "yandex.com rambler.ru ukr.net wp.pl o2.pl onet.pl interia.pl seznam.cz proton.me protonmail.com pm.me "
        "zoho.com fastmail.com hey.com tutanota.com comcast.net verizon.net att.net sbcglobal.net bellsouth.net "
        "cox.net charter.net earthlink.net btinternet.com virginmedia.com ntlworld.com sky.com talktalk.net "
        "bigpond.com optusnet.com.au xtra.co.nz shaw.ca rogers.com sympatico.ca telus.net qq.com 163.com 126.com "
        "sina.com naver.com daum.net hanmail.net uol.com.br bol.com.br terra.com.br ziggo.nl kpnmail.nl telenet.be "
        "skynet.be telia.com bluewin.ch "
        # Other people's domains that a one-letter rule would hit. `.co` is Colombia's, and these exist.
        "gmail.co googlemail.co yahoo.co hotmail.co outlook.co icloud.co"
    ).split()
)

# Slips of two letters or more, and slips in the first letter, which the one-letter rule leaves alone because
# fmail.com, email.com and cloud.com are not slips.
SLIPS: Final = {
    "gmailcom.com": "gmail.com",
    "gmial.co": "gmail.com",
    "gmai.co": "gmail.com",
    "gamil.co": "gmail.com",
    "gmial.con": "gmail.com",
    "gmai.con": "gmail.com",
    "gamil.con": "gmail.com",
    "hotmial.con": "hotmail.com",
    "hotmai.con": "hotmail.com",
    "yaho.con": "yahoo.com",
    "outlok.con": "outlook.com",
    "ahoo.com": "yahoo.com",
    "otmail.com": "hotmail.com",
    "utlook.com": "outlook.com",
}

# Endings that are no top-level domain at all and lie one slip from ".com".
COM_SLIPS: Final = ("con", "cmo", "ocm", "comm", "coom", "cpm", "vom", "xom", "cim", "clm", "c0m", "com.com")

_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz0123456789-"


@functools.cache
def typos() -> dict[str, str]:
    """Return every domain that is taken for a slip of the keyboard, with the well-known domain it resembles."""
    found = {slip: domain for domain in LARGEST for slip in _one_letter_off(domain)}
    found |= {
        domain[: -len("com")] + ending: domain
        for domain in WELL_KNOWN
        if domain.endswith(".com")
        for ending in COM_SLIPS
    }
    return {slip: domain for slip, domain in (found | SLIPS).items() if slip not in WELL_KNOWN}


def _one_letter_off(domain: str) -> Iterator[str]:
    """Yield every text that one insertion, loss, exchange or swap after the first letter makes of a domain."""
    for at in range(1, len(domain) + 1):
        head, tail = domain[:at], domain[at:]
        for letter in _ALPHABET:
            yield head + letter + tail
            yield head + letter + tail[1:]
        yield head + tail[1:]
        yield head + tail[1:2] + tail[:1] + tail[2:]


# What is written before the @ where a customer gave no address; refused before any domain.
# `na@`, `no@`, `info@` are left alone: people have such initials, and shops such mailboxes.
NO_ADDRESS: Final = frozenset(
    (
        "noemail no-email no_email no.email nomail no-mail no_mail no.mail noemailaddress no-email-address noaddress "
        "n/a notprovided not-provided not_provided not.provided emailnotprovided noemailprovided donthaveemail "
        "noemailgiven keinemail keine-email keinemailadresse sinemail sincorreo nomailaddress pasdemail pas-de-mail "
        "geenemail geen-email"
    ).split()
)

# Words that are no address when the same word stands on both sides of the @ (`test@test.com`, `none@none`).
SAME_BOTH_SIDES: Final = frozenset(
    (
        "a aa aaa b c x xx xxx y z zz zzz abc asd asdf qwe qwerty qwertz test tests testing tester none null nil na no "
        "nobody noone unknown undefined anonymous example sample demo dummy fake foo bar email mail e-mail user "
        "username name admin you nowhere customer guest 123 1234 12345 111 000 0 1"
    ).split()
)

# The other well-worn inventions, whole.
INVENTED: Final = frozenset(
    (
        "a@b a@b.c a@b.co a@b.com b@a.com a@bc.com x@y x@y.z x@y.com abc@def.com abc@xyz.com foo@bar foo@bar.com "
        "asdf@asd.com test@email.com test@mail.com email@test.com no@email.com no@mail.com none@email.com "
        "none@mail.com none@nowhere.com noone@nowhere.com nobody@nowhere.com none@no.com no@none.com no@thanks.com "
        "name@domain.com user@domain.com you@domain.com email@domain.com your@email.com youremail@email.com "
        "name@email.com user@email.com na@none.com na@email.com"
    ).split()
)

# Every word before an @ that one of the three tables speaks of; the accelerator leaves these to the reading.
SUSPECT_LOCALS: Final = NO_ADDRESS | SAME_BOTH_SIDES | {address.partition("@")[0] for address in INVENTED}


def is_placeholder(local: str, domain: str) -> bool:
    """Return whether an address is one that people and shops write in place of a missing one.

    >>> is_placeholder("test", "test.com"), is_placeholder("noemail", "example.com"), is_placeholder("test", "acme.com")
    (True, True, False)
    """
    local, domain = local.lower(), domain.lower()
    if local in NO_ADDRESS or f"{local}@{domain}" in INVENTED:
        return True
    return local in SAME_BOTH_SIDES and domain.partition(".")[0] == local
