"""Holds the page that the service gives to people to what makes it usable: axe-core finds nothing, it fits the window, the keyboard reaches it, it fetches and runs
nothing that is not its own, and what it offers to try gives real answers.

Usage: page.py URL [FOLDER], with the address of a running service; pictures of the page go into the folder. CHROMIUM says where the browser is.
"""

import os
import pathlib
import re
import shlex
import sys
import urllib.error
import urllib.request
from urllib.parse import urljoin, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

URL = sys.argv[1].rstrip("/")
PICTURES = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
WIDE, NARROW, NARROWEST = (1440, 900), (390, 844), (320, 640)
faults = []
counts = {}


def fault(text):
    faults.append(text)
    print("page:", text, file=sys.stderr)


def fetch(address, accept="*/*", body=None):
    """Status, media type and text of an answer; a body is JSON, and is sent with POST."""
    headers = {"Accept": accept} | ({"Content-Type": "application/json"} if body else {})
    try:
        with urllib.request.urlopen(urllib.request.Request(urljoin(URL + "/", address), body and body.encode(), headers)) as response:
            kind = response.headers.get_content_type()
            # A stream has no end; a line shows that it is one.
            return response.status, kind, (response.readline() if kind == "text/event-stream" else response.read()).decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get_content_type(), error.read().decode()


def complain(where, message):
    # A browser asks each site for a picture of its own accord.
    if message.type in ("error", "warning") and not message.location["url"].endswith("/favicon.ico"):
        fault(f"{where}: the browser says: {message.text}")


def look(browser, size, scheme, run):
    """Opens the page with its own policy, and says what the browser had against it."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, bypass_csp=run is audit)
    sheet = context.new_page()
    where = f"{size[0]} px, {scheme}"
    sheet.on("console", lambda message: complain(where, message))
    sheet.on("pageerror", lambda error: fault(f"{where}: {error}"))
    sheet.on("request", lambda request: fault(f"{where}: it asks for {request.url}") if not request.url.startswith(URL + "/") else None)
    answer = sheet.goto(URL + "/", wait_until="load")
    if answer.status != 200 or not answer.headers["content-type"].startswith("text/html"):
        sys.exit(f"page: GET / is {answer.status} {answer.headers.get('content-type')}")
    # What is folded up is looked at too, and pictures that are loaded late are there.
    sheet.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    sheet.evaluate("Promise.all([...document.images].map(image => { image.loading = 'eager'; return image.decode() }))")
    run(sheet, where)
    context.close()


def audit(sheet, where):
    """axe-core, with every rule that it has: those of WCAG and those of good practice."""
    result = Axe().run(sheet).response
    for violation in result["violations"]:
        nodes = violation["nodes"]
        fault(f"{where}: {violation['id']} ({violation['help']}), in {len(nodes)} places, such as {nodes[0]['html'][:200]}")
    for doubt in result["incomplete"]:
        fault(f"{where}: {doubt['id']} could not be decided: {doubt['nodes'][0]['html'][:200]}")
    counts["passed"] = counts.get("passed", 0) + len(result["passes"])
    counts["violations"] = counts.get("violations", 0) + len(result["violations"])
    counts["engine"] = result["testEngine"]["version"]
    if PICTURES:
        sheet.screenshot(path=PICTURES / f"{re.sub('[^0-9a-z]+', '-', where)}.png", full_page=False)


def measure(sheet, where):
    """Nothing is wider than the window, and the style is taken."""
    wide = sheet.evaluate(
        """() => [...document.body.querySelectorAll('*')].filter(one => one.getBoundingClientRect().right > innerWidth + 1
              || one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible').map(one => one.outerHTML.slice(0, 120))"""
    )
    for one in wide[:5]:
        fault(f"{where}: wider than the window: {one}")
    width, window = sheet.evaluate("[document.scrollingElement.scrollWidth, innerWidth]")
    if width > window:
        fault(f"{where}: the page is {width} px wide")
    if sheet.evaluate("getComputedStyle(document.body).marginTop") != "0px":
        fault(f"{where}: the style is not taken")
    counts["widths"] = counts.get("widths", 0) + 1


def walk(sheet, where):
    """From the top with the keyboard: first to the skip link, with it to the content, and whatever has the focus shows it."""
    sheet.keyboard.press("Tab")
    if sheet.evaluate("document.activeElement.className") != "skip" or sheet.evaluate("document.activeElement.getBoundingClientRect().left") < 0:
        fault(f"{where}: the first stop of the keyboard is no skip link that can be seen")
    sheet.keyboard.press("Enter")
    if sheet.evaluate("document.activeElement.id") != "content":
        fault(f"{where}: the skip link does not lead to the content")
    for _ in range(40):
        sheet.keyboard.press("Tab")
        outline = sheet.evaluate("(style => style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth))(getComputedStyle(document.activeElement))")
        if outline < 2:
            fault(f"{where}: the focus cannot be seen: {sheet.evaluate('document.activeElement.outerHTML.slice(0, 120)')}")


def check_structure(sheet, where):
    if sheet.evaluate("document.scripts.length + document.querySelectorAll('[style], link, iframe, object, embed').length"):
        fault(f"{where}: there is a script, a style of a single element, or something from elsewhere")
    levels = sheet.evaluate("[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(one => Number(one.tagName[1]))")
    if levels.count(1) != 1 or any(after > before + 1 for before, after in zip(levels, levels[1:])):
        fault(f"{where}: the headings are not in order: {levels}")
    for image in sheet.evaluate("[...document.images].filter(one => !one.naturalWidth).map(one => one.src)"):
        fault(f"{where}: there is no picture at {image}")


def check_links(text):
    """Every link opens an answer or a place of the page, and every command gives what it asks for."""
    anchors = set(re.findall(r' id="([^"]+)"', text))
    links = {link.replace("&amp;", "&") for link in re.findall(r'(?:href|src)="([^"]+)"', text)}
    for link in sorted(links):
        if link.startswith("#"):
            if link[1:] not in anchors:
                fault(f"{link} leads nowhere")
        elif link.startswith("/"):
            status, kind, _ = fetch(link)
            if status != 200:
                fault(f"{link} is {status} {kind}")
            counts["links"] = counts.get("links", 0) + 1
        elif urlsplit(link).scheme not in ("https", "mailto"):
            fault(f"{link} is a link of another kind")
    for line in sorted(set(re.findall(r"^curl .*$", re.sub(r"</?pre>", "\n", text).replace("&#x27;", "'").replace("&amp;", "&"), re.MULTILINE))):
        words = shlex.split(line.replace("&quot;", '"'))[1:]
        accept = next((word.removeprefix("Accept: ") for word in words if word.startswith("Accept: ")), "application/json")
        target = urlsplit(words[-1])
        body = words[words.index("-d") + 1] if "-d" in words else None
        status, kind, _ = fetch(target.path + ("?" + target.query if target.query else ""), accept, body)
        if status != 200 or kind != accept:
            fault(f"{line} gives {status} {kind}")
        counts["commands"] = counts.get("commands", 0) + 1


with sync_playwright() as playwright:
    # Its sandbox does not start for root.
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=flags)
    for size in (WIDE, NARROW):
        for scheme in ("light", "dark"):
            look(browser, size, scheme, audit)
    for size in (WIDE, NARROW, NARROWEST):
        look(browser, size, "light", measure)
    look(browser, WIDE, "light", walk)
    look(browser, WIDE, "light", check_structure)
    browser.close()

status, _, text = fetch("/", "text/html")
if fetch("/v1", "text/html") != (status, "text/html", text):
    fault("/v1 is not the same page as /")
check_links(text)
if min(counts.get("links", 0), counts.get("commands", 0)) < 30:
    fault(f"there is too little to try: {counts}")
print(
    f"page: axe {counts['engine']}: {counts['passed']} rules passed in four windows, {counts['violations']} violations; {counts['widths']} widths, "
    f"{counts['links']} links and {counts['commands']} commands tried; {len(faults)} faults"
)
sys.exit(bool(faults))
