#!/usr/bin/env python3
"""mapping.schema.json and the compiler agree: on what is shipped, and on every wrong key, missing key and bad word."""
import copy
import glob
import json
import os
import subprocess
import sys
import tempfile
import unittest

import case_report

try:
    import jsonschema
    import yaml
except ImportError:
    print("skipped: python3-jsonschema and python3-yaml are not installed")
    sys.exit(0)

SOURCE, BUILD = sys.argv[1], sys.argv[2]
HUBCTL = os.path.join(BUILD, "tools", "hubctl", "hubctl")
MAPPINGS = os.path.join(SOURCE, "mappings")

# Every kind of table that a mapping file can hold.
EVERYTHING = """
mapping: everything
target: salesforce
description: One of each.
time_zone: Europe/Stockholm
extra_fields: [shop.id]
lookups: {table: {a: b}}
fragments: {title: "{{ case.id }}"}
owners: {agents: {a: b}, groups: {c: d}, default: e}
records:
  contact:
    object: Contact
    key: Hub_Key__c
    match: {by: {Email: "{{ visitor.email }}"}, none: create, one: link, many: skip}
    fields: {LastName: "{{ visitor.name }}"}
  case:
    object: Case
    key: Hub_Key__c
    description: The case.
    when: case.id != blank
    parent: {record: contact, field: ContactId, optional: true}
    attach: {id: "{{ custom.id }}", field: Conversation__c, missing: create, closed_when: {IsClosed: true}, closed: use}
    compare: {Subject: present}
    redact: [Subject]
    overflow: {Subject: {limit: 255, unit: utf16, do: truncate, mark: "."}}
    fields: {Subject: {$use: title}}
  news:
    object: Chat_Transcript__c
    key: Hub_Key__c
    late: true
    parent: {record: case, field: Case__c}
    fields: {Body__c: "{{ wrapup.notes }}"}
  file:
    object: Chat_File__c
    key: Hub_Key__c
    parent: {record: case, field: Case__c}
    repeat: {each: attachments, as: file, where: file.name != blank}
    fields: {Name: "{{ file.name }}"}
  transcript:
    object: Chat_Transcript__c
    key: Hub_Key__c
    parent: {record: case, field: Case__c}
    split: {field: Body__c, each: transcript.messages, as: m, where: m.text != blank, text: "{{ m.text }}", heading: x,
            join: y, limit: 100, unit: bytes}
    fields: {Part__c: {$int: "{{ part.number }}"}}
"""


class SchemaTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with open(os.path.join(MAPPINGS, "mapping.schema.json"), encoding="utf-8") as file:
            cls.schema = json.load(file)
        jsonschema.Draft202012Validator.check_schema(cls.schema)
        cls.validator = jsonschema.Draft202012Validator(cls.schema)

    def compiler_accepts(self, mapping):
        with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as file:
            yaml.safe_dump(mapping, file, allow_unicode=True, sort_keys=False)
            file.flush()
            lint = subprocess.run([HUBCTL, "mapping", "lint", file.name], capture_output=True, text=True, timeout=60,
                                  check=False)
            return lint.returncode == 0, lint.stdout

    def closed_tables(self, mapping, schema=None, value=None, path=()):
        """Each table of the mapping whose keys the schema lists, with that part of the schema."""
        schema = self.schema if schema is None else schema
        value = mapping if value is None else value
        if "$ref" in schema:
            schema = self.schema["$defs"][schema["$ref"].rsplit("/", 1)[1]]
        if not isinstance(value, dict):
            return
        if schema.get("additionalProperties") is False:
            yield path, schema
        for key, inner in value.items():
            below = schema.get("properties", {}).get(key)
            if below is None and isinstance(schema.get("additionalProperties"), dict):
                below = schema["additionalProperties"]
            if below is not None:
                yield from self.closed_tables(mapping, below, inner, (*path, key))

    @staticmethod
    def at(mapping, path):
        for key in path:
            mapping = mapping[key]
        return mapping

    def both_refuse(self, mapping, what):
        self.assertFalse(self.validator.is_valid(mapping), what)
        accepted, printed = self.compiler_accepts(mapping)
        self.assertFalse(accepted, f"{what}\n{printed}")

    def test_every_shipped_mapping_and_one_of_each_key_is_valid(self):
        shipped = [path for path in glob.glob(os.path.join(MAPPINGS, "*", "*.yaml")) if not path.endswith(".test.yaml")]
        self.assertGreaterEqual(len(shipped), 2)
        for path in shipped:
            with open(path, encoding="utf-8") as file:
                self.validator.validate(yaml.safe_load(file))
        everything = yaml.safe_load(EVERYTHING)
        self.validator.validate(everything)
        accepted, printed = self.compiler_accepts(everything)
        self.assertTrue(accepted, printed)

    def test_every_table_refuses_a_key_that_it_does_not_know(self):
        everything = yaml.safe_load(EVERYTHING)
        tables = list(self.closed_tables(everything))
        kinds = {json.dumps(schema, sort_keys=True) for _, schema in tables}
        closed = 1 + sum(part.get("additionalProperties") is False for part in self.schema["$defs"].values())
        self.assertEqual(len(kinds), closed, "a kind of table is missing from EVERYTHING")
        for path, _ in tables:
            mapping = copy.deepcopy(everything)
            self.at(mapping, path)["unknwon"] = "x"
            self.both_refuse(mapping, f"unknown key at {path}")

    def test_every_key_of_the_schema_is_known_to_the_compiler_and_the_needed_ones_are_needed(self):
        everything = yaml.safe_load(EVERYTHING)
        used = set()
        for path, schema in self.closed_tables(everything):
            present = self.at(everything, path)
            used |= {(json.dumps(schema["required"]), key) for key in present}
            for key in schema["required"]:
                mapping = copy.deepcopy(everything)
                del self.at(mapping, path)[key]
                self.both_refuse(mapping, f"{key} missing at {path}")
        for _, schema in self.closed_tables(everything):
            for key in schema["properties"]:
                if key != "to":  # of overflow: it needs a record of its own
                    self.assertIn((json.dumps(schema["required"]), key), used)

    def test_every_choice_refuses_another_word(self):
        everything = yaml.safe_load(EVERYTHING)
        choices = 0
        for path, schema in self.closed_tables(everything):
            for key, value in self.at(everything, path).items():
                if "enum" in schema["properties"][key]:
                    mapping = copy.deepcopy(everything)
                    self.at(mapping, path)[key] = value + "x"
                    self.both_refuse(mapping, f"{key} at {path}")
                    choices += 1
        self.assertGreaterEqual(choices, 8)


if __name__ == "__main__":
    sys.exit(case_report.run(SchemaTest))
