"""A headless Chromium spoken to over its DevTools pipe: enough to open a page from disk, look at it and ask it questions.

Commands go to the browser's file descriptor 3 and answers come from 4, each a JSON text ended by a zero byte.
"""

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

# Chromium advises Plotly to read its canvas otherwise: no fault of a page, and nothing that a reader sees.
ADVICE = "Multiple readback operations using getImageData"


def find_chromium():
    """The program's path, or None."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if path := shutil.which(name):
            return path
    return None


class Browser:
    """One browser with one page at a time. A context: with Browser() as browser."""

    def __init__(self, flags=()):
        self.folder = tempfile.mkdtemp(prefix="saddlescope-chromium-")
        to_read, self.to = os.pipe()
        self.back, to_write = os.pipe()

        def wire():
            # 3 and 4 may be what the pipes already are: copies first, then the places.
            read, write = os.dup(to_read), os.dup(to_write)
            os.dup2(read, 3)
            os.dup2(write, 4)

        self.process = subprocess.Popen(
            [find_chromium(), "--headless", "--no-sandbox", "--remote-debugging-pipe", "--disable-gpu-sandbox",
             "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--hide-scrollbars", "--no-first-run",
             "--disable-dev-shm-usage", f"--user-data-dir={self.folder}", *flags],
            preexec_fn=wire, close_fds=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self.buffer = b""
        self.number = 0
        self.events = []
        self.session = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.to)
        self.process.terminate()
        self.process.wait()
        os.close(self.back)
        shutil.rmtree(self.folder, ignore_errors=True)

    def call(self, method, **parameters):
        """Sends a command and waits for its answer; events that come in between are kept."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive(60)
            if answer is None:
                raise TimeoutError(method)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def receive(self, seconds):
        end = time.monotonic() + seconds
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.back], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                return None
            chunk = os.read(self.back, 1 << 20)
            if not chunk:
                raise EOFError("the browser has ended")
            self.buffer += chunk
        text, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(text)

    def look(self, width, height, dark=False, media="screen"):
        """As wide a window, in light or dark."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", media=media,
                  features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def scripts(self, run):
        self.call("Emulation.setScriptExecutionDisabled", value=not run)

    def open(self, path, seconds=60, drawn=True):
        """Opens a file and waits until its script says that the charts are there."""
        self.events = []
        file, _, hash_part = str(path).partition("#")
        self.call("Page.navigate", url="file://" + os.path.abspath(file) + ("#" + hash_part if hash_part else ""))
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            state = self.evaluate("[location.protocol === 'file:' ? document.readyState : '', document.documentElement?.dataset.charts || '']")
            if state[0] == "complete" and (state[1] or not drawn):
                return
            time.sleep(0.05)
        raise TimeoutError(f"{path}: its charts weren't drawn within {seconds} s")

    def evaluate(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def drain(self):
        """Takes what the page has still to say, for complaints() and requests()."""
        while (event := self.receive(0.3)) is not None:
            self.events.append(event)

    def complaints(self):
        """What the console said, and exceptions, as texts."""
        said = []
        for event in self.events:
            parameters = event.get("params", {})
            if event.get("method") == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning", "assert"):
                said.append("console: " + " ".join(str(a.get("value", a.get("description"))) for a in parameters["args"]))
            elif event.get("method") == "Runtime.exceptionThrown":
                said.append("exception: " + json.dumps(parameters["exceptionDetails"])[:500])
            elif event.get("method") == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
                if ADVICE not in parameters["entry"]["text"]:
                    said.append("log: " + parameters["entry"]["text"])
        return said

    def requests(self):
        """Addresses asked for, but for the page itself and data that stands in it."""
        asked = [e["params"]["request"]["url"] for e in self.events if e.get("method") == "Network.requestWillBeSent"]
        return [url for url in asked[1:] if not url.startswith(("data:", "blob:"))]

    def picture(self, path, whole=True):
        answer = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        with open(path, "wb") as file:
            file.write(base64.b64decode(answer["data"]))
