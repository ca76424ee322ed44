"""Which PostgreSQL is installed, and as whom it runs."""
import glob
import os
import pwd


def postgres_programs():
    """The folder of initdb and pg_ctl, of the latest version; None when there is none."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]))
    return os.path.dirname(found[-1]) if found else None


def unprivileged_user():
    """PostgreSQL refuses to run as root: who runs it if this is root."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None
