"""What the shipped programs and the console are made of, asked of the files themselves: libraries that are linked, headers
that were compiled in, and npm packages that were bundled; each with version and licence."""
import functools
import json
import os
import re
import subprocess

# The compiler, the C library's headers and the kernel's: part of every program, and of no interest to anybody.
OF_EVERY_PROGRAM = re.compile(r"(libc6-dev|linux-libc-dev|libgcc-\d+-dev|gcc-\d+|cpp-\d+|libstdc\+\+-\d+-dev|libcrypt-dev)$")
# How licences begin that are given by their text.
PHRASES = (("Permission is hereby granted, free of charge", "MIT"), ("Redistribution and use in source", "BSD"),
           ("public domain", "public-domain"), ("Permission to use, copy, modify", "ISC"),
           ("GCC Runtime Library Exception", "the GCC runtime library exception"))
SHIPPED_SOURCES = re.compile(r"^(core|connectors|tools/(hubd|hubctl|simulators))/")


def output(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False).stdout


@functools.lru_cache(maxsize=None)
def owner(path):
    """The Debian package of a file; empty when it is of none. dpkg may know it below / or below /usr."""
    real = os.path.realpath(path)
    for name in dict.fromkeys((real, real.removeprefix("/usr"), "/usr" + real, path)):
        found = output("dpkg-query", "-S", name)
        if found:
            return found.split(":")[0]
    return ""


def linked(program):
    """Libraries that the loader finds for it: name to path, those of libraries included."""
    return dict(re.findall(r"^\s*(\S+) => (/\S+)", output("ldd", program), re.MULTILINE))


def needed(path):
    """Names of the libraries that a file itself asks for."""
    return re.findall(r"NEEDED\s+(\S+)", output("objdump", "-p", path))


def compiled_in(build):
    """Headers of Debian packages that any shipped source includes, from the compiler's own notes."""
    headers, is_shipped = set(), False
    for line in output("ninja", "-C", build, "-t", "deps").split("\n"):
        if not line.startswith(" "):
            is_shipped = SHIPPED_SOURCES.match(line) is not None
        elif is_shipped and line.strip().startswith("/usr/include/"):
            headers.add(line.strip())
    folders = {re.sub(r"^(/usr/include/(?:x86_64-linux-gnu/)?[^/]+).*", r"\1", header): header for header in headers}
    return {owner(header) for header in folders.values()} - {""}


def licence(package):
    """As its copyright file states it in the machine-readable form; what other such files mention is only a hint."""
    try:
        with open(f"/usr/share/doc/{package}/copyright", encoding="utf-8", errors="replace") as file:
            text = file.read()
    except OSError:
        return ""
    stanza = re.search(r"^Files:\s*\*.*?(?=\n\s*\n|\Z)", text, re.MULTILINE | re.DOTALL)
    stated = re.search(r"^License:[ \t]*(\S.*)$", stanza[0] if stanza else text, re.MULTILINE)
    if stated:
        return stated[1].strip()
    mentioned = set(re.findall(r"/usr/share/common-licenses/([\w.+-]*\w)", text))
    mentioned |= {name for words, name in PHRASES if words in re.sub(r"\s+", " ", text)}
    return "see its copyright file, which mentions " + ", ".join(sorted(mentioned)) if mentioned else ""


def debian(package):
    told = output("dpkg-query", "-W", "-f=${Version} ${source:Package}", package).split()
    return {"name": package, "version": told[0], "source": told[1], "licence": licence(package),
            "purl": f"pkg:deb/debian/{package}@{told[0].replace(':', '%3A')}"}


def bundled(lock_file):
    """npm packages of the console that are not tools of its build; their licences' texts beside them."""
    with open(lock_file, encoding="utf-8") as file:
        lock = json.load(file)
    components = []
    for path, told in sorted(lock["packages"].items()):
        if not path or told.get("dev") or told.get("devOptional") or told.get("optional"):
            continue
        name = path.rpartition("node_modules/")[2]
        components.append({"name": name, "version": told["version"], "licence": told.get("license", ""),
                           "purl": f"pkg:npm/{name.replace('@', '%40')}@{told['version']}",
                           "text": licence_text(os.path.join(os.path.dirname(lock_file), path))})
    return components


def licence_text(folder):
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
        if re.match(r"(?i)(licen[cs]e|copying)", name):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                return file.read().strip()
    return ""


def graph(programs):
    """Debian packages of linked libraries: each with those whose libraries its own ask for; and those of the programs."""
    paths = {}
    for program in programs:
        paths.update(linked(program))
    uses = {}
    for path in paths.values():
        of = uses.setdefault(owner(path), set())
        of.update(owner(paths[name]) for name in needed(path) if name in paths)
    direct = {owner(paths[name]) for program in programs for name in needed(program) if name in paths}
    return {package: used - {package, ""} for package, used in uses.items() if package}, direct - {""}


def all_components(build, programs, lock_file):
    """Linked and compiled-in Debian packages, bundled npm packages, and who uses whom."""
    uses, direct = graph(programs)
    headers = {name for name in compiled_in(build) if not OF_EVERY_PROGRAM.match(name)}
    return {"linked": [debian(name) for name in sorted(uses)], "compiled_in": [debian(name) for name in sorted(headers)],
            "bundled": bundled(lock_file), "uses": uses, "direct": direct}
