#!/usr/bin/env python3
"""Pages as a browser shows them: page_test.py PROGRAM. Exit 77: no Chromium here.

Each page, in both languages, wide and as narrow as a phone, light and dark: the console is silent, nothing is requested,
every chart has drawn in every view, numbers stand behind each, nothing is wider than the window.
"""

import base64
import json
import os
import re
import sys
import tempfile

from browser import Browser, find_chromium
from checks import HEIGHT, PHONE, WIDE, Faults, check_figures, check_quiet, check_width, settle
from keyboard_checks import check_names, check_stops, check_turning
from network_checks import check_network, check_network_by_key
from pages import LANGUAGES, Pages, make

LARGEST = 3 << 20  # bytes of a page

def press_every_button(browser):
    browser.evaluate("""(async () => {
      for (const button of document.querySelectorAll('.switch button')) {
        button.click();
        await new Promise(done => setTimeout(done, 60));
      }
      for (const button of document.querySelectorAll('.switch button:first-child')) button.click();
    })()""")


def check_page(browser, faults, names, pages):
    for language in LANGUAGES:
        path = pages.page(names, language)
        what = path.name
        faults.check(path.stat().st_size <= LARGEST, f"{what}: {path.stat().st_size} bytes")
        browser.look(WIDE, HEIGHT, dark=language != "en")
        browser.open(path)
        figures = check_figures(browser, faults, what)
        check_width(browser, faults, what, WIDE)
        faults.check(browser.evaluate("document.documentElement.lang") == language, f"{what}: its language")
        faults.check(not browser.evaluate("Boolean(window.broken)"), f"{what}: a name ran as a script")
        if language == LANGUAGES[0]:  # other words on the same views
            press_every_button(browser)
        browser.look(PHONE, HEIGHT, dark=language == "en")
        settle(browser, PHONE)
        check_width(browser, faults, f"{what} on a phone", PHONE)
        check_figures(browser, faults, f"{what} on a phone")
        check_quiet(browser, faults, what)
        print(f"{what}: {len(figures)} charts, {path.stat().st_size >> 10} KiB", flush=True)


PLACES = """['line', 'plane'].map(id => (box => [box.left, box.top, box.right, box.bottom].map(Math.round))(
  document.getElementById('result-1-chart-' + id).getBoundingClientRect()))"""


def check_beside(browser, faults, page):
    """The line in which a point looks like a minimum and the plane in which it is a saddle: next to each other where there
    is room, below each other on a phone."""
    for width in (WIDE, PHONE):
        browser.look(width, HEIGHT)
        browser.open(page)
        settle(browser, width)
        line, plane = browser.evaluate(PLACES)
        apart = plane[0] >= line[2] and plane[1] == line[1] if width == WIDE else plane[1] >= line[3]
        faults.check(apart, f"{page.name} in a window of {width}: the line at {line}, the plane at {plane}")


PAPER = {"US Letter": (740, 980), "A4": (718, 1047), "US Letter, turned": (980, 740)}  # without margins, in CSS pixels
TORN = """[...document.querySelectorAll('figure.chart')].filter(f => f.getBoundingClientRect().height > innerHeight).map(f => f.id)
  .concat([...document.querySelectorAll('h2, h3, h4, caption')].filter(h => getComputedStyle(h).breakAfter !== 'avoid')
  .map(h => h.textContent))
  .concat([...document.querySelectorAll('.scroll')].filter(t => t.querySelectorAll('tbody tr').length <= 12 &&
  getComputedStyle(t).breakInside !== 'avoid').map(t => t.textContent))"""
SHEETS = 6  # that the stalled network's page may take, filled as they are


def check_paper(browser, faults, pages):
    """On paper a chart is whole with its words, so is a small table, nothing is cut off from its heading, sheets are filled."""
    for names in (["stalled"], ["census"], ["toy"]):
        page = pages.page(names)
        for paper, (width, height) in PAPER.items():
            browser.look(width, height, media="print")
            browser.open(page)
            settle(browser, width)
            torn = browser.evaluate(TORN)
            faults.check(torn == [], f"{page.name} on {paper} is torn at {torn}")
            if names == ["stalled"] and height > width:
                pdf = base64.b64decode(browser.call("Page.printToPDF", paperWidth=width / 96 + 0.8,
                                                    paperHeight=height / 96 + 0.8)["data"])
                sheets = len(re.findall(rb"/Type\s*/Page\b", pdf))
                faults.check(0 < sheets <= SHEETS, f"{page.name} takes {sheets} sheets of {paper}")


def with_chart_data(page, change, name):
    """The page with other data behind its charts."""
    text = page.read_text()
    begin = text.index('id="chart-data">') + len('id="chart-data">')
    end = text.index("</script>", begin)
    path = page.with_name(name)
    path.write_text(text[:begin] + change(text[begin:end]) + text[end:])
    return path


def without_first(data):
    charts = json.loads(data)
    charts[0]["views"] = None
    return json.dumps(charts).replace("<", "\\u003c")


NOTES = """[...document.querySelectorAll('figure[data-chart]')].map(f =>
  [f.classList.contains('drawn'), f.querySelectorAll('.failed-note').length, f.querySelector('.live, .switch') !== null,
   f.querySelector('.picture').getBoundingClientRect().height > 50])"""


def check_failures(browser, faults, pages):
    """What can't be drawn live stays a picture, and the page says so; the others are drawn all the same."""
    browser.look(WIDE, HEIGHT)
    page = pages.page(["stalled"])
    browser.open(with_chart_data(page, without_first, "one-broken.html"))
    first, *others = browser.evaluate(NOTES)
    faults.check(first == [False, 1, False, True], f"a malformed chart: {first}")
    faults.check(len(others) > 0 and all(other == [True, 0, True, False] for other in others), f"the others: {others}")
    browser.open(with_chart_data(page, lambda data: data[:-20], "all-broken.html"))
    first, *others = browser.evaluate(NOTES)
    faults.check(first == [False, 1, False, True], f"malformed data: {first}")
    faults.check(all(other == [False, 0, False, True] for other in others), f"malformed data, the others: {others}")
    check_lost_webgl(browser, faults, page)


def check_lost_webgl(browser, faults, page):
    """A browser takes WebGL away from what had it first: the picture is back, and the page says why."""
    browser.open(page)
    lost = browser.evaluate("""(async () => {
      const until = async found => {
        for (let tries = 0; tries < 400 && !found(); tries++) await new Promise(done => setTimeout(done, 50));
        return found();
      };
      const spatial = [...document.querySelectorAll('.switch button')].find(b => b.textContent === 'In space');
      const figure = spatial.closest('figure');
      spatial.click();
      const canvas = await until(() => figure.querySelector('.live.spatial canvas'));
      const context = canvas && (canvas.getContext('webgl2') || canvas.getContext('webgl'));
      if (!context) return 'no WebGL';
      context.getExtension('WEBGL_lose_context').loseContext();
      await until(() => figure.querySelector('.failed-note'));
      return [figure.classList.contains('drawn'), figure.querySelectorAll('.failed-note').length,
              figure.querySelector('.picture').getBoundingClientRect().height > 50];
    })()""")
    faults.check(lost == [False, 1, True], f"WebGL that was taken away leaves {lost}")


def check_still(browser, faults, pages):
    """Without scripts the still pictures are there."""
    browser.scripts(False)
    browser.open(pages.page(["census"]), drawn=False)
    root = browser.call("DOM.getDocument")["root"]["nodeId"]
    found = browser.call("DOM.querySelectorAll", nodeId=root, selector="figure .picture > svg")["nodeIds"]
    faults.check(len(found) > 0, "without scripts: no still picture")
    for node in found:
        size = browser.call("DOM.getBoxModel", nodeId=node)["model"]
        faults.check(size["width"] * size["height"] > 20000, f"without scripts: a picture of {size['width']} pixels")
    check_quiet(browser, faults, "without scripts")
    browser.open(f"{pages.page(['census'])}#result-1-network-0", drawn=False)
    card = browser.call("DOM.querySelector", nodeId=browser.call("DOM.getDocument")["root"]["nodeId"],
                        selector="#result-1-network-0")["nodeId"]
    size = browser.call("DOM.getBoxModel", nodeId=card)["model"]
    faults.check(size["height"] > 300, f"without scripts: a network's diagnosis is {size['height']} pixels high")
    browser.scripts(True)


def check_without_webgl(faults, pages, names):
    with Browser(["--disable-3d-apis"]) as browser:
        browser.look(WIDE, HEIGHT)
        browser.open(pages.page(names))
        check_figures(browser, faults, f"{names[0]} without WebGL")
        check_beside(browser, faults, pages.page(["toy"]))
        check_quiet(browser, faults, f"{names[0]} without WebGL")


def check_that_checks_bite(pages):
    """A page with every fault: each of them must be seen."""
    path = pages.folder / "faulty.html"
    path.write_text("<html><body><div style='width: 3000px'>wide</div><img src='missing.png'><figure data-chart='0' id='f'>"
                    "</figure><script>document.documentElement.dataset.charts = 'drawn'; console.error('oh');</script>")
    faults = Faults()
    with Browser() as browser:
        browser.look(WIDE, HEIGHT)
        browser.open(path)
        check_figures(browser, faults, "figure")
        check_width(browser, faults, "width", WIDE)
        check_quiet(browser, faults, "quiet")
    for what in ("wasn't drawn", "square pixels", "shapes", "no numbers", "in a window of", "console: oh", "requested"):
        if not any(what in fault for fault in faults):
            raise SystemExit(f"a fault isn't seen: {what}")


def main():
    if find_chromium() is None:
        print("no Chromium here: apt-get install chromium")
        return 1 if os.environ.get("SADDLESCOPE_REQUIRE_CHROMIUM") else 77
    faults = Faults()
    with tempfile.TemporaryDirectory() as folder:
        pages = Pages(sys.argv[1], folder)
        check_that_checks_bite(pages)
        lists = make(pages)
        with Browser() as browser:
            for names in lists:
                check_page(browser, faults, names, pages)
            check_network(browser, faults, pages)
            check_network_by_key(browser, faults, pages)
            check_turning(browser, faults, pages)
            for names, language in (["stalled"], "en"), (["network"], "zh-TW"), (["surface"], "en"):
                check_names(browser, faults, pages.page(names, language))
            check_stops(browser, faults, pages)
            check_failures(browser, faults, pages)
            check_beside(browser, faults, pages.page(["toy"]))
            check_paper(browser, faults, pages)
            check_still(browser, faults, pages)
        check_without_webgl(faults, pages, lists[-2])
    for fault in faults:
        print("FAILED", fault)
    print(f"{len(lists)} pages, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
