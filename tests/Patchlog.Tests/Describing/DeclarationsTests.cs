using Patchlog.Describing.TypeScript;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Describing;

/// <summary>What schemas are in TypeScript: never less than they accept.</summary>
public sealed class DeclarationsTests
{
    [Theory]
    [InlineData("""{ "type": "string", "pattern": "x", "minLength": 1 }""", "string")]
    [InlineData("""{ "type": "integer" }""", "number")]
    [InlineData("""{ "type": ["string", "null"] }""", "string | null")]
    [InlineData("""{ "enum": ["a", 1, null, true, 1] }""", "\"a\" | 1 | null | true")]
    [InlineData("""{ "type": "string", "enum": ["a", 1] }""", "\"a\"")]
    [InlineData("""{ "const": { "a": [1, "b"] } }""", "{ a: [1, \"b\"] }")]
    [InlineData("""{ "const": 1E400 }""", "number")]
    [InlineData("""{ "const": 9007199254740993 }""", "number")]
    [InlineData("""{ "const": 0.5 }""", "0.5")]
    [InlineData("""{ "type": "array" }""", "unknown[]")]
    [InlineData("""{ "type": "array", "items": { "enum": [1, 2] } }""", "(1 | 2)[]")]
    [InlineData("""{ "type": "array", "prefixItems": [{ "type": "string" }, { "type": "number" }], "minItems": 1 }""",
        "[string, number?, ...unknown[]]")]
    [InlineData("""{ "type": "array", "prefixItems": [{ "type": "string" }], "items": false, "minItems": 1 }""",
        "[string]")]
    [InlineData("""{ "type": "array", "prefixItems": [{ "type": "string" }, true], "maxItems": 1 }""", "[string?]")]
    [InlineData("""{ "type": "object" }""", "{ [name: string]: unknown }")]
    [InlineData("""{ "type": "object", "additionalProperties": { "type": "number" } }""", "{ [name: string]: number }")]
    [InlineData("""{ "type": "object", "additionalProperties": false }""", "{ [name: string]: never }")]
    [InlineData("""{ "type": "object", "patternProperties": { "^a": { "type": "null" } }, "additionalProperties": false }""",
        "{ [name: string]: null }")]
    [InlineData("""{ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] }""",
        "string | string[]")]
    [InlineData("""{ "allOf": [{ "type": "string" }, { "minLength": 1 }] }""", "string")]
    [InlineData("""{ "type": "string", "not": { "const": "a" }, "if": true, "then": { "minLength": 1 } }""", "string")]
    [InlineData("""{ "type": "string", "oneOf": [{ "const": "a" }, { "const": 1 }] }""", "\"a\"")]
    [InlineData("{}", "unknown")]
    [InlineData("true", "unknown")]
    [InlineData("false", "never")]
    [InlineData("""{ "$dynamicRef": "#d" }""",
        "unknown /* Where the dynamic reference leads depends on the way to it. */")]
    public void A_schema_is_a_type(string schema, string type) =>
        MemberOf($$"""
            {
              "type": "object", "properties": { "m": {{schema}} },
              "$defs": { "d": { "$dynamicAnchor": "d", "type": "null" } }
            }
            """).ShouldBe($"m?: {type};");

    [Fact]
    public void A_type_is_an_interface_with_its_comments()
    {
        var text = Declare(
            """
            {
              "title": "A note", "description": "Two lines,\nand the end */ of a comment.", "type": "object",
              "required": ["id", "unknown-one"], "additionalProperties": false,
              "properties": {
                "id": { "type": "string" }, "new": { "type": "string", "deprecated": true }, "a b": true, "1": true,
                "quote\"": { "description": "One.", "type": "object", "required": ["x"],
                  "properties": { "x": { "type": "null" } }, "additionalProperties": { "type": "string" } }
              }
            }
            """);

        text.ShouldContain(
            """
            /**
             * A note
             *
             * Two lines,
             * and the end *\/ of a comment.
             */
            export interface Notes {
              id: string;
              /** @deprecated */
              "new"?: string;
              "a b"?: unknown;
              "1"?: unknown;
              /** One. */
              "quote\""?: {
                x: null;
                [name: string]: string | null;
              };
              "unknown-one": unknown;
            }
            """);
    }

    [Fact]
    public void A_member_that_every_object_has_may_be_anything_where_it_may_be_missing()
    {
        var text = Declare("""
            {
              "type": "object", "required": ["valueOf"], "additionalProperties": false,
              "properties": { "toString": { "type": "string" }, "valueOf": { "type": "string" } }
            }
            """);

        text.ShouldContain("  toString?: unknown /* Every object has this name. */;\n  valueOf: string;\n");
    }

    [Fact]
    public void What_is_shared_has_a_name_and_may_refer_to_itself()
    {
        var text = Declarations.Of(BundleTexts.Compile(
            ("schemas/notes.json", """
                {
                  "type": "object", "properties": { "root": { "$ref": "_tree.json" }, "all": { "$ref": "#/$defs/list" } },
                  "$defs": { "list": { "type": "array", "items": { "$ref": "#/$defs/list" } } }
                }
                """),
            ("schemas/_tree.json", """
                {
                  "type": "object", "additionalProperties": false,
                  "properties": { "left": { "$ref": "#" }, "right": { "$ref": "_tree.json" } }
                }
                """)));

        text.ShouldContain("root?: Tree;\n  all?: NotesList;\n");
        text.ShouldContain("export interface Tree {\n  left?: Tree;\n  right?: Tree;\n}\n");
        text.ShouldContain("export type NotesList = NotesList[];\n");
    }

    [Fact]
    public void Types_that_are_defined_by_themselves_are_found_and_nothing_beside_them()
    {
        var circles = Circles.Find(new Dictionary<string, IReadOnlySet<string>>
        {
            ["a"] = Set("b"),
            ["b"] = Set("c", "d"),
            ["c"] = Set("a"),
            ["d"] = Set(),
            ["before"] = Set("a"),
            ["self"] = Set("self"),
        });

        circles.ShouldBe(["a", "b", "c", "self"], ignoreOrder: true);

        static IReadOnlySet<string> Set(params string[] names) => names.ToHashSet(StringComparer.Ordinal);
    }

    [Fact]
    public void A_type_that_leads_to_itself_through_members_only_is_none_of_them()
    {
        var text = Declare("""
            {
              "type": "object", "properties": { "a": { "$ref": "#/$defs/a" } },
              "$defs": {
                "a": { "anyOf": [{ "type": "string" }, { "$ref": "#/$defs/b" }] },
                "b": { "type": "object", "properties": { "a": { "$ref": "#/$defs/a" } } }
              }
            }
            """);

        text.ShouldContain("export type NotesA = string | NotesB;\n");
        Circular("""{ "anyOf": [{ "type": "string" }, { "items": { "$ref": "#/$defs/x" } }] }""")
            .ShouldNotContain("defined by itself");
    }

    [Fact]
    public void Alternatives_of_objects_keep_what_they_have_in_common()
    {
        var text = Declare("""
            {
              "type": "object", "required": ["id"], "properties": { "id": { "type": "string" } },
              "oneOf": [
                { "required": ["kind"], "properties": { "kind": { "const": "a" } } },
                { "required": ["kind", "n"], "properties": { "kind": { "const": "b" }, "n": { "type": "number" } } }
              ]
            }
            """);

        text.ShouldContain("export type Notes = {\n  id: string;\n  [name: string]: unknown;\n} & ({\n  kind: \"a\";\n");
        text.ShouldContain("} | {\n  kind: \"b\";\n  n: number;\n");
    }

    [Fact]
    public void Commands_and_types_without_a_schema_are_in_the_map()
    {
        var text = Declarations.Of(BundleTexts.CompileWithHandlers(
            ("schemas/orders.ship.json", """{ "type": "object", "properties": { "carrier": { "type": "string" } } }"""),
            ("schemas/notes.json", """{ "type": "object" }""")));

        text.ShouldContain("export interface OrdersShip {\n  carrier?: string;\n  [name: string]: unknown;\n}\n");
        text.ShouldEndWith(
            """
            export interface Bundle {
              notes: {
                document: Notes;
                commands: {};
              };
              orders: {
                document: { [name: string]: unknown };
                commands: {
                  ship: {
                    arguments: OrdersShip;
                    rejections: (string & {});
                    result: { [name: string]: unknown };
                  };
                };
              };
            }

            """);
    }

    [Theory]
    [InlineData("", "", "never")]
    [InlineData("ctx.reject('shipped', '')", "", "\"shipped\"")]
    [InlineData("ctx.reject('b', ''); ctx.reject(`a`, ''); ctx.reject('a', '')", "", "\"a\" | \"b\"")]
    [InlineData("const { reject } = ctx; reject('paid', '')", "", "\"paid\"")]
    [InlineData("ctx?.reject('paid', '')", "", "\"paid\"")]
    [InlineData("ctx.reject(`is-${1}`, '')", "", "(string & {})")]
    [InlineData("ctx.reject('a', ''); ctx.reject(ctx.now, '')", "", "\"a\" | (string & {})")]
    [InlineData("ctx.reject(ctx.now, '')", "export const rejections = ['z', `y`]", "\"y\" | \"z\"")]
    [InlineData("ctx.reject('a', '')", "export const rejections = []", "\"a\"")]
    [InlineData("help(ctx)", "import { help } from './_help.js'", "\"helped\"")]
    public void The_codes_of_rejections_are_those_that_stand_in_the_handler_or_that_it_declares(
        string body, string module, string type)
    {
        var text = Declarations.Of(BundleTexts.Compile(
            ("handlers/orders/ship.js", $"{module}\nexport default (state, command, ctx) => {{ {body} }}"),
            ("handlers/orders/_help.js", "export const help = ctx => ctx.reject('helped', '')")));

        text.ShouldContain($"        rejections: {type};\n");
    }

    [Theory]
    [InlineData("export const rejections = 'a'")]
    [InlineData("export const rejections = ['a', 1]")]
    [InlineData("export const rejections = ['a b']")]
    [InlineData("export let rejections = ['a']")]
    public void Rejections_that_can_not_be_read_are_a_fault(string declared) =>
        BundleTexts.Faults(("handlers/orders/ship.js", $"export default () => {{}}\n{declared}"))
            .ShouldHaveSingleItem().ShouldStartWith("handlers/orders/ship.js: rejections must be an array");

    [Fact]
    public void A_command_that_nothing_decides_is_not_declared_nor_are_its_arguments()
    {
        var text = Declarations.Of(BundleTexts.Compile(
            ("schemas/orders.json", """{ "type": "object" }"""),
            ("schemas/orders.ship.json", """{ "type": "object" }""")));

        text.ShouldNotContain("ship", Case.Insensitive);
        text.ShouldContain("commands: {};");
    }

    [Fact]
    public void Names_that_are_no_identifiers_or_would_be_one_are_told_apart()
    {
        const string schema = """{ "type": "object", "required": ["a"] }""";
        var text = Declarations.Of(BundleTexts.CompileWithHandlers(
            ("schemas/my-type.json", schema), ("schemas/my_type.json", schema), ("schemas/MyType.json", schema),
            ("schemas/my.type.json", schema), ("schemas/bundle-.json", schema), ("schemas/2d.json", schema),
            ("schemas/class.json", schema)));

        foreach (var name in (string[])["MyType", "MyType_2", "MyType_3", "MyType_4", "Bundle_", "_2d", "Class"])
            text.ShouldContain($"export interface {name} {{\n");

        text.ShouldContain("  \"my-type\": {\n");
        text.ShouldContain("  \"2d\": {\n");
    }

    [Fact]
    public void Equal_bundles_have_the_same_text_in_whatever_order_their_files_come()
    {
        (string, string)[] files =
        [
            ("schemas/b.json", """{ "$ref": "_c.json" }"""), ("schemas/a.json", """{ "$ref": "_c.json" }"""),
            ("schemas/_c.json", """{ "type": "object" }"""),
        ];

        Declarations.Of(BundleTexts.Compile(files)).ShouldBe(Declarations.Of(BundleTexts.Compile(files.Reverse())));
    }

    [Fact]
    public void Combinations_are_bounded()
    {
        var choices = string.Join(",", Enumerable.Range(0, 20).Select(
            at => $$"""{ "anyOf": [{ "required": ["a{{at}}"] }, { "required": ["b{{at}}"] }] }"""));

        var text = Declare($$"""{ "type": "object", "allOf": [{{choices}}] }""");

        // 2^9 combinations are taken, 2^20 would be too many for a compiler.
        text.Split(" & ").Length.ShouldBe(9);
    }

    [Fact]
    public void Types_within_types_do_not_grow_with_every_level()
    {
        var schema = "true";
        for (var level = 0; level < 40; level++)
            schema = $$"""{ "type": "object", "properties": { "a": {{schema}} }, "additionalProperties": { "type": "null" } }""";

        Declare(schema).Length.ShouldBeLessThan(20_000);
    }

    [Fact]
    public void Ten_thousand_members_are_ten_thousand_lines()
    {
        var members = string.Join(",", Enumerable.Range(0, 10_000).Select(at => $$"""{{"\""}}m{{at}}": { "type": "string" }"""));

        Declare($$"""{ "type": "object", "properties": { {{members}} } }""")
            .Split('\n').Count(line => line.EndsWith("?: string;", StringComparison.Ordinal)).ShouldBe(10_000);
    }

    [Fact]
    public void A_chain_of_alternatives_of_any_length_needs_no_stack()
    {
        var definitions = string.Join(",", Enumerable.Range(0, 5_000).Select(
            at => $$"""{{"\""}}d{{at}}": { "anyOf": [{ "type": "null" }, { "$ref": "#/$defs/d{{at + 1}}" }] }"""));

        Declare($$"""
            {
              "type": "object", "properties": { "a": { "allOf": [{ "$ref": "#/$defs/d0" }, { "$ref": "#/$defs/d1" }] } },
              "$defs": { {{definitions}}, "d5000": { "type": "string" } }
            }
            """).ShouldContain("export type NotesD4999 = null | NotesD5000;");
    }

    static string Circular(string x) => Declare(
        $$"""{ "type": "object", "properties": { "x": { "$ref": "#/$defs/x" } }, "$defs": { "x": {{x}} } }""");

    static string Declare(string schema) => Declarations.Of(BundleTexts.Compile(("schemas/notes.json", schema)));

    static string MemberOf(string schema) =>
        Declare(schema).Split('\n').Single(line => line.StartsWith("  m", StringComparison.Ordinal)).Trim();
}
