#!/usr/bin/env python3
"""The package as a file: what is in it, what lintian and systemd say of it, and what the shell completes."""
import filecmp
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.join(sys.argv[1], "tests", "tools")]
import case_report  # noqa: E402
import packages  # noqa: E402

EXPOSURE_MAX = 1.5  # of 10; systemd's own services stand between 2 and 9
PROGRAMS = ("/usr/sbin/hubd", "/usr/bin/hubctl", "/usr/bin/hub-simulators")

# Fills COMP_WORDS as bash does while somebody types, and prints what is offered.
COMPLETE = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_hubctl
printf '%s\\n' "${COMPREPLY[@]}"
"""


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, **options)


class PackageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.package = packages.build()
        cls.folder = tempfile.mkdtemp(prefix="package-test-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        subprocess.run(["dpkg-deb", "-x", cls.package, cls.folder], check=True)

    def path(self, name):
        return os.path.join(self.folder, name.lstrip("/"))

    def ran(self, *command, **options):
        answer = run(*command, **options)
        self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)
        return answer.stdout

    def test_it_has_the_programs_and_what_they_need(self):
        for name in (*PROGRAMS, "/usr/share/connector-hub/console/index.html",
                     "/usr/share/connector-hub/mappings/salesforce/default.yaml",
                     "/usr/share/connector-hub/config/hub.example.yaml", "/usr/share/doc/connector-hub/settings.md",
                     "/usr/share/doc/connector-hub/copyright", "/usr/lib/systemd/system/connector-hub.service",
                     "/usr/lib/systemd/system/connector-hub.socket",
                     "/usr/lib/sysusers.d/connector-hub.conf", "/usr/lib/tmpfiles.d/connector-hub.conf",
                     "/usr/share/bash-completion/completions/hubctl"):
            self.assertTrue(os.path.getsize(self.path(name)) > 0, name)
        depends = packages.dependencies(self.package)
        for library in ("libc6", "libcurl4", "libsqlite3-0", "libssl3"):
            self.assertIn(library, depends)
        tested = self.ran(self.path("/usr/bin/hubctl"), "mapping", "test",
                          self.path("/usr/share/connector-hub/mappings"))
        self.assertRegex(tested, r"[1-9]\d* passed, 0 failed")

    def test_the_same_build_makes_the_same_package(self):
        first = os.path.join(self.folder, "first.deb")
        shutil.copy(self.package, first)
        self.assertTrue(filecmp.cmp(first, packages.build(), shallow=False))

    @unittest.skipUnless(shutil.which("lintian"), "lintian is not installed")
    def test_lintian_has_nothing_to_say(self):
        answer = run("lintian", "--allow-root", "--fail-on", "error,warning", "--tag-display-limit", "0", self.package)
        self.assertEqual((answer.returncode, answer.stdout), (0, ""), answer.stderr)

    @unittest.skipUnless(shutil.which("systemd-analyze"), "systemd is not installed")
    def test_the_unit_leaves_the_service_little(self):
        unit = self.path("/usr/lib/systemd/system/connector-hub.service")
        answer = run("systemd-analyze", "security", "--offline=true", "--no-pager",
                     f"--threshold={round(EXPOSURE_MAX * 10)}", unit)
        score = re.search(r"Overall exposure level for \S+: ([\d.]+)", answer.stdout)
        self.assertIsNotNone(score, answer.stdout + answer.stderr)
        print(f"systemd-analyze security: exposure {score[1]} of 10, at most {EXPOSURE_MAX} allowed")
        self.assertEqual(answer.returncode, 0, answer.stdout)

    @unittest.skipUnless(shutil.which("hardening-check"), "devscripts is not installed")
    def test_its_programs_are_hardened(self):
        # Position independent, stack protected, fortified, relocations read-only and bound at once.
        print(self.ran("hardening-check", "--nocfprotection", *map(self.path, PROGRAMS)))
        for name in PROGRAMS:
            headers = self.ran("readelf", "--program-headers", "--dynamic", "--wide", self.path(name))
            self.assertRegex(headers, r"GNU_STACK( +0x\w+){5} RW ")  # not executable
            self.assertNotRegex(headers, r"RPATH|RUNPATH")

    def test_its_programs_are_compiled_for_control_flow_integrity(self):
        # Debian 12's own start files are not, so its linker does not mark any program; where they are, it must.
        start_file = subprocess.run(["gcc", "-print-file-name=Scrt1.o"], stdout=subprocess.PIPE, text=True, check=True)
        is_marked_by_system = "SHSTK" in self.ran("readelf", "--notes", start_file.stdout.strip())
        for name in PROGRAMS:
            marks = self.ran("readelf", "--notes", self.path(name))
            self.assertTrue("SHSTK" in marks or not is_marked_by_system, name)
            built = self.ran("find", os.path.join(packages.BUILD, "tools"), "-type", "f", "-perm", "-u+x", "-name",
                             os.path.basename(name)).strip()
            self.assertRegex(self.ran("objdump", "--disassemble=main", built), r"<main>:\n[^\n]*endbr64")

    def test_the_bill_of_materials_names_all_that_is_in_it_with_its_licence(self):
        with open(self.path("/usr/share/doc/connector-hub/sbom.cdx.json"), encoding="utf-8") as file:
            bill = json.load(file)
        self.assertEqual((bill["bomFormat"], bill["metadata"]["component"]["version"]),
                         ("CycloneDX", packages.field(self.package, "Version")))
        listed = {one["name"]: one for one in bill["components"]}
        for one in bill["components"]:
            self.assertNotIn(one["licenses"][0]["license"]["name"], ("", "unknown"), one["name"])
        # What dpkg-shlibdeps found is linked, and what the console's lock file has for its users is bundled.
        others = {"systemd", "tzdata", "ca-certificates", "libspdlog1.10-fmt9"}  # the last one: a name for libspdlog1.10
        self.assertEqual(set(packages.dependencies(self.package)) - others - set(listed), set())
        self.assertIn("libspdlog1.10", listed)
        self.assertIn("libboost1.74-dev", listed)
        with open(os.path.join(packages.SOURCE, "tools", "console", "package.json"), encoding="utf-8") as file:
            wanted = json.load(file)
        self.assertEqual(set(wanted["dependencies"]) - set(listed), set())
        self.assertEqual(set(wanted["devDependencies"]) & set(listed), set())
        references = {one["bom-ref"] for one in bill["components"]}
        for one in bill["dependencies"]:
            self.assertLessEqual(set(one["dependsOn"]), references)
        with gzip.open(self.path("/usr/share/doc/connector-hub/licences.md.gz"), "rt", encoding="utf-8") as file:
            licences = file.read()
        self.assertEqual(licences.count("Permission is hereby granted"),
                         sum(one["purl"].startswith("pkg:npm/") for one in bill["components"]))

    def test_every_program_has_a_page_of_the_manual_with_all_it_knows(self):
        table = self.commands()
        page = self.page("man1/hubctl.1.gz")
        for command in table["commands"]:
            self.assertIn(f"hubctl {command['words']}", page)
            for option in command["options"]:
                self.assertIn("--" + option["name"], page)
        self.assertIn("--config", self.page("man8/hubd.8.gz"))
        self.assertIn("salesforce", self.page("man1/hub-simulators.1.gz"))

    def page(self, name):
        """As man shows it; nothing in it may be unknown to the formatter."""
        answer = run("man", "--warnings", "--encoding=UTF-8", self.path("/usr/share/man/" + name),
                     env={**os.environ, "MANWIDTH": "200", "MAN_KEEP_FORMATTING": "", "TERM": "dumb", "LC_ALL": "C.UTF-8"})
        self.assertEqual((answer.returncode, answer.stderr), (0, ""))
        # A hyphen of the text may be set as another sign.
        return re.sub(r"[\u2010\u2212]", "-", re.sub(r".\x08", "", answer.stdout))

    def commands(self):
        return json.loads(self.ran(self.path("/usr/bin/hubctl"), "--help", "--json"))

    def offered(self, *words):
        script = self.path("/usr/share/bash-completion/completions/hubctl")
        return self.ran("bash", "-c", COMPLETE, "bash", script, "hubctl", *words, cwd=self.folder).split()

    def test_the_shell_completes_every_command_and_option(self):
        table = self.commands()
        for command in table["commands"]:
            words = command["words"].split()
            for i, word in enumerate(words):
                self.assertIn(word, self.offered(*words[:i], word[:1]))
            options = ["--" + option["name"] for option in command["options"] + table["options"]]
            self.assertEqual(sorted(self.offered(*words, "--")), sorted(options))
        self.assertEqual(self.offered("dep"), [])

    def test_the_shell_completes_files_where_a_file_is_meant(self):
        with open(self.path("some.yaml"), "w", encoding="utf-8"):
            pass
        self.assertEqual(self.offered("config", "check", "some"), ["some.yaml"])
        self.assertEqual(self.offered("status", "--key-file", "some"), ["some.yaml"])
        self.assertEqual(self.offered("status", "--key-file", "=", "some"), ["some.yaml"])
        self.assertEqual(self.offered("status", "--url", "some"), [])
        self.assertEqual(self.offered("completion", ""), ["bash"])


if __name__ == "__main__":
    if not packages.is_made():
        print("package: skipped, tools/package/build was not run")
        sys.exit(case_report.report(0, 0))
    sys.exit(case_report.run(PackageTest))
