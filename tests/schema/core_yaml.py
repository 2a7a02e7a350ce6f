"""YAML as converge reads it: the scalars of the core schema of YAML 1.2, which PyYAML does not have
by itself, on libyaml's events. Anchors, tags and duplicate keys are not refused here.
"""

import re

import yaml


class Loader(yaml.cyaml.CParser, yaml.constructor.SafeConstructor, yaml.resolver.BaseResolver):
    def __init__(self, stream):
        yaml.cyaml.CParser.__init__(self, stream)
        yaml.constructor.SafeConstructor.__init__(self)
        yaml.resolver.BaseResolver.__init__(self)

    def flatten_mapping(self, node):
        """`<<` is a key like any other."""

    def construct_core_int(self, node):
        text = node.value
        return int(text[2:], {"0o": 8, "0x": 16}[text[:2]]) if text[:2] in ("0o", "0x") else int(text)

    def construct_core_float(self, node):
        return float(re.sub("^([-+]?)[.]([a-zA-Z])", r"\1\2", node.value))

    def construct_core_bool(self, node):
        return node.value.lower() == "true"


def scalar(tag, pattern, constructor=None):
    tag = "tag:yaml.org,2002:" + tag
    Loader.add_implicit_resolver(tag, re.compile("(?:" + pattern + r")\Z"), None)
    if constructor:
        Loader.add_constructor(tag, constructor)


scalar("null", "|~|null|Null|NULL")
scalar("bool", "true|True|TRUE|false|False|FALSE", Loader.construct_core_bool)
scalar("int", "[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", Loader.construct_core_int)
scalar("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)"
       r"|\.(nan|NaN|NAN)", Loader.construct_core_float)


def documents(text):
    """The documents of a file; raises yaml.YAMLError, UnicodeDecodeError or RecursionError."""
    return list(yaml.load_all(text, Loader))
