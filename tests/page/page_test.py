#!/usr/bin/env python3
"""Pages as a browser shows them: page_test.py PROGRAM. Exit 77: no Chromium here.

Each page, in both languages, wide and as narrow as a phone, light and dark: the console is silent, nothing is requested,
every chart has drawn in every view, numbers stand behind each, nothing is wider than the window.
"""

import os
import sys
import tempfile

from browser import Browser, find_chromium
from pages import LANGUAGES, Pages, make

WIDE, PHONE, HEIGHT = 1280, 390, 900
LARGEST = 3 << 20  # bytes of a page

# What each figure shows: [id, drawn, area of the live picture, marks or canvases in it, rows behind it, views].
FIGURES = """[...document.querySelectorAll('figure[data-chart]')].map(f => {
  const live = f.querySelector('.live'), box = live ? live.getBoundingClientRect() : {width: 0, height: 0};
  return {id: f.id, drawn: f.classList.contains('drawn'), area: box.width * box.height,
          shapes: live ? live.querySelectorAll('path, canvas, image').length : 0,
          rows: f.querySelectorAll('tbody tr').length,
          views: [...f.querySelectorAll('.switch button')].map(b => b.textContent)};
})"""

WAIT = "new Promise(done => setTimeout(done, %d))"


class Faults(list):
    def check(self, claim, text):
        if not claim:
            self.append(text)


def check_quiet(browser, faults, what):
    for said in browser.complaints():
        faults.check(False, f"{what}: {said}")
    for url in browser.requests():
        faults.check(False, f"{what}: requested {url}")


def check_width(browser, faults, what, width):
    wide = browser.evaluate("document.documentElement.scrollWidth")
    faults.check(wide <= width, f"{what}: {wide} pixels wide in a window of {width}")


def check_figures(browser, faults, what):
    figures = browser.evaluate(FIGURES)
    for figure in figures:
        where = f"{what}, {figure['id']}"
        faults.check(figure["drawn"], f"{where}: wasn't drawn")
        faults.check(figure["area"] > 20000, f"{where}: covers {figure['area']} square pixels")
        faults.check(figure["shapes"] > 10, f"{where}: holds {figure['shapes']} shapes")
        faults.check(figure["rows"] > 0, f"{where}: has no numbers behind it")
        faults.check(all(figure["views"]), f"{where}: a button without words")
    return figures


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
        press_every_button(browser)
        browser.look(PHONE, HEIGHT, dark=language == "en")
        browser.evaluate(WAIT % 400)
        check_width(browser, faults, f"{what} on a phone", PHONE)
        check_figures(browser, faults, f"{what} on a phone")
        check_quiet(browser, faults, what)
        print(f"{what}: {len(figures)} charts, {path.stat().st_size >> 10} KiB", flush=True)


def check_click(browser, faults, pages):
    """A network of the census, clicked, leads to its row with the command that gives it alone."""
    browser.look(WIDE, HEIGHT)
    browser.open(pages.page(["census"]))
    box = browser.evaluate("""(() => {
      document.querySelector('.live').scrollIntoView({block: 'center', behavior: 'instant'});
      const box = document.querySelector('.live .scatterlayer .points path').getBoundingClientRect();
      return [box.x + box.width / 2, box.y + box.height / 2];
    })()""")
    for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
        browser.call("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left", clickCount=1,
                     buttons=1 if kind == "mousePressed" else 0)
        browser.evaluate(WAIT % 200)
    leads = browser.evaluate("location.hash")
    faults.check(leads == "#result-1-network-0", f"a click on a network leads to \"{leads}\"")
    shown = browser.evaluate("document.querySelector('details.networks').open && "
                             "document.querySelector('#result-1-network-0 code.command').textContent")
    faults.check(bool(shown) and "saddlescope census" in shown, f"the row of a clicked network shows {shown}")
    check_quiet(browser, faults, "the click")


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
    browser.scripts(True)


def check_without_webgl(faults, pages, names):
    with Browser(["--disable-3d-apis"]) as browser:
        browser.look(WIDE, HEIGHT)
        browser.open(pages.page(names))
        check_figures(browser, faults, f"{names[0]} without WebGL")
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
            check_click(browser, faults, pages)
            check_still(browser, faults, pages)
        check_without_webgl(faults, pages, lists[-2])
    for fault in faults:
        print("FAILED", fault)
    print(f"{len(lists)} pages, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
