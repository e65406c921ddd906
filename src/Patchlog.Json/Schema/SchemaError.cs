namespace Patchlog.Json.Schema;

/// <summary>One reason why a document is not valid.</summary>
/// <param name="Pointer">JSON Pointer (RFC 6901) of the value, from the root of the document.</param>
/// <param name="Keyword">The keyword that fails.</param>
/// <param name="SchemaLocation">
/// Where the keyword stands: the canonical URI of its schema resource with a JSON Pointer as fragment
/// (2020-12 Core §12.3.2).
/// </param>
/// <param name="Detail">A sentence for people: what is wrong with the value, and what was expected.</param>
public sealed record SchemaError(string Pointer, string Keyword, string SchemaLocation, string Detail)
{
    /// <summary>
    /// Whether validation ended here at one of the <see cref="SchemaLimits"/>. Then the document was not found to be
    /// invalid, but it was not found to be valid either, and must be refused.
    /// </summary>
    public bool IsLimit { get; init; }
}
