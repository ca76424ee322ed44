#!/usr/bin/env python3
"""The documents' site: it builds strictly, and what is broken on purpose is noticed."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

import case_report

SOURCE, BUILD = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
SITE = os.path.join(SOURCE, "tools", "site")
sys.path.insert(0, SITE)
import api  # noqa: E402
import check  # noqa: E402
import commands  # noqa: E402
import pages  # noqa: E402

HUBCTL = os.path.join(BUILD, "tools", "hubctl", "hubctl")
NEEDED = {"mkdocs": shutil.which("mkdocs"), "mermaid": os.path.exists(os.path.join(SITE, "node_modules", "mermaid"))}


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="site-")
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, **texts):
        """Files by name; `__` stands for a slash, `_` for the point of the ending."""
        for name, text in texts.items():
            path = self.path(name.replace("__", "/").replace("_", "."))
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)


class BuildTest(Folder):
    @unittest.skipUnless(all(NEEDED.values()), "not installed: " + ", ".join(name for name, there in NEEDED.items() if not there))
    def test_the_site_builds_without_a_finding_and_has_every_page(self):
        built = subprocess.run([sys.executable, "-B", os.path.join(SITE, "build.py"), "--hubctl", HUBCTL, "--out", self.path("out")],
                               capture_output=True, text=True, check=False)
        self.assertEqual((built.returncode, built.stderr), (0, ""))
        for name in ("index.html", "config/first-tenant.html", "reference/api.html", "reference/hubctl.html", "assets/mermaid.min.js"):
            self.assertTrue(os.path.getsize(self.path("out/" + name)) > 1000, name)
        self.assertFalse(os.path.exists(self.path("out.pages")))


class PagesTest(Folder):
    def gathered(self, name="README.md"):
        return pages.Pages(self.folder).texts[name]

    def test_a_dead_link_ends_the_build(self):
        self.write(README_md="[there](other.md)\n")
        with self.assertRaisesRegex(pages.BrokenLink, "README.md: nothing is at other.md"):
            self.gathered()

    def test_links_to_folders_and_to_code_lead_to_pages(self):
        self.write(README_md="[a](part) [b](part/one.hpp) `[c](gone.md)`\n", part__README_md="# Part\n", part__one_hpp="int one();\n")
        self.assertEqual(self.gathered(), "[a](part/README.md) [b](part/one.hpp.md) `[c](gone.md)`\n")
        self.assertIn("```cpp\nint one();\n```", self.gathered("part/one.hpp.md"))

    def test_what_github_reads_as_a_list_is_one_here(self):
        self.write(README_md="Words:\n- one\n  more of it\n- two\n")
        self.assertEqual(self.gathered(), "Words:\n\n- one\n    more of it\n- two\n")

    def test_code_stays_as_it_is_and_may_have_a_name(self):
        self.write(README_md="```yaml a.yaml\n- [x](y)\n  z\n```\n")
        self.assertEqual(self.gathered(), '```yaml title="a.yaml"\n- [x](y)\n  z\n```\n')

    def test_a_bar_in_code_of_a_table_stands_alone(self):
        self.write(README_md="| a |\n|---|\n| `x \\| y` |\n")
        self.assertIn("| `x | y` |", self.gathered())


class CheckTest(Folder):
    def found(self, **texts):
        self.write(**texts)
        return check.findings(self.folder)

    def test_a_whole_site_has_no_findings(self):
        self.assertEqual(self.found(index_html='<a href="b.html#x">b</a><script src="s.js"></script>', b_html='<p id="x"><a href="https://elsewhere.example/">told, not loaded</a>', s_js=""), [])

    def test_dead_links_and_anchors_are_found(self):
        self.assertEqual(self.found(index_html='<a href="b.html#y"></a><a href="c.html"></a><a href="#z"></a>', b_html='<p id="x">'),
                         ["index.html: b.html#y has no such anchor", "index.html: nothing is at c.html", "index.html: #z has no such anchor"])

    def test_a_page_that_nothing_leads_to_is_found(self):
        self.assertEqual(self.found(index_html="", b_html='<a href="c.html"></a>', c_html='<a href="b.html"></a>'),
                         ["b.html: nothing leads to it", "c.html: nothing leads to it"])

    def test_what_comes_from_elsewhere_is_found(self):
        page = '<link rel="stylesheet" href="//fonts.example/a.css"><link rel="canonical" href="https://told.example/"><img src="gone.png">'
        self.assertEqual(self.found(index_html=page + '<script src="https://cdn.example/a.js"></script>'),
                         ["index.html: loads //fonts.example/a.css from elsewhere", "index.html: loads gone.png, which is not there",
                          "index.html: loads https://cdn.example/a.js from elsewhere"])


class ReferenceTest(unittest.TestCase):
    def printed(self, *words):
        return subprocess.run([HUBCTL, *words], stdout=subprocess.PIPE, text=True, check=True).stdout

    def test_every_command_and_every_operation_has_its_place(self):
        page = commands.page(self.printed("--help", "--json"))
        self.assertIn("## log level\n", page)
        self.assertIn("| `--for TIME` |", page)
        page = api.page(self.printed("api", "description"))
        self.assertIn("### setLogLevel\n\n`POST /api/v1/log/level`", page)
        self.assertIn("Roles: admin, operator. Body: [LogLevelRequest](#loglevelrequest). Answer: [LogLevel](#loglevel).", page)


if __name__ == "__main__":
    sys.exit(case_report.run(BuildTest, PagesTest, CheckTest, ReferenceTest))
