using Patchlog.Json.Schema.Resources;

namespace Patchlog.Json.Schema.Evaluating;

/// <summary>
/// One keyword, or several that work together, of one schema. Immutable, so that threads may share it.
/// </summary>
/// <param name="site">The schema that it belongs to.</param>
/// <param name="keyword">The keyword that errors name.</param>
abstract class Assertion(SchemaSite site, string keyword)
{
    public SchemaSite Site { get; } = site;

    public string Keyword { get; } = keyword;

    /// <summary>Whether the value satisfies it. If not, and errors are gathered, it tells why.</summary>
    public abstract bool Check(JsonValue value, Evaluation run);
}

/// <summary>A keyword that looks at a value without applying schemas to it.</summary>
abstract class SimpleAssertion(SchemaSite site, string keyword) : Assertion(site, keyword)
{
    /// <summary>What was expected, as a sentence.</summary>
    public abstract string Describe(JsonValue value);
}
