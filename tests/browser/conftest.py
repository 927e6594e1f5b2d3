"""A headless Chromium whose log and requests can be looked at."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import yotpo_lint as yl


class Browser:
    """Chromium with what the tests ask of it."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, page: Path, *, width: int = 1280, scheme: str = "light", fragment: str = "") -> None:
        features = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
        media = {"features": [{"name": name, "value": value} for name, value in features.items()]}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        for log in ("browser", "performance"):
            self.driver.get_log(log)
        self.driver.get("about:blank")
        self.driver.get(page.as_uri() + fragment)

    def run(self, script: str, *arguments: object) -> Any:
        return self.driver.execute_script(f"return {script}", *arguments)

    def find(self, selector: str) -> Any:
        return self.driver.find_element("css selector", selector)

    def click(self, element: Any) -> None:
        """Click what a person would have scrolled to the middle of the screen."""
        element = self.find(element) if isinstance(element, str) else element
        self.run("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def texts(self, selector: str) -> list[str]:
        found: list[str] = self.run(
            "Array.from(document.querySelectorAll(arguments[0]), each => each.innerText)", selector
        )
        return found

    def complaints(self) -> list[str]:
        return [each["message"] for each in self.driver.get_log("browser")]

    def requests(self) -> list[str]:
        """Return every address that was asked for since the page was opened."""
        events = [json.loads(each["message"])["message"] for each in self.driver.get_log("performance")]
        return [each["params"]["request"]["url"] for each in events if each["method"] == "Network.requestWillBeSent"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the system's Chromium; without one the tests fail and say what is missing."""
    missing = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    assert not missing, f"{' and '.join(missing)} not found; Debian: apt-get install chromium chromium-driver"
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(str(shutil.which("chromedriver"))))
    try:
        yield Browser(driver)
    finally:
        driver.quit()


# What a page must show as text, whatever it looks like.
HOSTILE = (
    "<script>window.bad=1</script>",
    "=cmd|' /C calc'!A0",
    '"><img src=x onerror=window.bad=1>',
    "</script>",
    "{{7*7}}",
)


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page of a table with 130 rejected rows, hostile ones among them, with the values shown."""
    folder = tmp_path_factory.mktemp("page")
    lines = ["external_id,gender,email,loyalty"]
    lines += [
        '{},"{}",a{}@example.com,3'.format(1000 + n, text.replace('"', '""'), n) for n, text in enumerate(HOSTILE)
    ]
    lines += [f"{n},{'female' if n % 2 else 'F'},b{n}@example.com,3" for n in range(2000, 2050)]
    lines += [f"{n},{1 + n % 9},c{n}@example.com,3" for n in range(3000, 3100)]
    lines += [f"{n},Mrs,not-an-address,3" for n in range(4000, 4025)]
    (folder / "customers <b>.csv").write_text("\n".join(lines) + "\n", "utf-8")
    yl.lint(folder / "customers <b>.csv").write(folder / "out", redact=False)
    return folder / "out" / "report.html"


@pytest.fixture(scope="session")
def masked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page of the sample table as it is by default."""
    folder = tmp_path_factory.mktemp("masked")
    yl.lint(Path(__file__).parents[2] / "notebooks" / "data" / "messy_customers.csv").write(folder / "out")
    return folder / "out" / "report.html"


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page of more rejected rows than it lists."""
    folder = tmp_path_factory.mktemp("sample")
    (folder / "t.csv").write_text("external_id,gender\n" + "".join(f"{row},1\n" for row in range(5_001)), "utf-8")
    yl.lint(folder / "t.csv").write(folder / "out")
    return folder / "out" / "report.html"
