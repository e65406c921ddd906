namespace Patchlog.Server.Bench;

/// <summary>The patch that the load generator sends: three operations, which leave the document its size.</summary>
static class BenchPatch
{
    /// <summary>A JSON Patch (RFC 6902) to a <see cref="BenchDocument"/>. No two are equal.</summary>
    public const string Text =
        $$"""
        [{"op":"replace","path":"/status","value":"at {{BenchTemplate.Serial}}"},
        {"op":"replace","path":"/revision","value":1{{BenchTemplate.Serial}}},
        {"op":"replace","path":"/lines/0/price","value":1{{BenchTemplate.Serial}}.50}]
        """;
}
