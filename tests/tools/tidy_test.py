#!/usr/bin/env python3
"""Breaks each rule of tools/tidy once, in a small tree of its own, and expects it to be found."""
import os
import subprocess
import sys
import tempfile

import case_report

TIDY = os.path.join(sys.argv[1], "tools", "tidy")
HEADER = "// What it is.\n#pragma once\n"
BROKEN = {
    "a part of core includes one that stands above it": (
        {"core/base/a.cpp": '#include "core/http/b.hpp"\n', "core/http/b.hpp": HEADER}, "core/base stands below core/http"),
    "core includes a connector": (
        {"core/base/a.cpp": '#include "connectors/c.hpp"\n', "connectors/c.hpp": HEADER}, "core does not know connectors/"),
    "a connector includes its sibling": (
        {"connectors/x/a.cpp": '#include "connectors/y/b.hpp"\n', "connectors/y/b.hpp": HEADER},
        "connectors do not include each other"),
    "what connectors share includes one of them": (
        {"connectors/shared/a.cpp": '#include "connectors/y/b.hpp"\n', "connectors/y/b.hpp": HEADER},
        "connectors do not include each other"),
    "a library's header above its wall": ({"core/http/a.cpp": "#include <sqlite3.h>\n"}, "<sqlite3.h> stays inside"),
    "a library behind its wall shown to another folder": (
        {"core/base/a.hpp": HEADER + "#include <openssl/evp.h>\n",
         "core/base/b.hpp": HEADER + '#include "core/base/a.hpp"\n',
         "core/http/c.cpp": '#include "core/base/b.hpp"\n'}, "core/base/b.hpp shows a library behind its wall"),
    "a long file": ({"core/base/a.cpp": "int a;\n" * 451}, "451 lines"),
    "a long function": (
        {"core/base/a.cpp": "void f() {\n" + "  g(\"}\");  // {\n" * 70 + "}\n"}, "function of 72 lines"),
    "a note to oneself": ({"core/base/a.cpp": "// TO" "DO: later\n"}, "stray TO" "DO"),
    "a word that only its writer understands": ({"core/README.md": "see iss" "ue 7\n"}, "means nothing to a reader"),
    "a header without an opening": (
        {"core/base/a.hpp": "#pragma once\n", "core/base/a.cpp": '#include "core/base/a.hpp"\n'}, "a header opens with"),
    "a header that nobody includes": ({"core/base/a.hpp": HEADER}, "is included by nobody"),
    "a source file that is not built": ({"core/base/a.cpp": "int a;\n", "build/compile_commands.json": "[]"}, "is not built"),
}
CLEAN = {
    "core/base/a.hpp": HEADER,
    "connectors/shared/b.hpp": HEADER,
    "connectors/x/a.cpp": '#include "connectors/shared/b.hpp"\n',
    "core/http/a.cpp": '#include <curl/curl.h>\n\n#include "core/base/a.hpp"\n\nvoid f() {\n' + "  g();\n" * 60 + "}\n",
}


def tidy(files):
    with tempfile.TemporaryDirectory() as root:
        files = {"core/CMakeLists.txt": "add_subdirectory(base)\nadd_subdirectory(http)\n", **files}
        for path, text in files.items():
            os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                file.write(text)
        command = [TIDY, "--root", root, "--no-format"]
        if "build/compile_commands.json" in files:
            command += ["--build", os.path.join(root, "build")]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        return answer.returncode, answer.stdout + answer.stderr


def main():
    failed = 0
    for name, (files, expected) in BROKEN.items():
        status, output = tidy(files)
        if status != 1 or expected not in output:
            print(f"FAILED: {name}: expected '{expected}', got status {status}:\n{output}")
            failed += 1
    status, output = tidy(CLEAN)
    if status != 0:
        print(f"FAILED: a clean tree has findings:\n{output}")
        failed += 1
    return case_report.report(len(BROKEN) + 1, failed)


if __name__ == "__main__":
    sys.exit(main())
