using System.Text;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace Patchlog.Json.Tests.Patching;

/// <summary>
/// Every row of json-patch-test-suite 1.1.0. Rows that the suite disables, because RFC 6902 leaves them open or because
/// many parsers can't see them, hold here too and are not skipped.
/// </summary>
public sealed class JsonPatchSuiteTests
{
    const int RowsOfTheSuite = 95;

    public static TheoryData<string, string> Rows()
    {
        var rows = new TheoryData<string, string>();
        foreach (var file in (string[])["spec_tests.json", "tests.json"])
        {
            // The framework's reader, since a row may hold a patch that ours must refuse.
            var path = Path.Combine(AppContext.BaseDirectory, "Vectors", "json-patch-tests", file);
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            foreach (var (index, row) in document.RootElement.EnumerateArray().Index())
            {
                if (!row.TryGetProperty("patch", out _))
                    continue; // A row that only comments.
                rows.Add($"{file} {index}: {Description(row)}", row.GetRawText());
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_suite_holds(string name, string row)
    {
        using var document = JsonDocument.Parse(row);
        var patch = document.RootElement.GetProperty("patch").GetRawText();
        var target = JsonValue.Parse(document.RootElement.GetProperty("doc").GetRawText());

        var result = Apply(target, patch, out var fault);

        if (document.RootElement.TryGetProperty("error", out var error))
        {
            result.ShouldBeNull($"{name}: {error}");
            fault.ShouldNotBeNull().Code.ShouldNotBeEmpty();
        }
        else
        {
            result.ShouldNotBeNull($"{name}: {fault}");
            if (document.RootElement.TryGetProperty("expected", out var expected))
                result.ShouldBe(JsonValue.Parse(expected.GetRawText()), name);
        }
    }

    [Fact]
    public void The_suite_is_complete() => Rows().Count.ShouldBe(RowsOfTheSuite);

    static JsonValue? Apply(JsonValue target, string text, out JsonFault? fault) =>
        JsonValue.TryParse(Encoding.UTF8.GetBytes(text), JsonLimits.Default, out var document, out fault)
        && JsonPatch.TryRead(document, PatchLimits.Default, out var patch, out fault)
        && patch.TryApply(target, PatchLimits.Default, out var result, out fault)
            ? result
            : null;

    static string Description(JsonElement row)
    {
        var comment = row.TryGetProperty("comment", out var text) ? text.GetString() : "no comment";
        return row.TryGetProperty("disabled", out _) ? $"{comment} (disabled upstream)" : $"{comment}";
    }
}
