"""Gathers the pages of the site: every Markdown file of the tree, as MkDocs reads it.

GitHub and MkDocs read Markdown a little differently; what differs is put right here, so that the files stay as they are.
A link to a file that is no page leads to a page that shows the file.
"""
import os
import re

SKIPPED = {"node_modules", "build", "dist", "__pycache__", ".git"}
FENCE = re.compile(r"^( *)(```+)(.*)$")
LINK = re.compile(r"(\]\()([^)\s]+)(\))")
CODE = re.compile(r"(`+)(?:(?!\1).)+\1")
ITEM = re.compile(r"^( *)([-*]|\d+\.) ")
LANGUAGES = {".py": "python", ".cpp": "cpp", ".hpp": "cpp", ".yaml": "yaml", ".yml": "yaml", ".json": "json", ".mjs": "js", ".sh": "sh"}


class BrokenLink(Exception):
    pass


def markdown_files(root):
    for where, folders, names in os.walk(root):
        folders[:] = sorted(folder for folder in folders if folder not in SKIPPED)
        for name in sorted(names):
            if name.endswith(".md"):
                yield os.path.relpath(os.path.join(where, name), root)


class Pages:
    """Text by path. `shown`: files that are no pages, to be shown on one."""

    def __init__(self, root):
        self.root, self.texts, self.shown = root, {}, set()
        self.names = set(markdown_files(root))
        for name in sorted(self.names):
            with open(os.path.join(root, name), encoding="utf-8") as file:
                self.texts[name] = self._converted(name, file.read())
        for path in sorted(self.shown):
            self.texts[path + ".md"] = self._page_of(path)

    def add(self, name, text):
        self.names.add(name)
        self.texts[name] = self._converted(name, text)

    def _converted(self, name, text):
        lines, out, fence = text.split("\n"), [], None
        for line in lines:
            found = FENCE.match(line)
            if found and fence is None:
                fence = found[2]
                line = found[1] + fence + self._fence_words(found[3])
                if out and out[-1].strip():
                    out.append("")
            elif found and found[2] == fence and not found[3].strip():
                fence = None
            elif fence is None:
                line = self._prose(name, line, out)
            out.append(line)
        return "\n".join(out)

    @staticmethod
    def _fence_words(words):
        """A language and perhaps a file's name."""
        language, _, title = words.strip().partition(" ")
        return f'{language} title="{title}"' if title else language

    def _prose(self, name, line, out):
        item = ITEM.match(line)
        if item:
            # A list may follow a paragraph directly, and is indented by what its items have before their text.
            before = out[-1] if out else ""
            if before.strip() and not ITEM.match(before) and not before.startswith(" "):
                out.append("")
        indent = len(line) - len(line.lstrip(" "))
        if 0 < indent < 4 and out and (item or self._continues_item(out)):
            line = "    " * (1 if indent < 4 else indent // 2) + line.lstrip(" ")
        if line.startswith("|"):
            line = CODE.sub(lambda code: code[0].replace("\\|", "|"), line)
            if out and out[-1].strip() and not out[-1].startswith("|"):
                out.append("")
        return self._outside_code(line, lambda text: LINK.sub(lambda link: link[1] + self._target(name, link[2]) + link[3], text))

    @staticmethod
    def _continues_item(out):
        return any(ITEM.match(line) for line in out[-12:])

    @staticmethod
    def _outside_code(line, change):
        done, at = "", 0
        for code in CODE.finditer(line):
            done += change(line[at:code.start()]) + code[0]
            at = code.end()
        return done + change(line[at:])

    def _target(self, name, target):
        if re.match(r"[a-z]+:", target) or target.startswith("#"):
            return target
        path, mark, anchor = target.partition("#")
        inside = os.path.normpath(os.path.join(os.path.dirname(name), path))
        where = os.path.join(self.root, inside)
        if inside in self.names:
            return target
        if os.path.isdir(where) and os.path.join(inside, "README.md") in self.names:
            return os.path.join(path, "README.md") + mark + anchor
        if os.path.isfile(where):
            self.shown.add(inside)
            return path + ".md" + mark + anchor
        raise BrokenLink(f"{name}: nothing is at {target}")

    def _page_of(self, path):
        with open(os.path.join(self.root, path), encoding="utf-8") as file:
            text = file.read().rstrip("\n")
        fence = "`" * (max((len(run) for run in re.findall(r"`+", text)), default=2) + 1)
        language = LANGUAGES.get(os.path.splitext(path)[1], "text")
        return f"# {os.path.basename(path)}\n\n`{path}`\n\n{max(fence, '```', key=len)}{language}\n{text}\n{max(fence, '```', key=len)}\n"

    def write(self, folder):
        for name, text in self.texts.items():
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
