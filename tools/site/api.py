"""The page about the admin API, from its OpenAPI description."""
import json

from tables import cell


def _schema_name(content):
    """Of a body or an answer; empty when it has none of a name."""
    [media] = (content or {"": {}}).values()
    return media.get("schema", {}).get("$ref", "").rpartition("/")[2]


def _link(name):
    return f"[{name}](#{name.lower()})"


def _type(member):
    if "$ref" in member:
        return _link(member["$ref"].rpartition("/")[2])
    if member.get("type") == "array":
        return "list of " + _type(member["items"])
    return "time" if member.get("format") == "date-time" else member.get("type", "any")


def _operation(method, path, operation):
    lines = [f"### {operation['operationId']}", "", f"`{method.upper()} {path}`", "", operation["summary"], ""]
    roles = operation.get("x-roles")
    facts = ["Roles: " + (", ".join(roles) if roles else "anybody, without a key") + "."]
    if body := _schema_name(operation.get("requestBody", {}).get("content")):
        facts.append(f"Body: {_link(body)}.")
    if answer := _schema_name(operation["responses"]["200"].get("content")):
        facts.append(f"Answer: {_link(answer)}.")
    lines += [" ".join(facts), ""]
    if parameters := [parameter for parameter in operation.get("parameters", []) if parameter["in"] == "query"]:
        lines += ["| parameter | type | meaning |", "|---|---|---|"]
        lines += [f"| `{one['name']}` | {one['schema']['type']} | {cell(one['description'])} |" for one in parameters]
        lines.append("")
    return lines


def _schema(name, schema):
    lines = [f"### {name}", ""]
    if members := schema.get("properties"):
        lines += ["| member | type | meaning |", "|---|---|---|"]
        for member, told in members.items():
            absent = "" if member in schema.get("required", []) else " (may be absent)"
            lines.append(f"| `{member}` | {_type(told)} | {cell(told.get('description', ''))}{absent} |")
        lines.append("")
    return lines


def page(description):
    told = json.loads(description)
    lines = ["# Admin API", "", "Made from the description that the hub serves at `/openapi.json` and `hubctl api description` prints. "
             "A key goes into `Authorization: Bearer KEY`. Errors are RFC 9457 problems and never hold content of cases.", "",
             "## Operations", ""]
    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            lines += _operation(method, path, operation)
    lines += ["## Schemas", ""]
    for name, schema in sorted(told["components"]["schemas"].items()):
        lines += _schema(name, schema)
    return "\n".join(lines)
