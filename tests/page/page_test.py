#!/usr/bin/env python3
"""Pages as a browser shows them: page_test.py PROGRAM. Exit 77: no Chromium here.

Each page, in both languages, wide and as narrow as a phone, light and dark: the console is silent, nothing is requested,
every chart has drawn in every view, numbers stand behind each, nothing is wider than the window.
"""

import base64
import json
import math
import os
import re
import sys
import tempfile
import time

from browser import Browser, find_chromium
from pages import LANGUAGES, Pages, make

WIDE, PHONE, HEIGHT = 1280, 390, 900
LARGEST = 3 << 20  # bytes of a page
MOST_STOPS = 30  # of the Tab key, down to the list of a census' networks

# What each figure shows: [id, bars of a height that its first view has, those that are seen, drawn, area of the live
# picture, marks or canvases in it, rows behind it, views].
FIGURES = """[...document.querySelectorAll('figure[data-chart]')].map(f => {
  const live = f.querySelector('.live'), box = live ? live.getBoundingClientRect() : {width: 0, height: 0};
  const inside = b => b.width > 0 && b.height > 0 && b.left >= box.left - 1 && b.right <= box.right + 1 &&
      b.top >= box.top - 1 && b.bottom <= box.bottom + 1;
  const seen = live ? [...live.querySelectorAll('.bars .point path')].filter(p => inside(p.getBoundingClientRect())) : [];
  const all = document.getElementById('chart-data');
  const traces = all ? JSON.parse(all.textContent)[Number(f.dataset.chart)].views[0].data : [];
  const bars = traces.filter(t => t.type === 'bar').flatMap(t => t.y).filter(y => y);
  return {id: f.id, bars: bars.length, seen: seen.length, drawn: f.classList.contains('drawn'), area: box.width * box.height,
          shapes: live ? live.querySelectorAll('path, canvas, image').length : 0,
          rows: f.querySelectorAll('tbody tr').length,
          views: [...f.querySelectorAll('.switch button')].map(b => b.textContent)};
})"""

WAIT = "new Promise(done => setTimeout(done, %d))"


def until(browser, expression, seconds=20):
    """Waits until a script's expression is true, which on a busy machine takes its time; one that never is, is for the
    checks that follow to find."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and not browser.evaluate(f"Boolean({expression})"):
        time.sleep(0.05)


class Faults(list):
    def check(self, claim, text):
        if not claim:
            self.append(text)


def check_quiet(browser, faults, what):
    browser.drain()
    for said in browser.complaints():
        faults.check(False, f"{what}: {said}")
    for url in browser.requests():
        faults.check(False, f"{what}: requested {url}")


def settle(browser, width):
    """Live charts are drawn anew some time after their window has another width: how long depends on the machine."""
    browser.evaluate(WAIT % 400)
    until(browser, f"document.documentElement.scrollWidth <= {width}")


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
        faults.check(figure["seen"] == figure["bars"], f"{where}: {figure['seen']} of {figure['bars']} bars are seen")
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


# What lies over the page: [whether something does, its text, whether the address names it].
DIALOG = """(() => {
  const dialog = document.querySelector('dialog[open]');
  return dialog ? [true, dialog.textContent, location.hash] : [false, '', location.hash];
})()"""


SHOWN, HIDDEN = "document.querySelector('dialog[open]')", "!document.querySelector('dialog[open]')"


def shows(number):
    return f"location.hash === '#result-1-network-{number}' && {SHOWN}?.textContent.includes('Network {number}: ')"


def click_on_a_point(browser, x, y):
    """Once it is hovered: Plotly takes no click before. Returns what stands over it."""
    over = ""
    for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
        browser.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1,
                     buttons=1 if kind == "mousePressed" else 0)
        until(browser, "document.querySelector('.live .hoverlayer .hovertext')")
        over = over or browser.evaluate("document.querySelector('.live .hoverlayer .hovertext')?.textContent")
    return over


def press(browser, key, code, text=""):
    for kind in ("keyDown", "keyUp"):
        browser.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code,
                     **({"text": text} if text and kind == "keyDown" else {}))


def button(label):
    return f"[...document.querySelectorAll('dialog[open] button')].find(b => b.textContent === '{label}')"


def check_network(browser, faults, pages):
    """A click on a network of the census opens its diagnosis; Escape closes it; it stays where it was."""
    browser.look(WIDE, HEIGHT)
    browser.open(pages.page(["census200"]))
    networks = pages.read("census200")["networks"]
    box = browser.evaluate("""(() => {
      document.querySelector('.live').scrollIntoView({block: 'center', behavior: 'instant'});
      const box = document.querySelector('.live .scatterlayer .points path').getBoundingClientRect();
      return [box.x + box.width / 2, box.y + box.height / 2, scrollY];
    })()""")
    over = click_on_a_point(browser, *box[:2])
    until(browser, SHOWN)
    opened, text, leads = browser.evaluate(DIALOG)
    faults.check(opened and leads.startswith("#result-1-network-"), f"a click on a network leads to \"{leads}\"")
    number = int(leads.rsplit("-", 1)[1]) if opened else 0
    network = networks[number]
    faults.check(network["command"].replace(" ", "") in over.replace(" ", ""), f"over a network stands \"{over}\"")
    for part in (f"Network {number}: ", f"seed {network['seed']}", network["command"], "Signs nearby", "Minimum ratio",
                 network["verdict"]["kind"].replace("_", " ").replace("gradient flat", "gradient-flat"),
                 network["diagnosis_commands"][-1]):
        faults.check(part in text, f"the diagnosis of a clicked network doesn't say \"{part}\"")
    faults.check(browser.evaluate("document.querySelectorAll('dialog[open] button.copy').length") == 2,
                 "its commands can't be copied")
    press(browser, "Escape", 27)
    until(browser, f"{HIDDEN} && location.hash === ''")
    opened, _, leads = browser.evaluate(DIALOG)
    faults.check(not opened and leads == "", f"Escape doesn't close the diagnosis, at \"{leads}\"")
    faults.check(browser.evaluate("document.activeElement.classList.contains('live')"), "the focus isn't back at the chart")
    faults.check(browser.evaluate("scrollY") == box[2], "the page was scrolled behind the diagnosis")
    browser.evaluate("history.back()")
    browser.evaluate(WAIT % 500)
    faults.check(not browser.evaluate(DIALOG)[0], "going back opens it again")
    check_quiet(browser, faults, "the diagnosis of a network")


def check_network_by_key(browser, faults, pages):
    """The same by a row's link, by its buttons, and by an address alone."""
    page = pages.page(["census200"])
    browser.open(page)
    browser.evaluate("document.querySelector('details.networks').open = true;"
                     "document.querySelector('details.networks tbody a').focus()")
    press(browser, "Enter", 13, "\r")
    until(browser, shows(0))
    faults.check(browser.evaluate(DIALOG)[::2] == [True, "#result-1-network-0"], "a row's link doesn't open its network")
    faults.check(browser.evaluate(f"{button('Previous')}.disabled"), "there is one before the first")
    browser.evaluate(f"{button('Next')}.click()")
    until(browser, shows(1))
    opened, text, leads = browser.evaluate(DIALOG)
    faults.check(opened and "Network 1: " in text and leads == "#result-1-network-1", f"\"Next\" leads to {leads}")
    browser.evaluate(f"{button('Close')}.click()")
    until(browser, f"{HIDDEN} && location.hash === ''")
    faults.check(browser.evaluate("document.activeElement.textContent") == "0", "the focus isn't back at the row")
    for address in ("result-1-network-199", "network-199"):
        browser.evaluate("location.hash = ''")
        browser.call("Page.navigate", url="about:blank")
        browser.open(f"{page}#{address}")
        opened, text, _ = browser.evaluate(DIALOG)
        faults.check(opened and "Network 199: " in text, f"#{address} doesn't open its network")
        faults.check(browser.evaluate("document.querySelectorAll('dialog[open] button.copy').length") == 2,
                     f"#{address}: its commands can't be copied")
    browser.evaluate("document.querySelector('dialog[open] a[href^=\"#word-\"]').click()")
    until(browser, f"{HIDDEN} && document.querySelector('.words details[open]')")
    faults.check(not browser.evaluate(DIALOG)[0], "a word's explanation stays behind the diagnosis")
    faults.check(browser.evaluate("document.querySelector('.words details[open]') !== null"), "a word isn't explained")
    check_quiet(browser, faults, "networks by key")
    browser.look(PHONE, HEIGHT, dark=True)
    browser.open(f"{page}#network-7")
    settle(browser, PHONE)
    check_width(browser, faults, "a network on a phone", PHONE)
    wide = browser.evaluate("(b => [b.left, b.right, b.bottom])(document.querySelector('dialog[open]').getBoundingClientRect())")
    faults.check(wide[0] >= 0 and wide[1] <= PHONE and wide[2] <= HEIGHT, f"a network on a phone stands at {wide}")


EYE = """(({x, y, z}) => [x, y, z])(document.querySelector('.live.spatial')._fullLayout.scene._scene.getCamera().eye)"""
CENTRE = (0, 0, -0.12)  # what a surface in space is turned around


def seen_from(browser):
    """Where the drawn surface is looked at from: angles around and above in degrees, distance."""
    x, y, z = (at - middle for at, middle in zip(browser.evaluate(EYE), CENTRE))
    away = math.hypot(x, y, z)
    return math.degrees(math.atan2(y, x)), math.degrees(math.asin(z / away)), away


def check_turning(browser, faults, pages):
    """A surface in space is reached by Tab, says which keys it takes, and is turned and zoomed by them."""
    browser.look(WIDE, HEIGHT)
    browser.open(pages.page(["surface"]))
    browser.evaluate("""(spatial => { spatial.focus(); spatial.click(); })(
      [...document.querySelectorAll('.switch button')].find(b => b.textContent === 'In space'))""")
    until(browser, "document.querySelector('.live.spatial canvas') && " + EYE)
    press(browser, "Tab", 9)
    reached = browser.call("Runtime.evaluate", expression="document.activeElement")["result"]["objectId"]
    node = browser.call("Accessibility.getPartialAXTree", objectId=reached, fetchRelatives=False)["nodes"][0]
    said = [node[part]["value"] for part in ("role", "name", "description")]
    faults.check(said[:2] == ["application", "Error surface"] and "arrow keys" in said[2], f"Tab reaches {said}")
    faults.check(browser.evaluate("document.querySelector('.keys').getBoundingClientRect().height > 10"),
                 "the keys aren't seen to be said")
    first, start = seen_from(browser), browser.evaluate(f"JSON.stringify({EYE})")
    for key, code, turned in (("ArrowRight", 39, (-10, 0, 1)), ("ArrowDown", 40, (0, 10, 1)), ("ArrowLeft", 37, (10, 0, 1)),
                              ("ArrowUp", 38, (0, -10, 1)), ("+", 187, (0, 0, 1 / 1.15)), ("-", 189, (0, 0, 1.15))):
        before, eye = seen_from(browser), browser.evaluate(f"JSON.stringify({EYE})")
        press(browser, key, code, key if len(key) == 1 else "")
        until(browser, f"JSON.stringify({EYE}) !== '{eye}'", 5)
        after = seen_from(browser)
        moved = (math.remainder(after[0] - before[0], 360), after[1] - before[1], after[2] / before[2])
        faults.check(all(abs(a - b) < 0.01 for a, b in zip(moved, turned)), f"{key} moves the eye by {moved}, not {turned}")
    press(browser, "ArrowRight", 39)
    press(browser, "Home", 36)
    until(browser, f"JSON.stringify({EYE}) === '{start}'", 5)
    faults.check(all(abs(a - b) < 0.01 for a, b in zip(seen_from(browser), first)), "Home doesn't take the surface back")
    check_quiet(browser, faults, "a surface turned by keys")


# Of each axis of a scene what its name covers, where the picture differs from that without any: [left, top, right, bottom,
# width and height of the picture]; null where nothing of it is seen.
NAMES = """(async () => {
  const live = document.querySelector('.live.spatial'), axes = ['xaxis', 'yaxis', 'zaxis'];
  window.names ??= axes.map(axis => live.layout.scene[axis].title.text);
  const dots = async shown => {
    const change = {};
    axes.forEach((axis, k) => { change[`scene.${axis}.title.text`] = axis === shown ? window.names[k] : ''; });
    await Plotly.relayout(live, change);
    const picture = new Image();
    picture.src = live._fullLayout.scene._scene.toImage('png');
    await picture.decode();
    const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
    context.drawImage(picture, 0, 0);
    return context.getImageData(0, 0, picture.width, picture.height);
  };
  await dots();
  const {data: without, width, height} = await dots();
  const found = [];
  for (const axis of axes) {
    const {data} = await dots(axis), ends = [width, height, -1, -1];
    for (let at = 0; at < data.length; at++) {
      if (Math.abs(data[at] - without[at]) < 40) continue;
      const x = (at >> 2) % width, y = Math.floor((at >> 2) / width);
      ends[0] = Math.min(ends[0], x);
      ends[1] = Math.min(ends[1], y);
      ends[2] = Math.max(ends[2], x);
      ends[3] = Math.max(ends[3], y);
    }
    found.push(ends[2] < 0 ? null : [...ends, width, height]);
  }
  return found;
})"""


def check_names(browser, faults, page):
    """On a phone the names of a scene's axes are whole, as it is first seen and turned by keys, and each has its words."""
    browser.look(PHONE, HEIGHT)
    browser.open(page)
    browser.evaluate("""[...document.querySelectorAll('.switch button')].find(
      b => ['In space', '立體'].includes(b.textContent)).click()""")
    until(browser, "document.querySelector('.live.spatial canvas') && " + EYE)
    for keys in ([], [("ArrowLeft", 37)] * 5, [("ArrowUp", 38)] * 2 + [("ArrowRight", 39)] * 12):
        browser.evaluate("document.querySelector('.live.spatial').focus()")
        for key in keys:
            press(browser, *key)
        for axis, name in zip("xyz", browser.evaluate(NAMES + "()")):
            cut = name is None or min(name[:2]) <= 0 or name[2] >= name[4] - 1 or name[3] >= name[5] - 1
            faults.check(not cut, f"{page.name} on a phone, after {len(keys)} keys: the name of {axis} covers {name}")
    words = browser.evaluate("[...document.querySelectorAll('.live.spatial .annotation')].map(a => (b => [b.left, b.right])("
                             "a.getBoundingClientRect()))")
    faults.check(all(left >= 0 and right <= PHONE for left, right in words), f"{page.name}: words of a scene at {words}")


# Where the focus is: the number of its tool bar, -1 outside of any; whether it is the list of networks, or nowhere.
STOP = """(at => [[...document.querySelectorAll('[role="toolbar"]')].indexOf(at.closest('[role="toolbar"]')),
  at.matches('details.networks > summary'), at === document.body])(document.activeElement)"""


def check_stops(browser, faults, pages):
    """By the Tab key a bar of buttons is one stop, and two links lead past all of them to the list of networks."""
    browser.look(WIDE, HEIGHT)
    browser.open(pages.page(["census200"]))
    bars = browser.evaluate("document.querySelectorAll('[role=\"toolbar\"]').length")
    stops = []
    while len(stops) < 200 and (not stops or not stops[-1][1]):
        press(browser, "Tab", 9)
        stops.append(browser.evaluate(STOP))
    reached = [bar for bar, _, _ in stops if bar >= 0]
    faults.check(bars > 2 and reached == list(range(bars)), f"Tab reaches of {bars} tool bars {reached}")
    faults.check(len(stops) < MOST_STOPS, f"{len(stops)} stops to the list of networks")
    browser.evaluate("document.querySelector('.live .modebar button').focus()")
    press(browser, "ArrowRight", 39)
    faults.check(browser.evaluate("[...document.querySelectorAll('.live .modebar button')].indexOf(document.activeElement)") == 1,
                 "an arrow doesn't lead to the next button of a bar")
    browser.open(pages.page(["census200"]))
    for _ in range(2):
        press(browser, "Tab", 9)
        press(browser, "Enter", 13, "\r")
    until(browser, "document.querySelector('details.networks').open")
    faults.check(browser.evaluate("document.querySelector('details.networks').open"), "the list that is led to is folded")
    faults.check(browser.evaluate(STOP + "[1]"), "two links don't lead to the list of networks")


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
