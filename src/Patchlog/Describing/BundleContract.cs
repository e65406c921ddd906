using System.Collections.Immutable;
using Patchlog.Bundles;
using Patchlog.Json;
using Patchlog.Json.Schema;

namespace Patchlog.Describing;

/// <summary>
/// What a bundle says to those who write clients: its types and commands, and what their documents and arguments look
/// like, as definitions of JSON Schema 2020-12 that refer to each other by name. A command without a handler is not
/// part of it: the server refuses it, whatever its arguments are. Immutable.
/// </summary>
public sealed class BundleContract
{
    readonly string _place;

    BundleContract(
        Bundle bundle, ImmutableArray<TypeContract> types, ImmutableSortedDictionary<string, JsonValue> definitions,
        string place) =>
        (Digest, Types, Definitions, _place) = (bundle.Digest, types, definitions, place);

    /// <summary>The bundle; null for one into which nothing was injected.</summary>
    public string? Digest { get; }

    /// <summary>Its types, in ordinal order of their names.</summary>
    public ImmutableArray<TypeContract> Types { get; }

    /// <summary>All definitions by name, in ordinal order.</summary>
    public ImmutableSortedDictionary<string, JsonValue> Definitions { get; }

    /// <summary>Describes a bundle.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="style">How definitions are called.</param>
    public static BundleContract Of(Bundle bundle, DefinitionStyle style)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(style);

        // Types have the first choice of a name, so that a command or a shared schema never takes it from them.
        var definitions = bundle.Types;
        var schemas = ImmutableSortedDictionary.CreateBuilder<string, JsonSchema>(StringComparer.Ordinal);
        var documents = new Dictionary<TargetName, string>();
        foreach (var type in definitions)
        {
            if (type.Schema is { } schema)
                documents.Add(type.Name, Add(schemas, style.NameOf([type.Name.Value]), schema));
        }

        var types = ImmutableArray.CreateBuilder<TypeContract>(definitions.Length);
        foreach (var type in definitions)
        {
            var commands =
                from command in type.Commands
                where command.Handler is not null
                select new CommandContract(
                    command.Name,
                    command.Arguments is { } arguments
                        ? Add(schemas, style.NameOf([type.Name.Value, command.Name]), arguments)
                        : null,
                    command.Rejections);
            types.Add(new(type.Name, documents.GetValueOrDefault(type.Name), [.. commands]));
        }

        var all = SchemaDefinitions.Of(
            schemas.ToImmutable(), style.Place,
            (document, pointer) => style.NameOf(SchemaNames.Of(document, pointer)));

        return new(bundle, types.MoveToImmutable(), all.All, style.Place);
    }

    /// <summary>What a document of a definition must be when it is sent: its id may be missing.</summary>
    public JsonValue DraftOf(string definition) => new DraftSchema(Definitions, _place).Of(definition);

    static string Add(
        ImmutableSortedDictionary<string, JsonSchema>.Builder schemas, string wanted, JsonSchema schema)
    {
        var name = wanted;
        for (var number = 2; schemas.ContainsKey(name); number++)
            name = $"{wanted}_{number}";

        schemas.Add(name, schema);
        return name;
    }
}
