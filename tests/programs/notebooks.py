# tests/programs/notebooks.py - random notebooks, and the program that gcc would need for the same.
"""A notebook is made of items in which a name stands as `@name@`. As a cell, the name is written as it
is. In the batch program it is the version that the name means at that moment: what a cell defines
anew gets a new version, and so does every function that names it, for cicle's functions follow.

No expression has behaviour that C leaves open: values stay small, divisors and shifts are guarded,
and functions with side effects are only called alone."""

import random
import re

INTEGERS = ("int", "long", "short", "unsigned", "unsigned char", "long long", "signed char")
REALS = ("double", "float")
NAME = re.compile(r"@(\w+)@")
LABEL = re.compile(r"\b(again_\w+)")
ARRAY_MASK = 3  # every array has at least four items


class Definition:
    """What a name means: an object, a function or a struct, as some cell defined it."""

    def __init__(self, kind, name, ctype, text="", length=0, params=(), fields=(), state=""):
        self.kind, self.name, self.ctype, self.text = kind, name, ctype, text
        self.length, self.params, self.fields = length, params, fields
        self.state = state  # what stands for a function's static local in the batch program

    def is_same_object(self, other):
        """Tells whether it is an object that keeps its home when the other one is defined."""
        return (other is not None and self.kind == other.kind == "object"
                and (self.ctype, self.length) == (other.ctype, other.length))


class Cell:
    """The text of a cell, and whether it ends with an error."""

    def __init__(self, text, fails=False):
        self.text, self.fails = text, fails


class Item:
    """A piece of a cell: a definition, statements, or both (an object and its initialiser)."""

    def __init__(self, text, run="", defines=None, value=""):
        self.text, self.run, self.defines, self.value = text, run, defines, value


class Batch:
    """The C program that does what the cells do."""

    def __init__(self):
        self.latest = {}    # what each name means now
        self.versions = {}  # the batch name of a function's or object's version
        self.counts = {}
        self.globals, self.main = [], []

    def new_name(self, name):
        self.counts[name] = self.counts.get(name, 0) + 1
        return f"{name}_{self.counts[name]}"

    def batch_name(self, name):
        meaning = self.latest[name]
        is_function = meaning.kind not in ("object", "macro")
        return self.function(meaning) if is_function else self.versions[meaning]

    def function(self, meaning):
        """Gives the version of a function for what all the names in it mean now."""
        others = tuple(sorted({n for n in NAME.findall(meaning.text) if n != meaning.name}))
        key = (meaning, tuple(self.batch_name(n) for n in others))
        if key not in self.versions:
            own = self.versions[key] = self.new_name(meaning.name)
            text = NAME.sub(lambda m: own if m[1] == meaning.name else self.batch_name(m[1]),
                            meaning.text)
            self.globals.append(text)
        return self.versions[key]

    def resolve(self, text):
        return NAME.sub(lambda m: self.batch_name(m[1]), text)

    def define(self, meaning):
        old = self.latest.get(meaning.name)
        if meaning.kind == "struct":
            if meaning.text not in self.globals:
                self.globals.append(meaning.text)
        elif meaning.kind == "macro":
            self.versions[meaning] = self.new_name(meaning.name)
            self.globals.append(f"#define {self.versions[meaning]} {meaning.text}")
        elif meaning.kind == "object":
            if meaning.is_same_object(old):
                self.versions[meaning] = self.versions[old]
            else:
                self.versions[meaning] = self.new_name(meaning.name)
                size = f"[{meaning.length}]" if meaning.length else ""
                self.globals.append(f"{meaning.ctype} {self.versions[meaning]}{size};")
        if meaning.state and meaning.state not in self.globals:
            self.globals.append(meaning.state)
        self.latest[meaning.name] = meaning

    def add_cell(self, items, number):
        """All definitions of a cell count from its start; its statements run in order."""
        self.main.append(f'printf("\\n--- {number}\\n");')
        for item in items:
            if item.defines:
                self.define(item.defines)
        for item in items:
            # A cell that is run again has its labels again.
            self.main.append(LABEL.sub(rf"\1_{number}", self.resolve(item.run)))
            if item.value:
                self.main.append(f'printf("Out: %lld\\n", (long long)({self.resolve(item.value)}));')

    def text(self):
        return "\n".join(["#include <stdio.h>", "#include <string.h>", *self.globals,
                          "int main(void)", "{", *self.main, "return 0;", "}", ""])


class Writer:
    """Writes random items from what the notebook has defined so far."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.known = {}  # by name
        self.local_cnt = 0

    def pick(self, *choices):
        return self.random.choice(choices)

    def names(self, test):
        return [d for d in self.known.values() if test(d)]

    def objects(self, types, is_array=False):
        return self.names(lambda d: d.kind == "object" and d.ctype in types
                          and bool(d.length) == is_array)

    def pointers(self):
        return self.names(lambda d: d.kind == "object" and d.ctype.endswith("*"))

    # --- expressions: an integer below 10007 in size, or a small real number ---

    def integer(self, depth, local=()):
        if depth == 0:
            return self.integer_leaf(local)
        a, b = self.integer(depth - 1, local), self.integer(depth - 1, local)
        form = self.pick("({a} + {b})", "({a} - {b})", "({a} * ({b} % 50) % 10007)",
                         "({a} / (1 + ({b} & 7)))", "({a} % (1 + ({b} & 15)))", "({a} ^ ({b} & 255))",
                         "(({a} & 63) << ({b} & 3))", "({a} >> 1)", "({a} < {b})", "({a} == {b})",
                         "({a} > {b} ? {a} : {b})", "({a} && {b})", "(-{a})", "(!{a})", "(~{a} & 1023)",
                         "(int)({r})")
        form = form.replace("{r}", self.real(depth - 1, local)) if "{r}" in form else form
        return f"((int)({form.replace('{a}', a).replace('{b}', b)}) % 10007)"

    def integer_leaf(self, local):
        leaves = [str(self.random.randint(0, 200)), f"'{self.pick(*'abcxyz')}'", *local]
        for d in self.objects(INTEGERS):
            leaves.append(f"((int)@{d.name}@ % 10007)")
        for d in self.objects(INTEGERS, is_array=True):
            index = self.pick(*local, "1", "2", "3")
            leaves.append(f"((int)@{d.name}@[{index} & {ARRAY_MASK}] % 10007)")
        for d in self.names(lambda d: d.kind == "object" and d.fields):
            leaves.append(f"((int)@{d.name}@.{self.pick(*d.fields)} % 10007)")
        leaves += [f"@{d.name}@" for d in self.names(lambda d: d.kind == "macro")]
        leaves += [f"((int)*@{d.name}@ % 10007)" for d in self.pointers()]
        leaf = self.random.choice(leaves)
        calls = self.names(lambda d: d.kind == "pure" and d.ctype in INTEGERS)
        if calls and self.random.random() < 0.3:
            leaf = f"((int){self.call(self.random.choice(calls), local)} % 10007)"
        return leaf

    def real(self, depth, local=()):
        leaves = [f"{self.random.randint(0, 99)}.{self.pick(25, 5, 75)}"]
        leaves += [f"@{d.name}@" for d in self.objects(REALS)]
        if depth <= 0:
            return self.random.choice(leaves)
        a = self.real(depth - 1, local)
        return self.pick(f"({a} * 0.5 + {self.random.choice(leaves)} * 0.25)", f"({a} / 3)",
                         f"((double){self.integer(depth - 1, local)} / 4)")

    def call(self, function, local=()):
        args = [self.real(0) if p in REALS else self.pick(*local, "7", "40", "151")
                for p in function.params]
        return f"@{function.name}@({', '.join(args)})"

    # --- statements ---

    def local(self):
        self.local_cnt += 1
        return f"v{self.local_cnt}"

    def target(self, local=()):
        """Gives something to assign an integer to, and the type that its value must fit."""
        targets = [f"@{d.name}@" for d in self.objects(INTEGERS)]
        targets += [f"@{d.name}@[{self.pick(*local, '0', '2')} & {ARRAY_MASK}]"
                    for d in self.objects(INTEGERS, is_array=True)]
        targets += [f"@{d.name}@.{d.fields[0]}"
                    for d in self.names(lambda d: d.kind == "object" and d.fields)]
        targets += [f"*@{d.name}@" for d in self.pointers()]
        return self.random.choice(targets) if targets else None

    def assignment(self, local=()):
        target = self.target(local)
        reals = self.objects(REALS)
        if reals and self.random.random() < 0.25:
            return f"@{self.random.choice(reals).name}@ = {self.real(2, local)};"
        if not target:
            return f'printf("%d\\n", {self.integer(2, local)});'
        movers = self.names(lambda d: d.kind == "mover" and f"record{d.name[-1]}" in self.known)
        if movers and self.random.random() < 0.3:
            mover = self.random.choice(movers).name
            record = f"@record{mover[-1]}@"
            return f"{record} = @{mover}@({record}, {self.integer(1, local)}, {self.real(1, local)});"
        procedures = self.names(lambda d: d.kind == "counter")
        if procedures and self.random.random() < 0.3:
            return f"{target} = {self.call(self.random.choice(procedures))};"
        return self.pick(f"{target} = {self.integer(3, local)};",
                         f"{target} = {target} % 100 + {self.integer(1, local)};",
                         f"{target} ^= {self.integer(1, local)} & 15;")

    def statement(self, depth=2, local=()):
        if depth == 0:
            return self.assignment(local)
        i, a, b = self.local(), self.statement(depth - 1, local), self.statement(depth - 1, local)
        inner = self.statement(depth - 1, (*local, i))
        count = self.random.randint(1, 6)
        return self.pick(
            a,
            f"if ({self.integer(1, local)} > 50) {{\n    {a}\n}} else\n    {{ {b} }}",
            f"for (int {i} = 0; {i} < {count}; {i}++) {{\n    {inner}\n}}",
            f"{{\n    int {i} = {self.integer(2, local)};\n    {inner}\n}}",
            f"{{ int {i} = {count}; while ({i} --> 0) {{ {inner} if ({i} == 2) break; }} }}",
            f"{{ int {i} = 0; do {{ {inner} }} while (++{i} < {count}); }}",
            f"switch ({self.integer(1, local)} & 3) {{\ncase 0: {a} break;\ncase 2: {b}\n"
            f"default: {self.statement(0, local)}\n}}",
            f"{{ int {i} = 0;\nagain_{i}: {self.statement(0, local)} if (++{i} < {count}) "
            f"goto again_{i}; }}")

    def printing(self):
        """Statements that show the whole state."""
        lines = []
        for d in self.names(lambda d: d.kind == "object"):
            for part in self.parts_of(d):
                form = "%.6g" if part[1] else "%lld"
                cast = "double" if part[1] else "long long"
                lines.append(f'printf("{d.name} {form}\\n", ({cast}){part[0]});')
        return "\n".join(lines)

    def parts_of(self, d):
        if d.fields:
            return [(f"@{d.name}@.{f}", f.startswith("r")) for f in d.fields]
        if d.ctype.endswith("*"):
            return [(f"*@{d.name}@", False)]
        if d.length:
            return [(f"@{d.name}@[{i}]", d.ctype in REALS) for i in range(d.length)]
        return [(f"@{d.name}@", d.ctype in REALS)]

    # --- items ---

    def object_item(self):
        name = self.pick("alpha", "beta", "gamma", "count")
        ctype, value = self.pick(*INTEGERS), f"{self.integer(2)}"
        return self.defined(Definition("object", name, ctype),
                            f"{ctype} @{name}@ = {value};", f"@{name}@ = {value};")

    def real_item(self):
        name, ctype, value = self.pick("real", "ratio"), self.pick(*REALS), self.real(2)
        return self.defined(Definition("object", name, ctype),
                            f"{ctype} @{name}@ = {value};", f"@{name}@ = {value};")

    def array_item(self):
        name, ctype = self.pick("list", "table"), self.pick(*INTEGERS)
        # Never shorter than before: a cell that is run again shows what it knew of.
        least = self.known[name].length if name in self.known else 4
        length = self.random.randint(least, least + 2)
        size = length if self.random.random() < 0.6 else ""
        values = ", ".join(self.integer(1) for _ in range(self.random.randint(4, length) if size
                                                          else length))
        run = f"memcpy(@{name}@, ({ctype}[{length}]){{{values}}}, sizeof @{name}@);"
        return self.defined(Definition("object", name, ctype, length=length),
                            f"{ctype} @{name}@[{size}] = {{{values}}};", run)

    def struct_item(self):
        number = self.random.randint(0, 2)
        name, fields = f"shape{number}", [f"i{k}" for k in range(number + 1)] + ["r0"]
        text = f"struct {name} {{ " + " ".join(
            f"{'double' if f[0] == 'r' else INTEGERS[k]} {f};" for k, f in enumerate(fields)) + " };"
        if name in self.known:
            return self.record_item(self.known[name])
        return self.defined(Definition("struct", name, "", text, fields=fields), text, "")

    def record_item(self, struct):
        name = f"record{struct.name[-1]}"
        values = ", ".join([*(self.integer(1) for _ in struct.fields[:-1]), self.real(1)])
        ctype = f"struct {struct.name}"
        return self.defined(Definition("object", name, ctype, fields=struct.fields),
                            f"{ctype} @{name}@ = {{{values}}};",
                            f"@{name}@ = ({ctype}){{{values}}};")

    def pointer_item(self):
        if "anchor" not in self.known:
            return self.anchor_item()
        name = self.pick("where", "place")
        return self.defined(Definition("object", name, "long *"), f"long *@{name}@ = &@anchor@;",
                            f"@{name}@ = &@anchor@;")

    def anchor_item(self):
        """An object that never changes its type, so that what points to it stays right."""
        value = self.integer(1)
        return self.defined(Definition("object", "anchor", "long"),
                            f"long @anchor@ = {value};", f"@anchor@ = {value};")

    def macro_item(self):
        name, value = self.pick("LIMIT", "SCALE"), str(self.random.randint(0, 99))
        return self.defined(Definition("macro", name, "", value), f"#define @{name}@ {value}", "")

    def mover_item(self):
        """A function that takes and gives a struct by value."""
        structs = self.names(lambda d: d.kind == "struct")
        if not structs:
            return self.struct_item()
        struct = self.random.choice(structs)
        name, ctype = f"mover{struct.name[-1]}", f"struct {struct.name}"
        last = struct.fields[-2]
        text = (f"{ctype} @{name}@({ctype} s, int n, double r)\n{{\n    s.r0 = s.r0 / "
                f"{self.random.randint(2, 5)} + r;\n    s.{last} = (int)s.{last} % 50 + n;\n    "
                f"return s;\n}}")
        return self.defined(Definition("mover", name, ctype, text), text, "")

    def pure_item(self):
        """A function that only reads. It calls those that were there when its name was new."""
        name = self.pick("first", "second", "third")
        later = [n for n in ("first", "second", "third") if n >= name]
        hidden = {n: self.known.pop(n) for n in later if n in self.known}
        params = hidden[name].params if name in hidden else self.new_params()
        ctype = self.pick(*INTEGERS)
        local = tuple(f"(int)p{k} % 10007" for k in range(len(params)))
        local = tuple(f"({one})" for one in local)
        body = self.pick(
            f"return {self.integer(3, local)};",
            f"int t = {self.integer(1, local)};\n    for (int i = 0; i < 4; i++)\n        "
            f"t = (t + {self.integer(2, (*local, 'i'))}) % 10007;\n    return t;",
            f"if ({self.integer(1, local)} & 1)\n        return {self.integer(2, local)};\n"
            f"    return {self.integer(2, local)};",
            f"return p0 > 0 && p0 < 9 ? (int)@{name}@("
            f"{', '.join(['p0 - 1'] + [f'p{k}' for k in range(1, len(params))])}) % 5003 + "
            f"{self.integer(1, local)} : {self.integer(1, local)};")
        self.known.update(hidden)
        listed = ", ".join(f"{p} p{k}" for k, p in enumerate(params))
        text = f"{ctype} @{name}@({listed})\n{{\n    {body}\n}}"
        return self.defined(Definition("pure", name, ctype, text, params=params), text, "")

    def new_params(self):
        return tuple(self.pick(*INTEGERS, *REALS) if k else "int"
                     for k in range(self.random.randint(1, 4)))

    def counter_item(self):
        """A function with a static local: its state begins anew when it is defined again."""
        name = self.pick("next", "step")
        start, step = self.random.randint(0, 50), self.random.randint(1, 9)
        static = f"{name}_state{self.random.randrange(10 ** 9)}"
        head = f"int @{name}@(void)"
        text = f"{head}\n{{\n    static int count = {start};\n    return count += {step};\n}}"
        batch = f"{head} {{ return {static} += {step}; }}"
        definition = Definition("counter", name, "int", batch, state=f"static int {static};")
        return self.defined(definition, text, f"{static} = {start};")

    def defined(self, definition, text, run):
        self.known[definition.name] = definition
        return Item(text, run, definition)

    def statement_item(self):
        text = self.statement()
        return Item(text, text)

    def value_item(self):
        value = self.integer(2)
        return Item(value, "", value=value)


    def mistake_item(self):
        """What does not compile: the whole cell has then no effect."""
        return Item(self.pick("no_such_name++;", "int wrong = ;", "alpha beta;", "(1 + 2;",
                              "return_type missing(void) { }"))

    def crash_item(self):
        return Item("*(volatile int *)0 = 1;")


def as_cell(items):
    return NAME.sub(lambda m: m[1], "\n".join(item.text for item in items))


MAKERS = ((Writer.object_item, 4), (Writer.real_item, 2), (Writer.array_item, 3),
          (Writer.struct_item, 2), (Writer.mover_item, 2), (Writer.pure_item, 4),
          (Writer.counter_item, 1), (Writer.pointer_item, 2), (Writer.macro_item, 1),
          (Writer.statement_item, 6))


def make_items(writer):
    """The items of one cell. A name is defined once in a cell, and used behind its definition."""
    makers = [maker for maker, weight in MAKERS for _ in range(weight)]
    items, defined = [], set()
    for _ in range(writer.random.randint(1, 4)):
        before = dict(writer.known)
        item = writer.random.choice(makers)(writer)
        if item.defines and item.defines.name in defined:
            writer.known = before
            continue
        if item.defines:
            defined.add(item.defines.name)
        # A macro counts from its line on, all else from the cell's start.
        is_macro = item.defines and item.defines.kind == "macro"
        items.insert(0 if is_macro else len(items), item)
    shown = writer.printing()
    items.append(Item(shown, shown))
    if writer.random.random() < 0.5:
        items.append(writer.value_item())
    return items


def make_failing_cell(writer, batch, number):
    """A cell that does not compile, or one whose second statement crashes."""
    known = dict(writer.known)
    if writer.random.random() < 0.5:
        items = make_items(writer)
        items.insert(writer.random.randint(0, len(items)), writer.mistake_item())
        batch.add_cell([], number)
    else:
        first = writer.statement_item()
        items = [first, writer.crash_item(), writer.statement_item()]
        batch.add_cell([first], number)
    writer.known = known
    return Cell(as_cell(items), fails=True)


def run_again(writer, items):
    for item in items:
        if item.defines:
            writer.known[item.defines.name] = item.defines
    return items


def make_notebook(seed, cell_cnt=15):
    """Gives the cells, and the text of the batch program."""
    writer, batch = Writer(seed), Batch()
    cells, made = [Cell("#include <stdio.h>")], []
    batch.add_cell([], 0)
    for number in range(1, cell_cnt):
        if writer.random.random() < 0.1:
            cells.append(make_failing_cell(writer, batch, number))
            continue
        if made and writer.random.random() < 0.15:
            items = run_again(writer, writer.random.choice(made[-3:]))
        else:
            items = make_items(writer)
        made.append(items)
        cells.append(Cell(as_cell(items)))
        batch.add_cell(items, number)
    return cells, batch.text()
