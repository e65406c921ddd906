using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.CommandLine;

/// <summary><c>patchlog rules</c>: its answers, its exit codes, and the places that it names.</summary>
public sealed class RuleVerbTests : IDisposable
{
    const string Discount = """
        define Order { id: "", total: 0, discount: 0 }
        define Note { text: "" }
        rule "big order" {
            when { o : Order o.total > 100 && o.discount == 0 {id : orderId}; }
            then {
                modify(o, function () { this.discount = 10; });
                emit("discounted", { order: orderId });
                var note = assert(new Note({ text: "big" }));
                console.log("first\nsecond");
                retract(note);
            }
        }
        """;

    const string Orders = """
        {
          "facts": [
            { "type": "Order", "data": { "id": "o1", "total": 150 } },
            { "type": "Order", "data": { "id": "o2", "total": 50 } }
          ]
        }
        """;

    const string Loop = """
        define Order { id: "" }
        rule again { when { o : Order; } then { modify(o); } }
        """;

    readonly ScratchFolder _folder = new();

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_is_told_to_people_in_its_order()
    {
        Write("rules.nools", Discount);
        Write("facts.json", Orders);

        var (exitCode, output, errors) = await RunAsync("rules.nools", "--facts", "facts.json");

        (exitCode, errors).ShouldBe((0, ""));
        output.ShouldBe(
        [
            "asserted Order#1",
            "asserted Order#2",
            "1. big order (o = Order#1, orderId = \"o1\")",
            "     modified Order#1",
            "     emitted discounted {\"order\":\"o1\"}",
            "     asserted Note#3",
            "     log: first",
            "     second",
            "     retracted Note#3",
            "Facts at the end, after 1 firing:",
            "  Order#1 {\"id\":\"o1\",\"total\":150,\"discount\":10}",
            "  Order#2 {\"id\":\"o2\",\"total\":50,\"discount\":0}",
        ]);
    }

    [Fact]
    public async Task What_rules_of_a_bundle_may_name_is_there_and_a_rejection_is_told()
    {
        Write("rules.nools", """
            rule no { when { c : Command; a : Aggregate a.total > 1; not(b : Before); }
              then { reject('too-much', 'At most 1.', '/total'); } }
            """);
        Write("facts.json", """
            {"facts":[{"type":"Command","data":{"type":"create"}},{"type":"Aggregate","data":{"id":"a","total":2}}]}
            """);

        var (exitCode, output, errors) = await RunAsync("rules.nools", "--facts", "facts.json");

        (exitCode, errors).ShouldBe((0, ""));
        output.ShouldContain("     emitted reject \"too-much\" \"At most 1.\" \"/total\"");
    }

    [Fact]
    public async Task A_run_is_one_json_object_for_programs()
    {
        Write("rules.nools", Discount);
        Write("facts.json", "\uFEFF" + Orders);

        var (exitCode, output, errors) = await RunAsync("rules.nools", "--facts", "facts.json", "--json");

        (exitCode, errors).ShouldBe((0, ""));
        var run = JsonDocument.Parse(output.ShouldHaveSingleItem()).RootElement;
        run.EnumerateObject().Select(member => member.Name).ShouldBe(
            [
                "fired", "bindings", "events", "emitted", "log", "facts", "compileError", "assertError", "matchError",
                "limitHit",
            ],
            ignoreOrder: true);
        run.At("fired").GetRawText().ShouldBe("""["big order"]""");
        run.At("bindings").GetRawText().ShouldBe("""[{"o":"Order#1","orderId":"o1"}]""");
        run.At("events").GetRawText().ShouldBe(
            """["assert Order","assert Order","fire big order","modify Order","assert Note","retract Note"]""");
        run.At("emitted").GetRawText().ShouldBe("""[["discounted",{"order":"o1"}]]""");
        run.At("log").GetRawText().ShouldBe("""["first\nsecond"]""");
        run.At("facts").GetRawText().ShouldBe(
            """{"Order":[{"id":"o1","total":150,"discount":10},{"id":"o2","total":50,"discount":0}]}""");
        run.At("limitHit").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData("rule R { when { o : Order; } then {\n throw new Error('no'); } }", "sub/rules.nools:2:", "matchError")]
    [InlineData("rule R { when { o : Order o.a.b == 1; } then { } }", "sub/rules.nools:1:", "assertError")]
    [InlineData("rule R { when { o : Order; } then { for (;;) { } } }", "sub/rules.nools:1:", "matchError")]
    [InlineData("rule R { when { o : Order; } then { o.id = NaN; } }", "sub/rules.nools: Order#1 ", "matchError")]
    public async Task A_run_that_fails_names_the_place(string rule, string place, string member)
    {
        Write("sub/rules.nools", $"define Order {{ id: '' }} {rule}");
        Write("facts.json", """{"facts":[{"type":"Order","data":{}}]}""");

        var (exitCode, output, errors) = await RunAsync("sub/rules.nools", "--facts", "facts.json", "--json");

        exitCode.ShouldBe(1);
        errors.ShouldStartWith(place);
        errors.Split('\n').Length.ShouldBe(1, errors);
        var told = JsonDocument.Parse(output.ShouldHaveSingleItem()).RootElement.TextAt(member);
        errors.ShouldEndWith(told.ShouldNotBeNull());
    }

    [Fact]
    public async Task A_fact_of_a_type_that_nothing_defines_is_named_where_it_stands()
    {
        Write("rules.nools", Discount);
        Write("sub/facts.json", "{\"facts\":[\n  {\"type\":\"Invoice\",\"data\":{}}]}");

        var (exitCode, output, errors) = await RunAsync("rules.nools", "--facts", "sub/facts.json", "--json");

        exitCode.ShouldBe(1);
        errors.ShouldStartWith("sub/facts.json:2:3: ");
        JsonDocument.Parse(output[0]).RootElement.TextAt("assertError").ShouldBe(errors);
    }

    [Fact]
    public async Task An_endless_rule_is_stopped_and_named()
    {
        Write("rules.nools", Loop);
        Write("facts.json", """{"facts":[{"type":"Order","data":{}}]}""");
        Write("more.json", """{"limit":10000,"facts":[{"type":"Order","data":{}}]}""");

        var people = await RunAsync("rules.nools", "--facts", "facts.json");
        var programs = await RunAsync("rules.nools", "--facts", "more.json", "--json");

        people.ExitCode.ShouldBe(1);
        people.Errors.ShouldStartWith("rules.nools:2:6: 50 rules fired");
        people.Output.ShouldContain("50. again (o = Order#1)");
        programs.ExitCode.ShouldBe(1);
        programs.Errors.ShouldStartWith("rules.nools:2:6: 10000 rules fired");
        var run = JsonDocument.Parse(programs.Output.ShouldHaveSingleItem()).RootElement;
        (run.At("limitHit").GetBoolean(), run.At("fired").GetArrayLength()).ShouldBe((true, 10_000));
    }

    [Fact]
    public async Task Rules_with_faults_do_not_run()
    {
        Write("sub/rules.nools", "import('./types.nools');\nrule R { when { o : Order; } }");
        Write("sub/types.nools", "define Order { }\nbanana");
        Write("facts.json", Orders);

        var (exitCode, output, errors) = await RunAsync("sub/rules.nools", "--facts", "facts.json", "--json");

        exitCode.ShouldBe(2);
        errors.Split('\n').Select(line => line.Split(": ")[0]).ShouldBe(
            ["sub/types.nools:2:1", "sub/rules.nools:2:8"], ignoreOrder: true);
        JsonDocument.Parse(output.ShouldHaveSingleItem()).RootElement.TextAt("compileError").ShouldBe(errors);
    }

    [Fact]
    public async Task Imports_are_relative_to_their_file_and_may_be_links_within_the_folder()
    {
        Write("sub/rules.nools", "import('./more/types.nools'); rule R { when { o : Order; } then { console.log(o.id); } }");
        Write("sub/more/types.nools", "import('../linked.nools');");
        Write("sub/real.nools", "define Order { id: '' }");
        File.CreateSymbolicLink(_folder.File("sub/linked.nools"), "real.nools");
        Write("facts.json", """{"facts":[{"type":"Order","data":{"id":"o1"}}]}""");

        (await RunAsync("sub/rules.nools", "--facts", "facts.json")).Output.ShouldContain("     log: o1");
        (await RunAsync(_folder.File("sub/rules.nools"), "--facts", "facts.json")).ExitCode.ShouldBe(0);
        (await CheckAsync("./sub/rules.nools")).Output.ShouldBe(["./sub/rules.nools: 1 rule, 1 type"]);
    }

    [Fact]
    public async Task Imports_that_lead_out_of_the_folder_are_refused()
    {
        Write("secret/types.nools", "define Secret { }");
        Write("sub/real.nools", "");
        Directory.CreateDirectory(_folder.File("sub/folder"));
        File.CreateSymbolicLink(_folder.File("sub/file.nools"), "../secret/types.nools");
        File.CreateSymbolicLink(_folder.File("sub/linked"), _folder.File("secret"));
        File.CreateSymbolicLink(_folder.File("sub/loop.nools"), "loop.nools");
        string[] imports =
        [
            "../secret/types.nools", _folder.File("secret/types.nools"), "file.nools", "linked/types.nools",
            "folder/../../secret/types.nools", "folder", "real.nools", "loop.nools", "none.nools",
        ];
        Write("sub/rules.nools", string.Join('\n', imports.Select(path => $"import('{path}');")));

        var (exitCode, output, errors) = await CheckAsync("sub/rules.nools");

        (exitCode, output.Count).ShouldBe((2, 0));
        errors.Split('\n').Select(line => line.Split(": ")[0]).ShouldBe(
            imports.Select((_, index) => $"sub/rules.nools:{index + 1}:8"));
        errors.Split('\n').Count(line => line.Contains("leads out of its folder", StringComparison.Ordinal)).ShouldBe(5);
    }

    [Theory]
    [InlineData("{\"facts\":[\n  {\"type\":\"Order\",\"daat\":{}}]}", "facts.json:2:19: ")]
    [InlineData("{\"facts\":[\n  {\"type\":\"Order\"}]}", "facts.json:2:3: ")]
    [InlineData("{\"facts\":[\n  {\"type\":", "facts.json:2:")]
    [InlineData("{\"facts\":[],\n\"limits\":3}", "facts.json:2:1: ")]
    [InlineData("[]", "facts.json:1:1: ")]
    [InlineData("", "facts.json:1:1: ")]
    public async Task Wrong_facts_are_refused_with_their_place(string facts, string place)
    {
        Write("rules.nools", Discount);
        Write("facts.json", facts);

        var (exitCode, output, errors) = await RunAsync("rules.nools", "--facts", "facts.json", "--json");

        (exitCode, output.Count).ShouldBe((2, 0));
        errors.ShouldStartWith(place);
    }

    [Theory]
    [InlineData("none.nools: There is no such file.", "none.nools", "--facts", "facts.json")]
    [InlineData("none.json: There is no such file.", "rules.nools", "--facts", "none.json")]
    [InlineData("sub: The file can't be read.", "sub", "--facts", "facts.json")]
    [InlineData("sub: The file can't be read.", "rules.nools", "--facts", "sub")]
    [InlineData("big.nools: The file has more than", "big.nools", "--facts", "facts.json")]
    [InlineData("long.nools:1:1: The file has more than", "long.nools", "--facts", "facts.json")]
    [InlineData("big.nools: The file has more than", "rules.nools", "--facts", "big.nools")]
    [InlineData("bytes.nools: The file is not valid UTF-8", "bytes.nools", "--facts", "facts.json")]
    public async Task Files_that_can_not_be_read_are_refused(string beginning, params string[] arguments)
    {
        Write("rules.nools", Discount);
        Write("facts.json", Orders);
        Write("sub/file", "");
        Write("long.nools", new(' ', (1 << 20) + 1));
        Write("big.nools", new(' ', (4 << 20) + 1));
        File.WriteAllBytes(_folder.File("bytes.nools"), [0x80]);

        var (exitCode, output, errors) = await RunAsync(arguments);

        (exitCode, output.Count).ShouldBe((2, 0));
        errors.ShouldStartWith(beginning);
        errors.Split('\n').Length.ShouldBe(1, errors);
    }

    [Theory]
    [InlineData("--bogus", "run", "rules.nools", "--facts", "facts.json", "--bogus")]
    [InlineData("--facts", "run", "rules.nools")]
    [InlineData("file", "run", "--facts", "facts.json")]
    [InlineData("other.nools", "run", "rules.nools", "other.nools", "--facts", "facts.json")]
    [InlineData("files", "check")]
    [InlineData("--loud", "check", "rules.nools", "--loud")]
    [InlineData("walk", "walk")]
    [InlineData("command")]
    public async Task Wrong_options_are_faults_of_the_command_line(string named, params string[] arguments)
    {
        Write("rules.nools", Discount);
        Write("facts.json", Orders);

        var (exitCode, _, errors) = await CallAsync(arguments);

        exitCode.ShouldBe(2);
        errors.ShouldContain(named);
    }

    [Fact]
    public async Task Help_is_no_fault() => (await CallAsync("run", "--help")).ExitCode.ShouldBe(0);

    [Fact]
    public async Task Checked_files_are_told_one_by_one()
    {
        Write("a.nools", Discount);
        Write("b.nools", "rule R {\n when { o : Nothing; } then { } }\nrule S { when { } then { var; } }");
        Write("c.nools", "");

        var (exitCode, output, errors) = await CheckAsync("a.nools", "b.nools", "none.nools", "c.nools");

        exitCode.ShouldBe(2);
        output.ShouldBe(["a.nools: 1 rule, 2 types", "c.nools: 0 rules, 0 types"]);
        errors.Split('\n').Select(line => line.Split(": ")[0]).ShouldBe(["b.nools:3:29", "b.nools:2:13", "none.nools"]);
    }

    [Fact]
    public async Task Control_characters_of_rules_do_not_reach_the_terminal()
    {
        Write("rules.nools", "rule R { when { } then { console.log('\\u001b[31m'); throw new Error('\\u001b[31m\\n'); } }");
        Write("facts.json", """{"facts":[]}""");

        var (exitCode, output, errors) = await RunAsync("rules.nools", "--facts", "facts.json");

        exitCode.ShouldBe(1);
        string.Concat(output).ShouldNotContain("\u001b");
        errors.ShouldNotContain("\u001b");
        errors.Split('\n').Length.ShouldBe(1, errors);
    }

    [Fact]
    public async Task It_needs_no_settings_and_makes_no_files()
    {
        Write("rules.nools", Discount);
        Write("facts.json", Orders);
        Write(".env", "DATABASE_URL=nonsense");

        (await RunAsync("rules.nools", "--facts", "facts.json")).ExitCode.ShouldBe(0);
        Directory.GetFileSystemEntries(_folder.Path).Length.ShouldBe(3);
    }

    void Write(string name, string text)
    {
        var path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    Task<Answered> RunAsync(params string[] arguments) => CallAsync(["run", .. arguments]);

    Task<Answered> CheckAsync(params string[] arguments) => CallAsync(["check", .. arguments]);

    async Task<Answered> CallAsync(params string[] arguments)
    {
        await using var process = PatchlogProgram.Start(
            _folder.Path, "nonsense", ["rules", .. arguments], ("LOG_LEVEL", "trace"));
        var exitCode = await process.ExitCodeAsync();
        return new(exitCode, process.Output, process.Errors);
    }

    sealed record Answered(int ExitCode, IReadOnlyList<string> Output, string Errors);
}
