using System.Collections.Immutable;
using Patchlog.Json.Schema.Exporting;

namespace Patchlog.Json.Schema;

/// <summary>
/// Compiled schemas of any draft as definitions of draft 2020-12, which refer to nothing but each other, by name. They
/// are for programs that read schemas and know one draft only: documentation, and generators of code. Immutable.
/// </summary>
/// <remarks>
/// A definition accepts every document that its schema accepts. Where a draft can say what 2020-12 can't, it accepts
/// more, and has a <c>$comment</c> there; so it is no replacement for <see cref="JsonSchema"/>.
/// </remarks>
public sealed class SchemaDefinitions
{
    SchemaDefinitions(ImmutableSortedDictionary<string, JsonValue> all) => All = all;

    /// <summary>The definitions by name, in ordinal order: the schemas given, and what they refer to.</summary>
    public ImmutableSortedDictionary<string, JsonValue> All { get; }

    /// <summary>Makes definitions of schemas. Takes time in proportion to their size.</summary>
    /// <param name="schemas">The schemas by name. What they share is shared only if it is the same value.</param>
    /// <param name="place">What stands before a name in a reference, such as <c>#/$defs/</c>.</param>
    /// <param name="nameOf">
    /// What to call a schema that is referred to, by the URI of its document and its JSON Pointer there: a text that
    /// needs no escaping in a reference. A name that is taken gets a number at its end.
    /// </param>
    public static SchemaDefinitions Of(
        ImmutableSortedDictionary<string, JsonSchema> schemas, string place, Func<string, string, string> nameOf)
    {
        ArgumentNullException.ThrowIfNull(schemas);
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(nameOf);

        var scan = new DefinitionScan(nameOf);
        foreach (var (name, schema) in schemas)
            scan.Name(schema.Site, name);

        scan.Run();

        var writer = new DefinitionWriter(scan, place);
        var all = ImmutableSortedDictionary.CreateBuilder<string, JsonValue>(StringComparer.Ordinal);
        foreach (var (name, site) in scan.Named)
            all.Add(name, writer.Write(site));

        return new(all.ToImmutable());
    }
}
