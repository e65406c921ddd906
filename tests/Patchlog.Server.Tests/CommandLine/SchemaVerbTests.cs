using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.CommandLine;

/// <summary><c>patchlog schema check</c>: its answers, its exit codes, and the places that it names.</summary>
public sealed class SchemaVerbTests : IDisposable
{
    const string Order = """
        {
          "type": "object",
          "required": ["id"],
          "properties": { "id": { "type": "string", "maxLength": 5 }, "lines": { "items": { "$ref": "line.json" } } }
        }
        """;

    readonly ScratchFolder _folder = new();

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Valid_documents_of_any_kind_are_said_to_be_valid()
    {
        Write("schema.json", "true");
        string[] documents = ["{}", "[]", "\"\"", "1E400", "null", "\uFEFFfalse"];
        var names = documents.Select((text, index) => Write($"{index}.json", text)).ToArray();

        var (exitCode, output, errors) = await CheckAsync(["schema.json", .. names]);

        (exitCode, errors).ShouldBe((0, ""));
        output.ShouldBe(names.Select(name => $"{name}: valid"));
    }

    [Fact]
    public async Task A_schema_alone_is_only_checked()
    {
        Write("schema.json", """{"$schema":"http://json-schema.org/draft-07/schema#"}""");

        (await CheckAsync("schema.json")).ShouldBe(0, ["schema.json: a schema of draft 7"]);
        (await CheckAsync("schema.json", "--json")).ShouldBe(0, []);
    }

    [Fact]
    public async Task An_invalid_document_is_explained_to_people()
    {
        Write("schema.json", Order.Replace("line.json", "#", StringComparison.Ordinal));
        Write("a.json", """{"id":"toolong"}""");
        Write("b.json", """{"id":"b"}""");

        var (exitCode, output, _) = await CheckAsync("schema.json", "a.json", "b.json");

        exitCode.ShouldBe(1);
        output.Count.ShouldBe(2);
        output[0].ShouldStartWith("a.json: at /id: ");
        output[0].ShouldEndWith("(#/properties/id/maxLength)");
        output[1].ShouldBe("b.json: valid");
    }

    [Fact]
    public async Task Each_document_is_one_line_of_json_with_all_its_errors()
    {
        Write("schema.json", Order);
        Write("line.json", """{"type":"object"}""");
        Write("a.json", """{"lines":[1,{}]}""");
        Write("b.json", """{"id":"b"}""");

        var (exitCode, output, _) = await CheckAsync(
            "schema.json", "a.json", "b.json", "none.json", "--json", "--ref", "line.json=line.json");

        exitCode.ShouldBe(1);
        var lines = output.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        lines.Select(line => line.TextAt("document")).ShouldBe(["a.json", "b.json", "none.json"]);
        lines.Select(line => line.At("valid").GetBoolean()).ShouldBe([false, true, false]);
        lines[0].At("errors").EnumerateArray().Select(error => error.TextAt("pointer"))
            .ShouldBe(["", "/lines/0"], ignoreOrder: true);
        lines[0].At("errors").EnumerateArray().ShouldAllBe(error =>
            error.TextAt("keyword")!.Length > 0 && error.TextAt("schemaLocation")!.Length > 0
            && error.TextAt("detail")!.Length > 0);
        lines[1].At("errors").GetArrayLength().ShouldBe(0);
        lines[2].At("errors/0").TextAt("detail").ShouldBe("There is no such file.");
    }

    [Theory]
    [InlineData("{\"id\":")]
    [InlineData("{} {}")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("")]
    public async Task A_broken_document_is_not_valid_and_the_next_one_is_read(string text)
    {
        Write("schema.json", "{}");
        Write("broken.json", text);
        Write("good.json", "{}");

        var (exitCode, output, _) = await CheckAsync("schema.json", "broken.json", "good.json");

        exitCode.ShouldBe(1);
        output[0].ShouldStartWith("broken.json:1:");
        output[1].ShouldBe("good.json: valid");
    }

    [Theory]
    [InlineData("{\n  \"type\": \"strin\"\n}", "schema.json:2:3: ")]
    [InlineData("{\n  \"type\": ", "schema.json:2:")]
    [InlineData("{\n\"allOf\": [\n  { \"$ref\": \"#/nowhere\" }]}", "schema.json:3:5: ")]
    [InlineData("{\"$ref\":\"#\"}", "schema.json:1:")]
    [InlineData("{\"pattern\":\"(\"}", "schema.json:1:2: ")]
    [InlineData("12", "schema.json:1:1: ")]
    public async Task A_fault_of_the_schema_names_file_line_and_column(string schema, string place)
    {
        Write("schema.json", schema);
        Write("a.json", "{}");

        var (exitCode, output, errors) = await CheckAsync("schema.json", "a.json", "--json");

        exitCode.ShouldBe(2);
        errors.ShouldStartWith(place);
        JsonElement.Parse(output.ShouldHaveSingleItem()).At("error").At("faults")[0].GetString()!.ShouldStartWith(place);
    }

    [Fact]
    public async Task A_fault_in_a_document_that_is_referred_to_names_that_file()
    {
        Write("schema.json", """{"$ref":"https://example.com/line?v=2"}""");
        Write("line.json", "{\n \"type\": 1 }");

        var (exitCode, _, errors) = await CheckAsync("schema.json", "--ref", "https://example.com/line?v=2=line.json");

        exitCode.ShouldBe(2);
        errors.ShouldStartWith("line.json:2:2: ");
    }

    [Theory]
    [InlineData("none.json")]
    [InlineData("schema.json", "--draft", "5")]
    [InlineData("schema.json", "--ref", "line.json")]
    [InlineData("schema.json", "--ref", "=line.json")]
    [InlineData("schema.json", "--ref", "https://example.com/a#b=schema.json")]
    [InlineData("schema.json", "--ref", "a=none.json")]
    [InlineData("schema.json", "--ref", "a=schema.json", "--ref", "a#=schema.json")]
    [InlineData(".")]
    [InlineData("")]
    public async Task What_can_not_be_a_schema_is_refused_with_one_sentence(params string[] arguments)
    {
        Write("schema.json", "{}");

        var (exitCode, output, errors) = await CheckAsync(arguments);

        (exitCode, output.Count).ShouldBe((2, 0));
        errors.ShouldNotBeEmpty();
        errors.Split('\n').Length.ShouldBe(1, errors);
    }

    // Draft 4 has a boolean for it, draft 6 has a number; "dependentRequired" came with 2019-09, "prefixItems" with 2020-12.
    [Theory]
    [InlineData("4", 1, 2, 0, 0)]
    [InlineData("draft-04", 1, 2, 0, 0)]
    [InlineData("6", 2, 1, 0, 0)]
    [InlineData("draft7", 2, 1, 0, 0)]
    [InlineData("2019-09", 2, 1, 1, 0)]
    [InlineData("draft2020-12", 2, 1, 1, 1)]
    public async Task Schemas_that_name_no_draft_are_of_the_given_one(
        string draft, int boolean, int number, int dependent, int prefix)
    {
        Write("five.json", "5");
        Write("object.json", """{"a":1}""");
        Write("array.json", "[1]");
        Write("boolean.json", """{"maximum":5,"exclusiveMaximum":true}""");
        Write("number.json", """{"exclusiveMaximum":5}""");
        Write("dependent.json", """{"dependentRequired":{"a":["b"]}}""");
        Write("prefix.json", """{"prefixItems":[{"type":"string"}]}""");

        (await CheckAsync("boolean.json", "five.json", "--draft", draft)).ExitCode.ShouldBe(boolean);
        (await CheckAsync("number.json", "five.json", "--draft", draft)).ExitCode.ShouldBe(number);
        (await CheckAsync("dependent.json", "object.json", "--draft", draft)).ExitCode.ShouldBe(dependent);
        (await CheckAsync("prefix.json", "array.json", "--draft", draft)).ExitCode.ShouldBe(prefix);
    }

    [Fact]
    public async Task Formats_assert_when_asked_to()
    {
        Write("schema.json", """{"format":"date"}""");
        Write("a.json", "\"yesterday\"");

        (await CheckAsync("schema.json", "a.json")).ExitCode.ShouldBe(0);
        (await CheckAsync("schema.json", "a.json", "--assert-format")).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_document_of_many_megabytes_is_checked_and_its_errors_are_bounded()
    {
        Write("schema.json", """{"items":{"type":"object","required":["id"],"properties":{"id":{"type":"integer"}}}}""");
        Write("good.json", $"[{string.Join(',', Enumerable.Range(0, 500_000).Select(id => $"{{\"id\":{id}}}"))}]");
        Write("bad.json", $"[{string.Join(',', Enumerable.Repeat("{}", 500_000))}]");

        var (exitCode, output, _) = await CheckAsync("schema.json", "good.json", "bad.json");

        exitCode.ShouldBe(1);
        output[0].ShouldBe("good.json: valid");
        output.Count.ShouldBe(101);
    }

    [Fact]
    public async Task A_thousand_documents_are_checked_in_one_call()
    {
        Write("schema.json", """{"type":"integer"}""");
        var names = Enumerable.Range(0, 1000).Select(number => Write($"{number}.json", $"{number}")).ToArray();

        var (exitCode, output, _) = await CheckAsync(["schema.json", "--json", .. names]);

        (exitCode, output.Count).ShouldBe((0, 1000));
    }

    [Fact]
    public async Task A_schema_bomb_ends_with_an_answer_that_is_neither()
    {
        var doublings = string.Join(',', Enumerable.Range(1, 40).Select(
            level => $$"""
                "{{level}}":{"allOf":[{"$ref":"#/$defs/{{level - 1}}"},{"$ref":"#/$defs/{{level - 1}}"}]}
                """));
        Write("schema.json", $$$"""{"$ref":"#/$defs/40","$defs":{"0":{"type":"object"},{{{doublings}}}}}""");
        Write("a.json", "{}");

        var (exitCode, output, _) = await CheckAsync("schema.json", "a.json", "--json");

        (exitCode, output.Count).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Control_characters_of_a_document_do_not_reach_the_terminal()
    {
        Write("schema.json", """{"additionalProperties":false}""");
        Write("a.json", """{"\u001b[31m\n":1}""");

        var (exitCode, output, _) = await CheckAsync("schema.json", "a.json");

        (exitCode, output.Count).ShouldBe((1, 1));
        output[0].ShouldNotContain("\u001b");
    }

    [Fact]
    public async Task It_needs_no_settings_and_makes_no_files()
    {
        Write("schema.json", "{}");
        Write(".env", "DATABASE_URL=nonsense");

        (await CheckAsync("schema.json")).ExitCode.ShouldBe(0);
        Directory.GetFileSystemEntries(_folder.Path).Length.ShouldBe(2);
    }

    string Write(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return name;
    }

    async Task<Answered> CheckAsync(params string[] arguments)
    {
        await using var process = PatchlogProgram.Start(
            _folder.Path, "nonsense", ["schema", "check", .. arguments], ("LOG_LEVEL", "trace"));
        var exitCode = await process.ExitCodeAsync();
        return new(exitCode, process.Output, process.Errors);
    }

    sealed record Answered(int ExitCode, IReadOnlyList<string> Output, string Errors)
    {
        public void ShouldBe(int exitCode, string[] output)
        {
            ExitCode.ShouldBe(exitCode, Errors);
            Output.ShouldBe(output);
        }
    }
}
