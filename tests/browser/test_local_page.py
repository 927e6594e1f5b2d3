"""`yotpo-lint open` in a real browser: the whole way from a dropped file to the downloads, for everyone."""

from __future__ import annotations

import http.server
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import HOSTILE

pytestmark = pytest.mark.browser

SAMPLE = Path(__file__).parents[2] / "notebooks" / "data" / "messy_customers.csv"
COMMAND = [sys.executable, "-m", "yotpo_lint.cli", "open", "--no-browser"]
PAGES = ("/", "/columns", "/questions", "/report", "/repair", "/download")

DROP = """
const [name, text] = arguments;
const data = new DataTransfer();
data.items.add(new File([text], name));
for (const kind of ["dragover", "drop"]) {
  document.body.dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
}
"""


class LocalPage:
    """The page in the browser, as a person uses it."""

    def __init__(self, browser: Any, address: str, downloads: Path) -> None:
        self.browser, self.driver, self.downloads = browser, browser.driver, downloads
        self.origin = address.partition("/open")[0]
        self.look()
        for log in ("browser", "performance"):
            self.driver.get_log(log)
        behaviour = {"behavior": "allow", "downloadPath": str(downloads)}
        self.driver.execute_cdp_cmd("Browser.setDownloadBehavior", behaviour)
        self.driver.get(address)
        self.arrive("/")

    def look(self, width: int = 1280, scheme: str = "light") -> None:
        features = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
        media = {"features": [{"name": name, "value": value} for name, value in features.items()]}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def until(self, holds: Any) -> Any:
        from selenium.common.exceptions import StaleElementReferenceException
        from selenium.webdriver.support.wait import WebDriverWait

        # The time of a machine on which much else is going on.
        wait = WebDriverWait(self.driver, 120, ignored_exceptions=[StaleElementReferenceException])
        return wait.until(lambda _: holds())

    def arrive(self, path: str) -> None:
        """Wait until a page is there, and its script with it."""
        here = "location.pathname === arguments[0] && document.readyState === 'complete'"
        self.until(lambda: self.browser.run(here, path))

    def go(self, path: str) -> None:
        self.driver.get(self.origin + path)
        self.arrive(path)
        if path == "/repair" and self.browser.run("document.querySelector('#cells') !== null"):
            self.until(lambda: self.browser.texts("#count") != ["Fetching the cells"])

    def follow(self, selector: str, path: str) -> None:
        """Click, and wait until the page of this path is there, be it the same one made anew."""
        self.browser.run("window.before = true")
        self.browser.click(selector)
        self.until(lambda: self.browser.run("window.before === undefined"))
        self.arrive(path)

    def drop(self, text: str, name: str = "customers.csv") -> None:
        self.go("/")
        self.driver.execute_script(DROP, name, text)
        self.arrive("/columns")

    def choose(self, selector: str, value: str) -> None:
        from selenium.webdriver.support.select import Select

        Select(self.browser.find(selector)).select_by_value(value)

    def cell(self, row: int, column: str) -> Any:
        """Return the input of a cell of the table of rejected cells."""
        label = f"//label[@class='cell-label'][bdi='{column}'][span=' in row {row}']"
        found = self.driver.find_element("xpath", label)
        return self.browser.find(f"#{found.get_attribute('for')}")

    def type(self, row: int, column: str, text: str) -> None:
        from selenium.webdriver.common.keys import Keys

        field = self.cell(row, column)
        field.clear()
        field.send_keys(text, Keys.TAB)

    def download(self, name: str) -> str:
        self.browser.click(f"a[href='/download/{name}']")
        self.until((self.downloads / name).exists)
        return (self.downloads / name).read_text("utf-8")


@pytest.fixture
def local(browser: Any, tmp_path: Path) -> Iterator[LocalPage]:
    process = subprocess.Popen(  # noqa: S603 -- our own command
        COMMAND, env={**os.environ, "TMPDIR": str(tmp_path)}, cwd=tmp_path, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found
        yield LocalPage(browser, found[0], tmp_path)
    finally:
        browser.driver.get("about:blank")
        process.terminate()
        process.wait()
        process.stdout.close()
    assert not list(tmp_path.glob("yotpo-lint-*"))


def leave_a_column_out(local: LocalPage) -> None:
    """See the columns, and leave one out by hand."""
    browser = local.browser
    assert browser.texts("main > .source b") == [SAMPLE.name]
    assert browser.texts(".count") == ["25 accepted", "17 rejected"]
    assert len(browser.texts("tbody tr")) == 23
    local.choose("select[data-column='company']", "")
    local.follow("#columns button.main", "/columns")
    assert browser.find("select[data-column='company']").get_attribute("value") == ""
    local.follow("#columns button.main", "/questions")


def answer_a_question(local: LocalPage) -> None:
    """Answer one of the questions."""
    browser = local.browser
    answer = browser.find("input[name='date_order'][value='dmy']")
    said = browser.run("arguments[0].closest('label').innerText", answer)
    assert " ".join(said.split()) == "Day first: 3 April 1 row more"
    browser.click(answer)
    local.follow("#questions button.main", "/questions")
    assert browser.texts(".count") == ["26 accepted", "16 rejected"]
    local.follow("#questions button.main", "/report")


def see_the_report(local: LocalPage) -> None:
    """See the report, whose frame is as high as what it shows."""
    browser = local.browser
    shown = "document.querySelector('#report').contentDocument?.querySelector('h1')?.innerText"
    local.until(lambda: browser.run(shown) == "26 of 43 rows ready for upload, 16 rejected, 1 merged into others.")
    local.until(lambda: browser.run("document.querySelector('#report').offsetHeight > 3000"))
    local.follow("a.button.main", "/repair")


def repair_cells(local: LocalPage) -> None:
    """Type two repairs, take one that is suggested, and check again."""
    browser = local.browser
    local.until(lambda: len(browser.texts("#cells tbody tr")) == 23)
    assert not browser.find("#check").is_enabled()
    local.type(34, "gender", "F")
    local.until(lambda: browser.texts("#edited") == ["1 cell repaired in 1 row, not checked yet."])
    local.type(39, "account_created_at", "")
    phone = local.cell(39, "phone_number")
    browser.click(phone.find_element("xpath", "following-sibling::button"))
    local.until(lambda: browser.texts("#edited") == ["3 cells repaired in 2 rows, not checked yet."])
    assert phone.get_attribute("value") == "+12125550190"
    local.follow("#check", "/repair")
    assert browser.texts("#outcome p") == [
        "You changed 2 rows. 2 accepted now.",
        "Every other row is exactly as it was.",
    ]
    assert browser.texts(".count") == ["28 accepted", "14 rejected"]


def test_the_whole_way_from_a_dropped_file_to_the_downloads(local: LocalPage) -> None:
    browser = local.browser
    assert browser.texts("h1") == ["Drop your customer table here"]
    local.drop(SAMPLE.read_text("utf-8"), SAMPLE.name)
    leave_a_column_out(local)
    answer_a_question(local)
    see_the_report(local)
    repair_cells(local)

    # The downloads.
    local.follow("a.button[href='/download']", "/download")
    customers = [json.loads(line)["customer"] for line in local.download("customers.jsonl").splitlines()]
    assert len(customers) == 28
    by_id = {each.get("external_id"): each for each in customers}
    assert by_id["1034"]["gender"] == "F"
    assert by_id["1039"]["phone_number"] == "+12125550190"
    assert by_id["1032"]["account_created_at"] == "2021-04-03"
    assert not any("company" in each.get("address", {}) for each in customers)
    repairs = '34,36,"gender","1","F"\n39,41,"account_created_at","1970-01-01",""\n'
    repairs += '39,41,"phone_number","212-555-0190 ext. 12","+12125550190"\n'
    assert local.download("repairs.csv") == f'"row","line","column","before","after"\n{repairs}'
    assert len(local.download("rejected.csv").splitlines()) == 15

    assert browser.complaints() == []
    asked = browser.requests()
    assert [address for address in asked if not address.startswith((f"{local.origin}/", "about:"))] == []

    # The end.
    browser.click("#finish")
    local.driver.switch_to.alert.accept()
    local.until(lambda: browser.texts("h1") == ["Everything is deleted"])
    local.until(lambda: not list(local.downloads.glob("yotpo-lint-open-*")))


def test_a_file_that_was_chosen_goes_the_same_way(local: LocalPage) -> None:
    local.browser.find("#file").send_keys(str(SAMPLE))
    local.arrive("/columns")
    assert local.browser.texts(".count") == ["25 accepted", "17 rejected"]


def test_a_column_takes_the_place_of_another_and_says_so(local: LocalPage) -> None:
    local.drop("external_id,email,Other\n1,a@example.com,b@example.com\n")
    local.choose("select[data-column='Other']", "email")
    assert local.browser.texts("#moved") == ["“email” is not uploaded now, for “Other” takes the place."]
    assert local.browser.find("select[data-column='email']").get_attribute("value") == ""


def test_what_does_not_work_is_told(local: LocalPage) -> None:
    local.go("/")
    local.driver.execute_script(DROP, "empty.csv", "")
    local.until(lambda: local.browser.texts("#failure") == ["The file is empty; choose another one."])
    assert local.browser.find("#failure").get_attribute("role") == "alert"
    assert local.browser.find("#file").is_enabled()


def test_values_stay_text(local: LocalPage) -> None:
    lines = [f'{row},"{text.replace(chr(34), 2 * chr(34))}"' for row, text in enumerate(HOSTILE, 1)]
    local.drop("external_id,gender\n" + "\n".join(lines) + "\n", "<img src=x onerror=window.bad=1>.csv")
    for path in PAGES[1:]:
        local.go(path)
        assert local.browser.run("window.bad === undefined")
        assert local.browser.run("document.querySelectorAll('img, object').length") == 0
    local.go("/repair")
    shown = local.browser.run("Array.from(document.querySelectorAll('#cells input'), each => each.value)")
    assert shown == list(HOSTILE)
    local.browser.click("#cells button.row")
    local.until(lambda: local.browser.run("document.querySelector('#whole').open"))
    assert local.browser.run("window.bad === undefined")
    assert local.browser.complaints() == []


def test_a_long_list_is_shown_page_by_page(local: LocalPage) -> None:
    local.drop("external_id,gender\n" + "".join(f"{row},Mrs\n" for row in range(1, 5_002)))
    local.go("/repair")
    assert len(local.browser.texts("#cells tbody tr")) == 25
    assert local.browser.texts("#count") == ["5,001 cells reject their rows"]
    assert local.browser.texts("#page") == ["Page 1 of 201"]
    local.browser.click("#forth")
    local.until(lambda: local.browser.texts("#page") == ["Page 2 of 201"])
    # Whoever reads on by keyboard or ear goes on in the first cell of the new page.
    local.until(lambda: local.browser.run("document.activeElement === document.querySelector('#cells tbody input')"))
    assert local.browser.run("document.activeElement.labels[0].textContent") == "gender in row 26"
    local.browser.find("#words").send_keys("4999")
    local.until(lambda: local.browser.texts("#count") == ["1 cell rejects its row"])


def test_the_keyboard_alone_is_enough(local: LocalPage) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    browser, active = local.browser, "document.activeElement"

    def press(*keys: str) -> None:
        # To the page, not to an element: the page may draw its table anew between the two.
        ActionChains(local.driver).send_keys(*keys).perform()

    local.drop("external_id,gender\n1,Mrs\n2,F\n")
    browser.find("body").send_keys(Keys.TAB)
    assert browser.run(f"{active}.className") == "skip"
    press(Keys.ENTER)
    press(Keys.TAB)
    assert browser.run(f"{active}.id") == "source"
    press(Keys.TAB, Keys.TAB)
    local.go("/repair")
    browser.run("document.querySelector('#words').focus()")
    press(Keys.TAB)
    assert browser.run(f"{active}.getAttribute('aria-label')") == "Whole row 1"
    press(Keys.ENTER)
    local.until(lambda: browser.run(f"{active}.id") == "whole-title")
    press(Keys.TAB, Keys.TAB)
    press(Keys.ESCAPE)
    # Closing the row leads back to where it was opened.
    local.until(lambda: browser.run(f"{active}.getAttribute('aria-label')") == "Whole row 1")
    press(Keys.TAB)
    assert browser.run(f"{active}.labels[0].textContent") == "gender in row 1"
    described = browser.run(f"document.getElementById({active}.getAttribute('aria-describedby')).textContent")
    assert described.startswith("A title does not state a gender")
    assert browser.run(f"getComputedStyle({active}).outlineStyle") == "solid"
    press(Keys.BACKSPACE * 3, "F", Keys.TAB)
    local.until(lambda: browser.find("#check").is_enabled())
    browser.run("document.querySelector('#check').focus()")
    press(Keys.ENTER)
    local.until(lambda: browser.texts("#outcome p")[:1] == ["You changed 1 row. 1 accepted now."])


def test_a_repair_in_the_whole_row_is_seen_in_the_table(local: LocalPage) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    browser = local.browser
    local.drop("external_id,gender\n1,Mrs\n2,F\n")
    local.go("/repair")
    browser.click("#cells button.row")
    local.until(lambda: browser.run("document.querySelector('#whole').open"))
    field = browser.find("#cell-whole-1")
    field.clear()
    # Escape follows at once: the repair is still on its way when the row closes.
    field.send_keys("F")
    ActionChains(local.driver).send_keys(Keys.ESCAPE).perform()
    local.until(lambda: local.cell(1, "gender").get_attribute("value") == "F")
    local.until(lambda: browser.run("document.activeElement.getAttribute('aria-label')") == "Whole row 1")
    assert browser.texts("#edited") == ["1 cell repaired in 1 row, not checked yet."]


@pytest.mark.parametrize("width", [1280, 390])
def test_contrast_landmarks_and_names_pass_axe(local: LocalPage, width: int) -> None:
    from axe_selenium_python import Axe

    local.drop(SAMPLE.read_text("utf-8"), SAMPLE.name)
    for path in PAGES:
        local.go(path)
        for scheme in ("light", "dark"):
            local.look(width, scheme)
            local.browser.run("document.querySelectorAll('details').forEach(each => each.open = true)")
            axe = Axe(local.driver)
            axe.inject()
            found = axe.run()
            assert [(path, each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
            assert len(found["passes"]) > 15
            assert local.browser.run("document.documentElement.scrollWidth") <= width


def test_nothing_sticks_out_on_the_narrowest_screen(local: LocalPage) -> None:
    local.drop("external_id,gender," + "x" * 200 + "\n" + "9" * 200 + ",Mrs," + "y" * 500 + "\n", "z" * 120 + ".csv")
    local.look(320)
    for path in PAGES:
        local.go(path)
        assert local.browser.run("document.documentElement.scrollWidth") <= 320, path
    local.go("/repair")
    local.browser.click("#cells button.row")
    local.until(lambda: local.browser.run("document.querySelector('#whole').open"))
    assert local.browser.run("document.querySelector('#whole').scrollWidth") <= 320


ATTACK = """<!doctype html><title>waiting</title><iframe src="{origin}/repair"></iframe>
<form id="form" method="post" action="{origin}/finish" target="frame" enctype="text/plain"></form>
<iframe name="frame"></iframe>
<script>
const tries = [
  fetch("{origin}/download/customers.jsonl", {{credentials: "include"}}).then(answer => answer.text()),
  fetch("{origin}/finish", {{method: "POST", mode: "no-cors", credentials: "include", body: "{{}}"}}).then(a => a.type),
  fetch("{origin}/finish", {{method: "POST", credentials: "include", headers: {{"x-csrf-token": "x"}}}}),
];
document.getElementById("form").submit();
Promise.allSettled(tries).then(all => {{
  window.got = all.map(each => each.status === "rejected" ? "refused" : each.value);
  document.title = "done";
}});
</script>"""


def test_another_page_in_the_same_browser_gets_nothing(local: LocalPage) -> None:
    """Another port of the same host is the same site, so that the browser sends the cookie along."""
    local.drop("external_id\n1\n")
    page = ATTACK.format(origin=local.origin).encode()

    class Attacker(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Attacker) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        local.driver.get(f"http://127.0.0.1:{server.server_address[1]}/")
        local.until(lambda: local.driver.title == "done")
        got = local.browser.run("window.got")
        framed = local.browser.run("document.querySelector('iframe').contentDocument")
        server.shutdown()
    assert got == ["refused", "refused", "refused"]
    assert framed is None
    # It goes on as if nothing had been.
    local.go("/download")
    assert local.download("customers.jsonl") == '{"customer":{"external_id":"1"}}\n'
