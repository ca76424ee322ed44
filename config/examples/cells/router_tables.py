"""Makes what a router reads from the table of cells and tenants: cells.conf for nginx, cells.cfg and cells.map for HAProxy.

usage: python3 router_tables.py TABLE FOLDER

Changes nothing when the table has a mistake: each is told with its line, and the exit status is 1.
"""
import os
import re
import sys

HOLD = "hold"
CELL = re.compile(r"[a-z][a-z0-9-]{0,62}")
TENANT = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
CREDENTIAL = re.compile(r"[A-Za-z0-9_-]{1,64}")
ADDRESS = re.compile(r"[A-Za-z0-9.-]+:[0-9]{1,5}|\[[0-9a-f:]+\]:[0-9]{1,5}")


class Table:
    def __init__(self, path):
        self.path, self.problems = path, []
        self.cells = {}   # addresses by name
        self.routes = {}  # cells by the names in requests; without those on hold
        self._names = set()
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                self._read(number, line.split("#")[0].split())

    def _say(self, number, text):
        self.problems.append(f"{self.path}:{number}: {text}")

    def _read(self, number, words):
        if not words:
            return
        if words[0] == "cell" and len(words) == 3:
            self._add_cell(number, *words[1:])
        elif words[0] == "tenant" and len(words) >= 3:
            self._add_tenant(number, *words[1:3], words[3:])
        else:
            self._say(number, "a line is `cell NAME ADDRESS` or `tenant NAME CELL [CREDENTIAL...]`")

    def _add_cell(self, number, name, address):
        if not CELL.fullmatch(name) or name == HOLD:
            self._say(number, f"`{name}` can be no cell's name")
        if not ADDRESS.fullmatch(address):
            self._say(number, f"`{address}` is no address: host:port")
        if name in self.cells:
            self._say(number, f"the cell {name} stands here twice")
        self.cells[name] = address

    def _add_tenant(self, number, tenant, cell, credentials):
        if cell != HOLD and cell not in self.cells:
            self._say(number, f"there is no cell {cell} above")
        for name, form in [(tenant, TENANT), *((credential, CREDENTIAL) for credential in credentials)]:
            if not form.fullmatch(name):
                self._say(number, f"`{name}` can be no name of a tenant or credential")
            if name in self._names:
                self._say(number, f"the name {name} stands here twice")
            self._names.add(name)
            if cell != HOLD:
                self.routes[name] = cell


def for_nginx(name):
    """Words that a map has a meaning for are names with a backslash before them."""
    return "\\" + name if name in ("default", "hostnames", "include", "volatile") else name


def nginx(table):
    upstreams = [f"upstream {name} {{ server {address} max_fails=0; keepalive 32; }}"
                 for name, address in table.cells.items()]
    return "\n".join([*upstreams, "map $route $cell {", *(f"  {for_nginx(name)} {cell};" for name, cell in table.routes.items()),
                      "}", ""])


def haproxy_backends(table):
    return "".join(f"backend {name}\n  server {name} {address} sni str({name}) verifyhost {name}\n"
                   for name, address in table.cells.items())


def haproxy_map(table):
    return "".join(f"{name} {cell}\n" for name, cell in table.routes.items())


def write(path, text):
    """As a whole: a router that reads it meanwhile has the old one or the new one."""
    with open(path + ".new", "w", encoding="ascii") as file:
        file.write(text)
    os.replace(path + ".new", path)


def main(arguments):
    if len(arguments) != 2:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    table, folder = Table(arguments[0]), arguments[1]
    for problem in table.problems:
        print(problem, file=sys.stderr)
    if table.problems:
        return 1
    for name, made in (("cells.conf", nginx), ("cells.cfg", haproxy_backends), ("cells.map", haproxy_map)):
        write(os.path.join(folder, name), made(table))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
