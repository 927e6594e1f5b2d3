"""report.html in a real browser: it opens by itself, its table can be used, everyone can read it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import HOSTILE

pytestmark = pytest.mark.browser

REJECTED = len(HOSTILE) + 100 + 25


def rows(browser: Any) -> list[list[str]]:
    found: list[list[str]] = browser.run(
        "Array.from(document.querySelectorAll('#rows-table tbody tr'),"
        " row => Array.from(row.cells, cell => cell.innerText.trim()))"
    )
    return found


def choose(browser: Any, selector: str, value: str) -> None:
    browser.run(
        "(() => { const s = document.querySelector(arguments[0]); s.value = arguments[1];"
        " s.dispatchEvent(new Event('change')); })()",
        selector,
        value,
    )


def test_it_opens_without_a_complaint_or_a_request(browser: Any, page: Path) -> None:
    browser.open(page)
    assert browser.complaints() == []
    assert browser.requests() == [page.as_uri()]
    assert browser.texts("h1") == [f"50 of {REJECTED + 50} rows ready for upload, {REJECTED} rejected."]


def test_values_stay_text(browser: Any, page: Path) -> None:
    browser.open(page)
    assert browser.run("window.bad === undefined")
    assert browser.run("document.querySelectorAll('img, iframe, object, link').length") == 0
    assert browser.run("document.scripts.length") == 1
    shown = " ".join(why for _, _, _, why in rows(browser))
    for value in HOSTILE:
        assert f'"{value}"' in shown
    assert browser.texts(".source b") == ["customers <b>.csv"]


def test_the_policy_stops_a_script_that_slips_in(browser: Any, page: Path) -> None:
    browser.open(page)
    browser.run(
        "(() => { const s = document.createElement('script'); s.textContent = 'window.bad = 2';"
        " document.body.append(s); const i = new Image(); i.src = 'https://example.com/x.png';"
        " document.body.append(i); })()"
    )
    assert browser.run("window.bad === undefined")
    assert any("Content Security Policy" in each for each in browser.complaints())


def test_the_table_turns_its_pages(browser: Any, page: Path) -> None:
    browser.open(page)
    assert len(rows(browser)) == 50
    assert browser.texts("#count") == [f"1 to 50 of {REJECTED} rows"]
    assert not browser.find("#back").is_enabled()
    browser.click("#forth")
    browser.click("#forth")
    assert browser.texts("#count") == [f"101 to {REJECTED} of {REJECTED} rows"]
    assert len(rows(browser)) == REJECTED - 100
    assert not browser.find("#forth").is_enabled()
    browser.click("#back")
    assert browser.texts("#page") == ["Page 2 of 3"]


def test_searching(browser: Any, page: Path) -> None:
    browser.open(page)
    browser.find("#search").send_keys("mrs GEN004")
    assert browser.texts("#count") == [f"1 to 25 of 25 rows that match, of {REJECTED} listed"]
    assert all("Mrs" in why for *_, why in rows(browser))
    browser.find("#search").clear()
    browser.find("#search").send_keys("nothing like it")
    assert browser.texts("#count") == [f"No row matches, of {REJECTED} listed"]
    assert rows(browser) == []


def test_a_sample_says_so_wherever_it_counts(browser: Any, sample: Path) -> None:
    browser.open(sample)
    assert browser.texts("#count") == ["1 to 50 of 1,669 rows listed of 5,001 rejected"]
    browser.find("#search").send_keys("nothing like it")
    assert browser.texts("#count") == ["No row matches, of 1,669 listed (5,001 rejected)"]


def test_filtering(browser: Any, page: Path) -> None:
    browser.open(page)
    assert "GEN004 (25)" in browser.texts("#by-code option")
    choose(browser, "#by-code", "GEN004")
    assert len(rows(browser)) == 25
    choose(browser, "#by-field", "email")
    # GEN004 was found in gender, not in email, though these rows have a problem there too.
    assert rows(browser) == []
    choose(browser, "#by-code", "")
    assert len(rows(browser)) == 25
    choose(browser, "#by-field", "")
    assert browser.texts("#count") == [f"1 to 50 of {REJECTED} rows"]


def test_sorting(browser: Any, page: Path) -> None:
    browser.open(page)
    heads = browser.driver.find_elements("css selector", "#rows-table th button")
    assert [head.text for head in heads] == ["Row", "Line", "Codes", "Why"]
    browser.click(heads[0])
    assert rows(browser)[0][0] == str(REJECTED + 50)
    assert browser.run("document.querySelector('th[aria-sort]').getAttribute('aria-sort')") == "descending"
    browser.click(heads[2])
    codes = [each[2] for each in rows(browser)]
    assert codes == sorted(codes)
    browser.click(heads[2])
    assert rows(browser)[0][2].startswith("GEN005")
    browser.click(heads[1])
    assert rows(browser)[0][:2] == ["1", "2"]


def test_a_code_leads_to_its_meaning(browser: Any, page: Path) -> None:
    from selenium.webdriver.support.wait import WebDriverWait

    # The browser tells of a new fragment when it comes to it, which on a busy machine is after the click returns.
    wait = WebDriverWait(browser.driver, 10)
    browser.open(page)
    assert not browser.find("#GEN005").get_attribute("open")
    browser.click("#problems a[href='#GEN005']")
    assert wait.until(lambda _: browser.find("#GEN005").get_attribute("open"))
    assert "gender-unreadable" in browser.find("#GEN005").text
    browser.open(page, fragment="#GEN004")
    assert wait.until(lambda _: browser.find("#GEN004").get_attribute("open"))


def test_the_keyboard_alone_is_enough(browser: Any, page: Path) -> None:
    from selenium.webdriver.common.keys import Keys

    browser.open(page)
    body = browser.find("body")
    body.send_keys(Keys.TAB)
    assert browser.run("document.activeElement.className") == "skip"
    browser.run("document.querySelector('#rows-table th button').focus()")
    browser.driver.switch_to.active_element.send_keys(Keys.ENTER)
    assert rows(browser)[0][0] == str(REJECTED + 50)
    assert browser.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    browser.run("document.querySelector('#GEN005 summary').focus()")
    browser.driver.switch_to.active_element.send_keys(Keys.SPACE)
    assert browser.find("#GEN005").get_attribute("open")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("which", ["page", "masked"])
def test_contrast_landmarks_and_names_pass_axe(
    browser: Any, request: pytest.FixtureRequest, which: str, width: int, scheme: str
) -> None:
    from axe_selenium_python import Axe

    browser.open(request.getfixturevalue(which), width=width, scheme=scheme)
    browser.run("document.querySelectorAll('details').forEach(each => each.open = true)")
    axe = Axe(browser.driver)
    axe.inject()
    found = axe.run()
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
    assert len(found["passes"]) > 20


@pytest.mark.parametrize("width", [1280, 768, 390, 320])
def test_nothing_sticks_out_sideways(browser: Any, masked: Path, page: Path, width: int) -> None:
    for each in (masked, page):
        browser.open(each, width=width)
        browser.run("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert browser.run("document.documentElement.scrollWidth") <= width


def test_both_schemes_are_its_own(browser: Any, page: Path) -> None:
    colours = []
    for scheme in ("light", "dark"):
        browser.open(page, scheme=scheme)
        colours.append(browser.run("getComputedStyle(document.body).backgroundColor"))
    assert colours == ["rgb(255, 255, 255)", "rgb(20, 23, 27)"]


def test_paper_gets_what_is_left_to_be_done(browser: Any, page: Path) -> None:
    browser.open(page)
    browser.run("window.dispatchEvent(new Event('beforeprint'))")
    assert len(rows(browser)) == REJECTED
    opened = browser.run("Array.from(document.querySelectorAll('#meanings details[open]'), each => each.id)")
    assert {"GEN004", "GEN005"} <= set(opened)
    assert "GEN001" not in opened
    browser.run("window.dispatchEvent(new Event('afterprint'))")
    assert len(rows(browser)) == 50
    pdf = browser.driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})
    assert len(pdf["data"]) > 10_000


def test_paper_gets_the_first_rows_of_many_and_says_so(browser: Any, sample: Path) -> None:
    browser.open(sample)
    assert not browser.find("#cut").is_displayed()
    browser.run("window.dispatchEvent(new Event('beforeprint'))")
    assert len(rows(browser)) == 200
    told = "The first 200 of 1,669 rows are printed; the file of rejected rows has all."
    assert browser.texts("#cut") == [told]
    browser.run("window.dispatchEvent(new Event('afterprint'))")
    assert not browser.find("#cut").is_displayed()
    assert len(rows(browser)) == 50


@pytest.mark.parametrize("width", [1280, 768, 390])
def test_the_labels_of_the_picture_stay_beside_it(browser: Any, masked: Path, width: int) -> None:
    browser.open(masked, width=width)
    heights = browser.run("Array.from(document.querySelectorAll('.places li'), each => each.scrollHeight)")
    assert max(heights) <= 52


def test_without_scripts_every_row_is_there(browser: Any, page: Path) -> None:
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.open(page)
        assert len(browser.driver.find_elements("css selector", "#rows-table tbody tr")) == REJECTED
        assert not browser.find("#filters").is_displayed()
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
