#!/usr/bin/env python3
"""Writes UnicodeSets.txt, the sets of code points that patterns and formats ask for, from the Unicode Character Database.

    ./generate.py /usr/share/unicode > UnicodeSets.txt      (Debian package unicode-data)

A line is a set: its key, then runs of code points. A run is two numbers in base 36: how many code points are skipped
since the run before, and how many belong to the set. Keys: gc=Lu (general category), sc=Grek and scx=Grek (script and
script extensions, by short name), bin=Alphabetic (binary property), idna=PVALID (RFC 5892), jt=D (joining type),
bc=AL (bidirectional class), ccc=9 (virama). Lines that begin with "alias" map long names to the short ones.
"""
import re
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(sys.argv[1])
LAST = 0x10FFFF

# ECMA-262, table "Binary Unicode property aliases": what may stand in \p{…} alone.
BINARY = """ASCII_Hex_Digit AHex Alphabetic Alpha Bidi_Control Bidi_C Bidi_Mirrored Bidi_M Case_Ignorable CI Cased
Changes_When_Casefolded CWCF Changes_When_Casemapped CWCM Changes_When_Lowercased CWL Changes_When_NFKC_Casefolded CWKCF
Changes_When_Titlecased CWT Changes_When_Uppercased CWU Dash Default_Ignorable_Code_Point DI Deprecated Dep Diacritic Dia
Emoji Emoji_Component EComp Emoji_Modifier EMod Emoji_Modifier_Base EBase Emoji_Presentation EPres
Extended_Pictographic ExtPict Extender Ext Grapheme_Base Gr_Base Grapheme_Extend Gr_Ext Hex_Digit Hex
IDS_Binary_Operator IDSB IDS_Trinary_Operator IDST ID_Continue IDC ID_Start IDS Ideographic Ideo Join_Control Join_C
Logical_Order_Exception LOE Lowercase Lower Math Noncharacter_Code_Point NChar Pattern_Syntax Pat_Syn
Pattern_White_Space Pat_WS Quotation_Mark QMark Radical Regional_Indicator RI Sentence_Terminal STerm Soft_Dotted SD
Terminal_Punctuation Term Unified_Ideograph UIdeo Uppercase Upper Variation_Selector VS White_Space space
XID_Continue XIDC XID_Start XIDS""".split()


def rows(name):
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        fields = [field.strip() for field in line.split("#")[0].split(";")]
        if len(fields) > 1:
            first, _, last = fields[0].partition("..")
            if re.fullmatch("[0-9A-F]+", first):
                yield range(int(first, 16), int(last or first, 16) + 1), fields[1:]


def sets_of(name, column=0):
    sets = defaultdict(set)
    for code_points, fields in rows(name):
        sets[fields[column]].update(code_points)
    return sets


def base36(number):
    digits = ""
    while number or not digits:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits


def emit(key, code_points):
    runs, end = [], 0
    ordered = sorted(code_points)
    index = 0
    while index < len(ordered):
        first = last = ordered[index]
        while index + 1 < len(ordered) and ordered[index + 1] == last + 1:
            index += 1
            last = ordered[index]
        runs += [base36(first - end), base36(last - first + 1)]
        end = last + 1
        index += 1
    print(key, *runs)


def aliases():
    for line in (ROOT / "PropertyValueAliases.txt").read_text(encoding="utf-8").splitlines():
        fields = [field.strip() for field in line.split("#")[0].split(";")]
        if fields[0] in ("gc", "sc"):
            yield fields[0], fields[1], fields[2:]


categories = sets_of("extracted/DerivedGeneralCategory.txt")
scripts = sets_of("Scripts.txt")
properties = {**sets_of("PropList.txt"), **sets_of("DerivedCoreProperties.txt"), **sets_of("emoji/emoji-data.txt"),
              **sets_of("extracted/DerivedBinaryProperties.txt"), **sets_of("DerivedNormalizationProps.txt")}

short_of = {}
for kind, short, longs in aliases():
    for long in longs:
        if long != short:
            print("alias", f"{kind}={long}", f"{kind}={short}")
        short_of[kind, long] = short
for long, short in zip(BINARY, BINARY[1:]):
    if short not in properties and long in properties:
        print("alias", f"bin={short}", f"bin={long}")

for short in sorted(categories):
    emit(f"gc={short}", categories[short])
for long in sorted(scripts):
    emit(f"sc={short_of['sc', long]}", scripts[long])

extensions = {short_of["sc", long]: set(code_points) for long, code_points in scripts.items()}
for code_points, fields in rows("ScriptExtensions.txt"):
    for common in ("Zyyy", "Zinh"):
        extensions[common].difference_update(code_points)
    for short in fields[0].split():
        extensions[short].update(code_points)
for short in sorted(extensions):
    if extensions[short] != scripts[next(long for (kind, long), s in short_of.items() if kind == "sc" and s == short)]:
        emit(f"scx={short}", extensions[short])

for name in BINARY:
    if name in properties:
        emit(f"bin={name}", properties[name])

# RFC 5892 §3, over the derived properties that Unicode publishes: unstable is Changes_When_NFKC_Casefolded.
context_o = {0xB7, 0x375, 0x5F3, 0x5F4, 0x30FB, *range(0x660, 0x66A), *range(0x6F0, 0x6FA)}
exceptionally_valid = {0xDF, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0x3007}
disallowed = {0x640, 0x7FA, 0x302E, 0x302F, *range(0x3031, 0x3036), 0x303B}
ldh = {0x2D, *range(0x30, 0x3A), *range(0x61, 0x7B)}
syllables = sets_of("HangulSyllableType.txt")
excluded = (syllables["L"] | syllables["V"] | syllables["T"] | properties["Changes_When_NFKC_Casefolded"]
            | properties["Default_Ignorable_Code_Point"] | properties["White_Space"]
            | properties["Noncharacter_Code_Point"] | set(range(0x20D0, 0x2100)) | set(range(0x1D100, 0x1D250)))
letters = set().union(*(categories[name] for name in ("Ll", "Lu", "Lo", "Nd", "Lm", "Mn", "Mc")))
emit("idna=PVALID", ((letters - excluded) | ldh | exceptionally_valid) - context_o - disallowed)
emit("idna=CONTEXTO", context_o)

joining = sets_of("extracted/DerivedJoiningType.txt")
for kind in "LRDT":
    emit(f"jt={kind}", joining[kind])
bidi = sets_of("extracted/DerivedBidiClass.txt")
for kind in ("L", "R", "AL", "AN", "EN", "ES", "CS", "ET", "ON", "BN", "NSM"):
    emit(f"bc={kind}", bidi[kind])
emit("ccc=9", sets_of("extracted/DerivedCombiningClass.txt")["9"])
