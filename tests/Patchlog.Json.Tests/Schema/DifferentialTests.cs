using System.Text.Json;
using CsCheck;
using Patchlog.Json.Tests.Generators;
using Shouldly;
using Xunit;
using Oracle = Json.Schema.JsonSchema;

namespace Patchlog.Json.Tests.Schema;

/// <summary>
/// Generated schemas and documents, judged by JsonSchema.Net 8.0.5 as well. What it is known to get wrong is not
/// generated, or named here.
/// </summary>
public sealed class DifferentialTests
{
    const int Documents = 6;

    [Fact]
    public void The_answers_are_those_of_another_validator() =>
        Gen.Select(SchemaDocuments.Schema, SchemaDocuments.Document.Array[Documents]).Sample(
            Compare, iter: 2000, threads: 1);   // the registry of the other validator is not thread-safe

    static void Compare(JsonObject schema, JsonValue[] documents)
    {
        var ours = Schemas.Compile(schema);
        var theirs = Oracle.FromText(schema.ToString());

        foreach (var document in documents)
        {
            using var parsed = JsonDocument.Parse(document.ToString());
            var expected = theirs.Evaluate(parsed.RootElement).IsValid;

            ours.Accepts(document.ToString()).ShouldBe(expected, $"{schema} on {document}");
        }
    }
}
