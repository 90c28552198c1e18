"""A page by its keys: a surface in space is turned, its names stay whole, and few stops of Tab lead through all."""

import math

from checks import HEIGHT, PHONE, WIDE, check_quiet, press, until

MOST_STOPS = 30  # of the Tab key, down to the list of a census' networks
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
