"""Looks at a built site: links that lead nowhere, anchors that are not there, pages that nothing leads to, and what would be
loaded from elsewhere."""
import os
import posixpath
import urllib.parse
from html.parser import HTMLParser

LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src", "audio": "src", "embed": "src", "object": "data"}
# What a browser fetches for a <link>; other relations (canonical, next) are only told.
LOADED_RELATIONS = {"stylesheet", "icon", "preload", "preconnect", "dns-prefetch", "modulepreload", "prefetch", "manifest"}
UNLISTED = {"404.html"}  # a server shows it where nothing is


class _Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.anchors, self.links, self.loaded = set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.anchors.update(value for name in ("id", "name") if (value := values.get(name)))
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        if tag == "link" and LOADED_RELATIONS & set((values.get("rel") or "").split()):
            self.loaded.append(values.get("href") or "")
        if values.get(LOADED.get(tag)):
            self.loaded.append(values[LOADED[tag]])


def _is_elsewhere(address):
    parts = urllib.parse.urlsplit(address)
    return bool(parts.scheme or parts.netloc) and parts.scheme != "data"


def findings(site):
    """Of the site in that folder, a line each."""
    pages, files, found = {}, set(), []
    for where, _, names in os.walk(site):
        for name in names:
            path = os.path.relpath(os.path.join(where, name), site)
            files.add(path)
            if name.endswith(".html"):
                with open(os.path.join(where, name), encoding="utf-8") as file:
                    pages[path] = _Page(file.read())

    def inside(page, address):
        path = urllib.parse.unquote(urllib.parse.urlsplit(address).path)
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
        is_folder = os.path.isdir(os.path.join(site, target))
        return posixpath.normpath(posixpath.join(target, "index.html")) if is_folder else target

    reached, waiting = set(), ["index.html"]
    for name, page in sorted(pages.items()):
        if name in UNLISTED:
            continue
        for address in page.loaded:
            if _is_elsewhere(address):
                found.append(f"{name}: loads {address} from elsewhere")
            elif inside(name, address) not in files:
                found.append(f"{name}: loads {address}, which is not there")
        for address in page.links:
            if _is_elsewhere(address):
                continue
            target, anchor = inside(name, address), urllib.parse.unquote(urllib.parse.urlsplit(address).fragment)
            if target not in files:
                found.append(f"{name}: nothing is at {address}")
            elif anchor and target in pages and anchor not in pages[target].anchors:
                found.append(f"{name}: {address} has no such anchor")
    while waiting:
        name = waiting.pop()
        if name in reached or name not in pages:
            continue
        reached.add(name)
        waiting += [inside(name, address) for address in pages[name].links if not _is_elsewhere(address)]
    found += [f"{name}: nothing leads to it" for name in sorted(set(pages) - reached - UNLISTED)]
    return found
