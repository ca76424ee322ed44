"""The simulated targets: a file here each, with a class Target that knows one vendor; found by name.

A Target says what a hub needs to be told about it (`mapping`, `settings_yaml`), what its simulator is always told
(`simulator_options`) and what lifts its limits (`lifted_budgets`), and what it holds (`holdings`), asked for as any of its
users would.
"""
import importlib
import os

CLIENT_ID = "demonstration"


def names():
    return sorted(name[:-3] for name in os.listdir(os.path.dirname(__file__))
                  if name.endswith(".py") and not name.startswith("_"))


def named(name):
    """The class of that target."""
    return importlib.import_module("targets." + name).Target


def simulator_command(program, name, port, client_secret, *options, lifts_budgets=False):
    """What starts its simulator; without `lifts_budgets` with the limits that the vendor documents."""
    target = named(name)
    lifted = target.lifted_budgets if lifts_budgets else ()
    return [program, name, "--port", str(port), "--client-id", CLIENT_ID, "--client-secret", client_secret,
            *target.simulator_options, *lifted, *options]


def resource(name, tenant, port, secret_file, called=None):
    """The YAML of the target resource, for that tenant; `called`: another name for it."""
    target = named(name)
    settings = "".join(f"  {line}\n" for line in target.settings_yaml(port, secret_file).strip().split("\n"))
    return f"""---
kind: target
name: {called or name}
tenant: {tenant}
connector: {name}
mapping: {target.mapping}
max_class: free_text
settings:
{settings}"""
