"""The diagnosis of one network of a census: opened by a click, by keys and by an address."""

from checks import HEIGHT, PHONE, WAIT, WIDE, check_quiet, check_width, press, settle, until

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
