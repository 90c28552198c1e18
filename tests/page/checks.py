"""What holds of any page, and how a page is waited for and typed on."""

import time

WIDE, PHONE, HEIGHT = 1280, 390, 900

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


def press(browser, key, code, text=""):
    for kind in ("keyDown", "keyUp"):
        browser.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code,
                     **({"text": text} if text and kind == "keyDown" else {}))
