using System.Text;
using Patchlog.Bundles;
using Patchlog.Tests.Harness;
using Patchlog.Trying;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Trying;

/// <summary>What a case says when it fails, and that it can fail.</summary>
public sealed class CaseRunnerTests
{
    const string Notes = """
        {
          "type": "object", "required": ["id", "text"], "additionalProperties": false,
          "properties": { "id": { "type": "string" }, "text": { "type": "string" }, "done": { "type": "boolean" } }
        }
        """;

    [Theory]
    [InlineData("""[]""", """{ "type": "create", "targetName": "notes", "body": { "text": "a" } }""",
        """{ "events": [{ "name": "created", "targetId": "new", "body": { "id": "new", "text": "a" } }] }""")]
    [InlineData("""[{ "type": "create", "body": { "text": "a" } }]""",
        """{ "type": "delete", "targetName": "notes", "targetId": "1" }""",
        """{ "events": [{ "type": "delete", "version": 2 }], "document": null }""")]
    [InlineData("""[{ "type": "create", "body": { "text": "a" } }, { "type": "delete" }]""",
        """{ "type": "patch", "targetName": "notes", "targetId": "1", "body": {} }""",
        """{ "rejected": { "code": "deleted" } }""")]
    [InlineData("""[{ "targetName": "notes", "document": { "id": "1", "text": "a" }, "version": 7 }]""",
        """{ "type": "patch", "targetName": "notes", "targetId": "1", "targetVersion": 7, "body": { "done": true } }""",
        """{ "events": [{ "version": 8 }], "document": { "id": "1", "text": "a", "done": true } }""")]
    [InlineData("""[{ "type": "create", "body": { "text": "a" } }]""",
        """{ "type": "patch", "targetName": "notes", "targetId": "1", "body": { "text": "a" } }""",
        """{ "unchanged": true, "document": { "id": "1", "text": "a" } }""")]
    [InlineData("""[]""", """{ "type": "logic", "name": "ship", "targetName": "notes", "targetId": "1" }""",
        """{ "rejected": { "code": "unknown-command" } }""")]
    [InlineData("""[]""", """{ "type": "creat", "targetName": "notes" }""",
        """{ "rejected": { "code": "invalid-command", "errors": [{ "pointer": "/type", "code": "enum" }] } }""")]
    public void A_case_passes_when_it_says_what_happens(string given, string when, string then) =>
        Run(given, when, then).ShouldBeEmpty();

    [Fact]
    public void A_case_gives_time_uuids_and_what_is_read()
    {
        const string handler = """
            export default (state, { body }, ctx) => {
              Object.assign(state, { at: ctx.now, ids: [ctx.uuid(), ctx.uuid()], name: ctx.reads[0].name });
            }
            """;
        var runner = new CaseRunner(BundleTexts.Compile(
            ("handlers/notes/pin.js", handler),
            ("reads/notes.js", "export default () => [{ targetName: 'people', targetId: 'ann' }]")));
        var text = """
            {
              "description": "A note is pinned", "now": "2026-01-31T09:30:00Z",
              "uuids": ["0190a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b"],
              "given": [{ "targetName": "people", "document": { "id": "ann", "name": "Ann" } }],
              "when": { "type": "logic", "name": "pin", "targetName": "notes", "targetId": "1" },
              "then": { "events": [{ "body": { "id": "1", "at": "2026-01-31T09:30:00.000Z", "name": "Ann",
                "ids": ["0190a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b", "OTHER"] } }] }
            }
            """;

        var difference = Run(runner, text).ShouldHaveSingleItem();
        difference.ShouldStartWith("/then/events/0/body/ids/1: expected \"OTHER\", but it is \"");
        var other = difference.Split('"')[3];
        Guid.Parse(other).Version.ShouldBe(8);
        Run(runner, text.Replace("OTHER", other, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{ "events": [{ "body": { "id": "1", "text": "b", "more": 1 } }] }""",
        """/then/events/0/body/text: expected "b", but it is "a" """,
        "/then/events/0/body/more: expected 1, but there is nothing")]
    [InlineData("""{ "events": [] }""",
        """
        /then/events/0: expected nothing, but there is {"name":"created","type":"create","targetName":"notes","targetId":"1","version":1,"body":{"id":"1","text":"a"}}
        """)]
    [InlineData("""{ "events": [{}, {}] }""", "/then/events/1: expected {}, but there is nothing")]
    [InlineData("""{ "events": [{ "nam": "created" }] }""",
        """/then/events/0/nam: expected "created", but there is nothing""")]
    [InlineData("""{ "events": [{}], "document": { "id": "1" } }""",
        """/then/document/text: expected nothing, but there is "a" """)]
    [InlineData("""{ "unchanged": true }""", "/then: expected nothing to change, but there are events: created")]
    [InlineData("""{ "rejected": { "code": "schema-violation" } }""",
        "/then: expected the command to be rejected, but there are events: created")]
    public void What_differs_is_named_by_its_place(string then, params string[] differences) =>
        Run("[]", """{ "type": "create", "targetName": "notes", "body": { "id": "1", "text": "a" } }""", then)
            .ShouldBe(differences.Select(text => text.Trim()));

    [Theory]
    [InlineData("""{ "events": [] }""",
        "/then: expected events, but the command is rejected with schema-violation: notes/1 would break the schema of "
        + "notes.\n/body/text: ")]
    [InlineData("""{ "rejected": { "code": "not-found", "errors": [{ "pointer": "/body/text", "code": "enum" }] } }""",
        "/then/rejected/code: expected \"not-found\", but it is \"schema-violation\"")]
    [InlineData("""{ "rejected": { "code": "schema-violation", "errors": [] } }""",
        "/then/rejected/errors/0: expected nothing, but there is ")]
    public void A_refusal_that_was_not_expected_is_shown(string then, string beginning) =>
        Run("[]", """{ "type": "create", "targetName": "notes", "body": { "id": "1", "text": 1 } }""", then)[0]
            .ShouldStartWith(beginning);

    [Theory]
    [InlineData("""[{ "type": "patch", "body": [] }]""", "/given/0: ")]
    [InlineData("""[{ "type": "create", "body": { "text": "a" } }, { "type": "patch", "body": [{ "op": "remove", "path": "/x" }] }]""",
        "/given/1: ")]
    [InlineData("""[{ "type": "renamed" }]""", "/given/0: The type of an event is create, patch or delete.")]
    [InlineData("""[{ "targetName": "notes", "document": { "text": "a" } }]""", "/given/0: A document is an object with its id.")]
    [InlineData("""[{ "type": "create", "targetName": "commands", "body": {} }]""", "/given/0: ")]
    public void What_can_not_have_happened_fails_the_case(string given, string beginning) =>
        Run(given, """{ "type": "delete", "targetName": "notes", "targetId": "1" }""", """{ "unchanged": true }""")
            .ShouldHaveSingleItem().ShouldStartWith(beginning);

    [Theory]
    [InlineData("""[{ "description": "d", "when": {}, "then": {} }]""", "tests/a.json:1:36: then must be")]
    [InlineData("""{ "description": "d", "when": {}, "then": { "unchanged": false } }""", "tests/a.json:1:35: then must be")]
    [InlineData("""{ "description": "d", "when": {}, "then": { "unchanged": true, "events": [] } }""", "tests/a.json:1:")]
    [InlineData("""{ "description": "d", "when": {}, "then": { "rejected": {} } }""", "tests/a.json:1:")]
    [InlineData("""{ "description": "d", "whn": {}, "then": { "unchanged": true } }""",
        "tests/a.json:1:23: There is no member \"whn\" here")]
    [InlineData("""{ "description": "", "when": {}, "then": { "unchanged": true } }""", "tests/a.json:1:3: description must")]
    [InlineData("""{ "description": "d", "now": "noon", "when": {}, "then": { "unchanged": true } }""",
        "tests/a.json:1:23: now must be a time")]
    [InlineData("""{ "description": "d", "uuids": ["one"], "when": {}, "then": { "unchanged": true } }""",
        "tests/a.json:1:23: uuids must be an array of UUIDs")]
    [InlineData("""{ "description": "d", "uuids": "one", "when": {}, "then": { "unchanged": true } }""",
        "tests/a.json:1:23: uuids must be an array of UUIDs")]
    [InlineData("""{ "description": "d", "given": {}, "when": {}, "then": { "unchanged": true } }""", "tests/a.json:1:23: given")]
    [InlineData("[1]", "tests/a.json:1:2: A case is an object")]
    [InlineData("[", "tests/a.json:1:2: ")]
    public void A_file_with_faults_names_their_places(string text, string beginning)
    {
        CaseFile.TryRead(Read(text), out var cases, out var faults).ShouldBeFalse();

        cases.ShouldBeEmpty();
        faults[0].ToString().ShouldStartWith(beginning);
    }

    [Fact]
    public void A_file_has_several_cases_and_each_knows_its_line()
    {
        CaseFile.TryRead(
            Read("""
                [
                  { "description": "one", "when": {}, "then": { "unchanged": true } },

                  { "description": "two", "now": "2026-01-31T09:30:00Z", "when": {}, "then": { "unchanged": true } }
                ]
                """),
            out var cases, out _).ShouldBeTrue();

        cases.Select(test => (test.Description, test.Line)).ShouldBe([("one", 2), ("two", 4)]);
        cases[1].Now.ShouldBe(new(2026, 1, 31, 9, 30, 0, TimeSpan.Zero));
    }

    static List<string> Run(string given, string when, string then) => Run(
        new CaseRunner(BundleTexts.Compile(("schemas/notes.json", Notes))),
        $$"""{ "description": "d", "given": {{given}}, "when": {{when}}, "then": {{then}} }""");

    static List<string> Run(CaseRunner runner, string text)
    {
        CaseFile.TryRead(Read(text), out var cases, out var faults).ShouldBeTrue(string.Join('\n', faults));
        var result = runner.Run(cases.ShouldHaveSingleItem());

        result.HasPassed.ShouldBe(result.Differences.IsEmpty);
        return [.. result.Differences.Select(difference => $"{difference.Pointer}: {difference.Detail}")];
    }

    static BundleFile Read(string text)
    {
        BundleFile.TryRead("tests/a.json", Encoding.UTF8.GetBytes(text), out var file, out _).ShouldBeTrue();
        return file!;
    }
}
