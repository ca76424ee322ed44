"""The bill of materials of the package, as CycloneDX for machines and as a list of licences for people."""
import json
import time


def component(found, how):
    return {"type": "library", "bom-ref": found["purl"], "name": found["name"], "version": found["version"],
            "purl": found["purl"], "licenses": [{"license": {"name": found["licence"] or "unknown"}}],
            "properties": [{"name": "connector-hub:how", "value": how}]}


def cyclonedx(components, version, at):
    """Version 1.4 of the format."""
    by_name = {one["name"]: one["purl"] for one in components["linked"]}
    hub = f"pkg:deb/connector-hub@{version}"
    listed = [component(one, how) for how in ("linked", "compiled_in", "bundled") for one in components[how]]
    depends = [{"ref": hub, "dependsOn": sorted([by_name[name] for name in components["direct"]] + [
        one["purl"] for one in components["compiled_in"] + components["bundled"]])}]
    depends += [{"ref": by_name[name], "dependsOn": sorted(by_name[one] for one in used)}
                for name, used in sorted(components["uses"].items())]
    return json.dumps({
        "bomFormat": "CycloneDX", "specVersion": "1.4", "version": 1,
        "metadata": {"timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at)),
                     "component": {"type": "application", "bom-ref": hub, "name": "connector-hub", "version": version}},
        "components": listed, "dependencies": depends}, indent=1) + "\n"


TITLES = (("linked", "Linked at run time, from Debian", "Their texts are in `/usr/share/doc/NAME/copyright`."),
          ("compiled_in", "Compiled in, from headers of Debian packages", "Some of them have a linked part as well."),
          ("bundled", "Bundled into the web console, from npm", "Their texts follow."))


def licences(components):
    """Markdown: every component with its licence, then the texts that must come along."""
    lines = ["# Components and their licences", "", "Made with the package, from what its programs really contain."]
    for how, title, remark in TITLES:
        lines += ["", "## " + title, "", remark, "", "| component | version | licence |", "|---|---|---|"]
        lines += [f"| {one['name']} | {one['version']} | {one['licence'] or 'unknown'} |" for one in components[how]]
    for one in components["bundled"]:
        lines += ["", f"## {one['name']} {one['version']}", "", *("    " + line for line in one["text"].split("\n"))]
    return "\n".join(line.rstrip() for line in lines) + "\n"
