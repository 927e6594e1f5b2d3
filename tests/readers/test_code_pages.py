"""A code page is told by the letters of its languages; a wrong one leaves signs in words, which are found."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pycountry
import pytest

import yotpo_lint as yl
from yotpo_lint.errors import InputError
from yotpo_lint.readers.code_pages import detect_code_page

TEXTS = {
    "polish": "Łukasz Żółtowski, ul. Świętojańska 3, Gdańsk; Małgorzata Wójcik, Kraków; Zażółć Gęślą, Łódź",
    "czech": "Jiří Dvořák, Náměstí Míru 5, Plzeň; Šárka Nováková, Třebíč; Žaneta Kučerová, Děčín",
    "hungarian": "Ágnes Szőke, Fő utca 2, Győr; Zsófia Kőrösi, Hódmezővásárhely; Győző Tűzoltó, Pécs",
    "german": "Jürgen Groß, Königstraße 9, Köln; Bärbel Müller, München; Jörg Schäfer, Düsseldorf",
    "french": "Zoé Lefèvre, Rue de l'Étoile 5, Besançon; François Noël, Nîmes; Hélène Hôtel, Orléans",
    "spanish": "José Núñez, Calle Mayor 1, Málaga; María Ibáñez, Cádiz; Begoña Muñoz, A Coruña",
    "danish": "Søren Sørensen, Nørregade 4, Århus; Åse Bjørn, København; Ægir Rød, Helsingør",
    "turkish": "Ayşe Yılmaz, İstiklal Caddesi 5, İstanbul; Gökhan Çağlar, Iğdır; Şule Öztürk, Diyarbakır",
    "russian": "Иван Петров, улица Ленина 5, Москва; Анна Смирнова, Санкт-Петербург; Ольга Щукина, Уфа",
}
WRITTEN_IN = {
    "polish": ("cp1250", "iso8859_2", "cp852", "mac_latin2"),
    "czech": ("cp1250", "iso8859_2", "cp852", "mac_latin2"),
    "hungarian": ("cp1250", "iso8859_2", "cp852"),
    "german": ("cp1252", "mac_roman", "cp850"),
    "french": ("cp1252", "mac_roman", "cp850", "iso8859_15"),
    "spanish": ("cp1252", "mac_roman", "cp850"),
    "danish": ("cp1252", "mac_roman", "cp850"),
    "turkish": ("cp1254", "iso8859_9"),
    "russian": ("cp1251", "koi8_r", "cp866", "mac_cyrillic"),
}
CASES = [(language, encoding) for language, each in WRITTEN_IN.items() for encoding in each]


@pytest.mark.parametrize(("language", "encoding"), CASES)
def test_a_text_is_read_in_its_own_encoding(language: str, encoding: str) -> None:
    raw = TEXTS[language].encode(encoding)
    found = detect_code_page(raw)
    assert found is not None
    assert raw.decode(found) == TEXTS[language]


# Hebrew, Arabic, Greek, Thai and the scripts of East Asia are left to charset-normalizer.
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("דוד כהן, רחוב הרצל 5, תל אביב", "cp1255"),
        ("محمد علي, شارع النيل 5, القاهرة", "cp1256"),
        ("山田太郎, 千代田区丸の内1-1, 東京", "cp932"),
        ("山田太郎, 千代田区丸の内1-1, 東京", "euc_jp"),
        ("王小明, 北京市朝阳区, 北京", "gb18030"),
        ("สมชาย ใจดี, ถนนสุขุมวิท, กรุงเทพ", "cp874"),
    ],
)
def test_other_scripts_are_none_of_them(text: str, encoding: str) -> None:
    assert detect_code_page(text.encode(encoding)) is None


def test_the_regions_of_countries_are_read_in_the_encoding_of_the_country() -> None:
    pages = {"cp1250": "PL CZ SK HU HR SI", "cp1252": "DE FR ES PT SE NO DK FI IS IT BR", "cp1254": "TR"}
    names = defaultdict(list)
    for subdivision in pycountry.subdivisions:
        if not subdivision.name.isascii():
            names[subdivision.country_code].append(subdivision.name)
    for encoding, countries in pages.items():
        for country in countries.split():
            raw = "\n".join(names[country]).encode(encoding, "ignore")
            found = detect_code_page(raw)
            assert found is not None, country
            assert raw.decode(found) == raw.decode(encoding), (country, found)


@pytest.mark.parametrize(
    ("language", "encoding", "declared"),
    [("polish", "cp1250", "cp1252"), ("polish", "iso8859_2", "cp1252"), ("danish", "mac_roman", "cp1252")],
)
def test_a_wrong_encoding_does_not_pass_silently(tmp_path: Path, language: str, encoding: str, declared: str) -> None:
    lines = [f"{number},{name.split()[0]}" for number, name in enumerate(TEXTS[language].split("; "))]
    path = tmp_path / "t.csv"
    path.write_bytes("\n".join(["external_id,first_name", *lines, ""]).encode(encoding))
    assert "FIL010" in set(yl.lint(path, encoding=declared).findings["code"])
    assert "FIL010" not in set(yl.lint(path).findings.get("code", ()))


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16"), ("utf-32-le", "UTF-32"), ("iso2022_jp", "ISO-2022-JP")],
)
@pytest.mark.parametrize("text", ["太郎", "Иван", "Zoe"])
def test_what_cannot_be_told_from_bytes_is_asked_for(tmp_path: Path, text: str, encoding: str, name: str) -> None:
    if (encoding, text) == ("iso2022_jp", "Zoe"):
        return
    path = tmp_path / "t.csv"
    path.write_bytes(("external_id,first_name\r\n" + f"1,{text}\r\n" * 40).encode(encoding))
    with pytest.raises(InputError, match=f"looks like {name}.*declare it with --encoding {encoding}"):
        yl.lint(path)
