# tools/papermill/cicle_papermill.py - papermill's parameters in C.
"""Registers a translator for notebooks in C with papermill when papermill imports it.

A parameter that the cell tagged `parameters` declares keeps its type: `double rate = 2;` and
`-p rate 3` make `double rate = 3;`, so that `rate / 2` stays what it was. Any other gets the type
of its value:

    5             int, or long long, unsigned long long when it is large
    2.5           double
    "text"        const char *
    true          bool
    null          void *
    [1, 2.5]      double name[] = {1, 2.5}; lists of lists of one length have two dimensions
    {"x": 1}      struct { int x; }
"""
import math
import re
from typing import NamedTuple, Optional

from papermill.exceptions import PapermillException
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators

TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|.', re.S)
DECLARATION = re.compile(
    r"\s*(?P<type>[A-Za-z_][\w\s]*(?:[\s*]+(?:const\s)?)+)\s*(?P<rest>[A-Za-z_]\w*\s*(?:[\[=].*)?)$", re.S)
DECLARATOR = re.compile(
    r"\s*(?P<stars>[\s*]*)(?P<name>[A-Za-z_]\w*)\s*(?P<dims>(?:\[[^\]]*\]\s*)*)(?:=\s*(?P<value>.*))?$",
    re.S)
NAME = re.compile(r"[A-Za-z_]\w*", re.A)
NUMBER = re.compile(r"[-+]?(?:0[xX][\da-fA-F]+|\d+)[uUlL]*")
FLOATING = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?[fFlL]?")
INTEGER_WORDS = set("char short int long signed unsigned bool _Bool const static".split())
FLOATING_WORDS = set("float double long const static".split())


class Declaration(NamedTuple):
    """An object as C declares it: `const char *` `name` `[20]`, with the text of its value."""

    type: str
    name: str
    dims: str
    value: Optional[str] = None
    help: str = ""

    def is_made_of(self, words):
        return not self.dims and set(self.type.split()) <= words

    @property
    def is_integer(self):
        return self.is_made_of(INTEGER_WORDS)

    @property
    def is_floating(self):
        return self.is_made_of(FLOATING_WORDS) and not self.is_integer

    @property
    def is_pointer(self):
        return not self.dims and "*" in self.type

    def text(self, value):
        gap = "" if self.type.endswith("*") else " "
        return f"{self.type}{gap}{self.name}{self.dims} = {value};"


# --- reading the cell of parameters ----------------------------------------------------------


def split(text, mark):
    """Yields the parts of C text between marks that stand outside of brackets and strings, without
    comments."""
    part, depth = "", 0
    for token in TOKEN.findall(text) + [mark]:
        if token[:2] in ("//", "/*"):
            continue
        depth += (token in ("(", "[", "{")) - (token in (")", "]", "}"))
        if token == mark and depth <= 0:
            yield part
            part = ""
        else:
            part += token


def without_magics(source):
    """Blanks the lines that are no C: magics, commands, directives."""
    return "\n".join("" if re.match(r"\s*[%!#]", line) else line for line in source.split("\n"))


def read_help(comment):
    return re.sub(r"^//+|^/\*+|\*/$", "", comment).strip()


def read_declaration(statement):
    """Gives the objects that a statement declares, or none."""
    parts = list(split(statement, ","))
    first = DECLARATION.match(parts[0])
    if not first:
        return []
    specifiers = " ".join(first["type"].replace("*", " * ").split())
    base = specifiers.split(" *")[0]
    found = []
    for number, part in enumerate([first["rest"], *parts[1:]]):
        declarator = DECLARATOR.match(part)
        if not declarator:
            return []
        stars = "" if number == 0 else declarator["stars"].replace(" ", "")
        kind = specifiers if number == 0 else f"{base} {stars}".strip()
        value = declarator["value"]
        found.append(Declaration(re.sub(r"\* (?=\*)", "*", kind), declarator["name"],
                                 "".join(declarator["dims"].split()), value and value.strip()))
    return found


def read_declarations(source):
    """Gives the objects that a cell declares, in order."""
    found = []
    for statement in split(without_magics(source), ";"):
        found.extend(read_declaration(statement.strip()))
    return [one._replace(help=help_of(source, one.name)) for one in found]


def help_of(source, name):
    """Gives the comment at the end of the line that declares a name."""
    line = re.search(rf"^[^\n]*\b{name}\b\s*(?:\[[^\n;]*)?[=;,][^\n]*;\s*(//[^\n]*|/\*[^\n]*\*/)\s*$",
                     source, re.M)
    return read_help(line[1]) if line else ""


# --- values in C -----------------------------------------------------------------------------


def write_int(value):
    if not -(2**63) <= value < 2**64:
        raise PapermillException(f"{value} does not fit into 64 bits; pass it as a string")
    if value == -(2**63):
        return f"(-{2**63 - 1}LL - 1)"
    if value >= 2**63:
        return f"{value}ULL"
    return f"{value}" if -(2**31) <= value < 2**31 else f"{value}LL"


def write_float(value):
    if math.isnan(value):
        return "NAN"
    if math.isinf(value):
        return "INFINITY" if value > 0 else "-INFINITY"
    return repr(value)


def write_str(value):
    """Escapes what C wants escaped. UTF-8 stays as it is; octal escapes end after three digits."""
    escapes = {"\\": r"\\", '"': r"\"", "\n": r"\n", "\t": r"\t", "\r": r"\r"}
    return '"' + "".join(escapes.get(char) or (f"\\{ord(char):03o}" if char < " " or char == "\x7f" else char)
                         for char in value) + '"'


def write_value(value):
    if value is None:
        return "0"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return write_int(value)
    if isinstance(value, float):
        return write_float(value)
    if isinstance(value, (list, tuple)):
        return "{" + ", ".join(map(write_value, value)) + "}"
    if isinstance(value, dict):
        return "{" + ", ".join(f".{key} = {write_value(item)}" for key, item in value.items()) + "}"
    return write_str(str(value))


def int_type(values):
    if max(values) >= 2**63:
        return "unsigned long long"
    return "int" if min(values) >= -(2**31) and max(values) < 2**31 else "long long"


def scalar_type(name, values):
    """Gives the type that holds all of some values that are no lists."""
    kinds = {type(value) for value in values}
    if kinds <= {bool}:
        return "bool"
    if kinds <= {int}:
        return int_type(values)
    if kinds <= {int, float}:
        return "double"
    if kinds <= {dict}:
        return dict_type(name, values)
    if kinds <= {type(None)}:
        return "void *"
    if kinds & {bool, int, float, dict, list}:
        raise PapermillException(f"the values of parameter '{name}' have several types: {values!r}")
    return "const char *"


def dict_type(name, values):
    keys = list(values[0])
    if any(list(value) != keys for value in values):
        raise PapermillException(f"the items of parameter '{name}' have different keys")
    for key in keys:
        check_name(key)
    fields = (declare_field(key, [value[key] for value in values]) for key in keys)
    return "struct { " + " ".join(f"{field.text('')[:-4].rstrip()};" for field in fields) + " }"


def declare_field(name, values):
    if any(isinstance(value, (list, tuple)) for value in values):
        return declare(name, max(values, key=len))
    return Declaration(scalar_type(name, values), name, "")


def declare(name, value):
    """Gives the declaration that a value asks for when nothing else is known."""
    if not isinstance(value, (list, tuple)):
        return Declaration(scalar_type(name, [value]), name, "")
    if not value:
        return Declaration("int", name, "[0]")
    if not all(isinstance(row, (list, tuple)) for row in value):
        return Declaration(scalar_type(name, list(value)), name, f"[{len(value)}]")
    lengths = {len(row) for row in value}
    if len(lengths) != 1:
        raise PapermillException(f"the rows of parameter '{name}' have several lengths")
    items = [item for row in value for item in row]
    return Declaration(scalar_type(name, items), name, f"[{len(value)}][{lengths.pop()}]")


# --- values for what is declared -------------------------------------------------------------


def refuse(declared, value):
    words = f"{declared.type} {declared.name}{declared.dims}".replace("* ", "*")
    return PapermillException(f"the notebook declares '{words}', which cannot be {value!r}")


def write_integer(declared, value):
    if isinstance(value, bool):
        return ("true" if value else "false") if "ool" in declared.type else str(int(value))
    if isinstance(value, int):
        return write_int(value)
    if isinstance(value, float) and value.is_integer():
        return write_int(int(value))
    if isinstance(value, str) and NUMBER.fullmatch(value):
        return value
    if isinstance(value, str) and len(value) == 1 and "char" in declared.type and value.isascii():
        return "'\\''" if value == "'" else "'" + write_str(value)[1:-1] + "'"
    raise refuse(declared, value)


def write_floating(declared, value):
    if isinstance(value, (bool, int)):
        return write_int(int(value))
    if isinstance(value, float):
        return write_float(value)
    if isinstance(value, str) and FLOATING.fullmatch(value):
        return value
    raise refuse(declared, value)


def room_for(declared, value):
    """Gives the dimensions that hold a value: the declared ones, where they do."""
    rest = declared.dims[declared.dims.index("]") + 1:]
    room = declared.dims[1:declared.dims.index("]")]
    need = len(value.encode()) + 1 if isinstance(value, str) else len(value)
    return declared.dims if room.isdigit() and int(room) >= need else f"[{need}]{rest}"


def has_fraction(value):
    if isinstance(value, (list, tuple)):
        return any(map(has_fraction, value))
    return isinstance(value, float) and not value.is_integer()


def redeclare(declared, value):
    """Gives the text that declares an object as the notebook does, with another value."""
    if declared.is_integer:
        return declared.text(write_integer(declared, value))
    if declared.is_floating:
        return declared.text(write_floating(declared, value))
    is_list = isinstance(value, (list, tuple))
    if is_list and has_fraction(value) and INTEGER_WORDS.issuperset(declared.type.strip(" *").split()):
        raise refuse(declared, value)
    if declared.dims and (is_list or isinstance(value, str)):
        return declared._replace(dims=room_for(declared, value)).text(write_value(value))
    if declared.is_pointer and is_list:
        kind = declared.type[:declared.type.rindex("*")].rstrip()
        return declared._replace(type=kind, dims=f"[{len(value)}]").text(write_value(value))
    if declared.dims or declared.is_pointer and not isinstance(value, (str, type(None))):
        raise refuse(declared, value)
    return declared.text(write_value(value))


def check_name(name):
    if not NAME.fullmatch(str(name)):
        raise PapermillException(f"'{name}' is no name in C")


class CTranslator(Translator):
    """What papermill asks for by the kernel's language."""

    # What the cell that inspect() saw declares: papermill inspects it before it writes parameters.
    declared = {}

    @classmethod
    def comment(cls, cmt_str):
        return "".join(f"// {line}\n" for line in cmt_str.splitlines()).rstrip("\n")

    @classmethod
    def translate(cls, val):
        return write_value(val)

    @classmethod
    def inspect(cls, parameters_cell):
        found = read_declarations(parameters_cell["source"])
        cls.declared = {one.name: one for one in found}
        return [Parameter(one.name, one.type + one.dims, one.value or "", one.help) for one in found]

    @classmethod
    def codify(cls, parameters, comment="Parameters"):
        declared, cls.declared = cls.declared, {}
        lines = []
        for name, value in parameters.items():
            check_name(name)
            lines.append(redeclare(declared[name], value) if name in declared
                         else declare(name, value).text(write_value(value)))
        text = "\n".join(lines)
        headers = ["#include <math.h>\n"] * bool(re.search(r"\b(NAN|INFINITY)\b", text))
        headers += ["#include <stdbool.h>\n"] * bool(re.search(r"\b(true|false)\b", text))
        return f"{cls.comment(comment)}\n{''.join(headers)}{text}\n"


papermill_translators.register("c", CTranslator)

# Importing an engine's class is how papermill comes here; cells run as they do without a name.
from papermill.engines import NBClientEngine as Engine  # noqa: E402, F401
