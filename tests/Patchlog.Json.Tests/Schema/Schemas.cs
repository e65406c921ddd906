using Patchlog.Json.Schema;
using Shouldly;

namespace Patchlog.Json.Tests.Schema;

/// <summary>Schemas and what comes of them, from their text.</summary>
static class Schemas
{
    /// <summary>Documents that references may lead to.</summary>
    public static SchemaDocuments Documents(params IEnumerable<(string Uri, string Text)> documents) =>
        SchemaDocuments.Of(documents.Select(one => KeyValuePair.Create(one.Uri, JsonValue.Parse(one.Text))));

    public static JsonSchema Compile(string text, SchemaOptions? options = null) =>
        Compile(JsonValue.Parse(text), options);

    public static JsonSchema Compile(JsonValue schema, SchemaOptions? options = null)
    {
        JsonSchema.TryCompile(schema, options ?? SchemaOptions.Default, out var compiled, out var faults)
            .ShouldBeTrue(string.Join("; ", faults));
        faults.ShouldBeEmpty();
        return compiled.ShouldNotBeNull();
    }

    /// <summary>The faults of a schema that must have some.</summary>
    public static SchemaFault[] FaultsOf(string text, SchemaOptions? options = null) =>
        FaultsOf(JsonValue.Parse(text), options);

    /// <summary>The faults of a schema that must have some.</summary>
    public static SchemaFault[] FaultsOf(JsonValue schema, SchemaOptions? options = null)
    {
        JsonSchema.TryCompile(schema, options ?? SchemaOptions.Default, out var compiled, out var faults)
            .ShouldBeFalse();
        compiled.ShouldBeNull();
        faults.ShouldNotBeEmpty();
        return [.. faults];
    }

    /// <summary>The answer, after a look that the errors say the same.</summary>
    public static bool Accepts(this JsonSchema schema, string document)
    {
        var value = JsonValue.Parse(document);
        var isValid = schema.IsValid(value);
        schema.Validate(value).IsEmpty.ShouldBe(isValid);
        return isValid;
    }

    /// <summary>The errors as "pointer keyword", in order.</summary>
    public static string[] ErrorsOf(this JsonSchema schema, string document, int max = 100) =>
        [.. schema.Validate(JsonValue.Parse(document), max).Select(error => $"{error.Pointer} {error.Keyword}")];
}
