"""The packages that the tests look at: of this build, and of a later version made of the same files."""
import os
import re
import subprocess
import sys

SOURCE, BUILD = (os.path.abspath(path) for path in sys.argv[1:3])
LATER = "99.0.0"


def build(version=None):
    """The path of a package of what is built; nothing is compiled here."""
    command = [os.path.join(SOURCE, "tools", "package", "build"), "--preset", os.path.basename(BUILD), "--no-build",
               "--out", os.path.join(BUILD, "package")]
    made = subprocess.run(command + (["--version", version] if version else []), stdout=subprocess.PIPE, text=True,
                          check=True)
    return made.stdout.strip()


def is_made():
    """Whether everything that goes into it was built before."""
    return all(os.path.exists(os.path.join(BUILD, "tools", "package", name))
               for name in ("made/hubctl.1.gz", "console/index.html"))


def field(package, name):
    return subprocess.run(["dpkg-deb", "-f", package, name], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def dependencies(package):
    """Names of what it depends on; of alternatives the first."""
    return sorted({re.match(r"[a-z0-9.+-]+", one.strip())[0] for one in field(package, "Depends").split(",")})
