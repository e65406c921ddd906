using System.Text;
using Patchlog.Bundles;
using Patchlog.Json;

namespace Patchlog.Describing.TypeScript;

/// <summary>
/// The declarations of a bundle for TypeScript: a type for each type of documents, for the arguments of each command
/// and for what they share, and the map <c>Bundle</c> of all of them, by which the client is told.
/// </summary>
public static class Declarations
{
    const string Place = "#";

    const string AnyArguments = "Record<string, unknown> | readonly unknown[] | undefined";

    /// <summary>Writes the declarations. Equal bundles have the same text.</summary>
    public static string Of(Bundle bundle)
    {
        var contract = BundleContract.Of(bundle, new(Place, Names.OfType));
        var text = new StringBuilder(
            $"// What is in the bundle {contract.Digest ?? "of a server without one"}. Written by patchlog types.\n\n");

        foreach (var declaration in OfDefinitions(contract))
            text.Append(declaration).Append('\n');

        AppendMap(text, contract);

        return text.ToString();
    }

    static IEnumerable<string> OfDefinitions(BundleContract contract)
    {
        var types = new SchemaTypes(contract.Definitions, Place);
        var documents = contract.Types.Select(type => type.Document).OfType<string>().ToHashSet(StringComparer.Ordinal);
        documents.ExceptWith(contract.Definitions.Values.SelectMany(References));

        var written = new List<(string Name, TypeText Type, IReadOnlySet<string> Direct)>();
        foreach (var name in contract.Definitions.Keys)
        {
            // A document is an object, whatever its schema leaves open.
            var kinds = documents.Contains(name) ? ValueKinds.Object : ValueKinds.All;
            written.Add((name, types.OfDefinition(name, kinds, out var direct), direct));
        }

        var circular = Circles.Find(written.ToDictionary(type => type.Name, type => type.Direct));
        foreach (var (name, type, _) in written)
        {
            var comment = Comment.Of(contract.Definitions[name]);
            yield return comment + (
                circular.Contains(name) ? $"export type {name} = unknown; /* It is defined by itself. */\n"
                : type.Form == TypeForm.Members ? $"export interface {name} {type.Text}\n"
                : $"export type {name} = {type.Text};\n");
        }
    }

    /// <summary>The definitions that a schema refers to, in all its depth.</summary>
    static IEnumerable<string> References(JsonValue schema)
    {
        var open = new Stack<JsonValue>([schema]);
        while (open.TryPop(out var value))
        {
            if (value is JsonObject members)
            {
                if (members["$ref"] is JsonString { Value: var reference })
                    yield return reference[Place.Length..];

                foreach (var (name, member) in members)
                {
                    if (name is not ("const" or "enum" or "default" or "examples"))
                        open.Push(member);
                }
            }
            else if (value is JsonArray items)
            {
                foreach (var item in items)
                    open.Push(item);
            }
        }
    }

    static void AppendMap(StringBuilder text, BundleContract contract)
    {
        text.Append("/** All types of the bundle, for `new Patchlog<Bundle>(url)`. */\nexport interface Bundle {\n");
        foreach (var type in contract.Types)
        {
            var document = type.Document ?? TypeText.AnyObject.Text;
            text.Append($"  {Names.OfMember(type.Name.Value)}: {{\n").Append($"    document: {document};\n");

            if (type.Commands.IsEmpty)
            {
                text.Append("    commands: {};\n");
            }
            else
            {
                text.Append("    commands: {\n");
                foreach (var command in type.Commands)
                    AppendCommand(text, command, document);

                text.Append("    };\n");
            }

            text.Append("  };\n");
        }

        text.Append("}\n");
    }

    static void AppendCommand(StringBuilder text, CommandContract command, string document) =>
        text.Append($"      {Names.OfMember(command.Name)}: {{\n")
            .Append($"        arguments: {command.Arguments ?? AnyArguments};\n")
            .Append($"        rejections: {RejectionsOf(command)};\n")
            .Append($"        result: {document};\n")
            .Append("      };\n");

    // Editors complete what is known, also where there may be others.
    static string RejectionsOf(CommandContract command)
    {
        var codes = command.Rejections.Codes.Select(code => $"\"{code}\"");
        string[] all = command.Rejections.IsComplete ? [.. codes] : [.. codes, "(string & {})"];

        return all.Length == 0 ? "never" : string.Join(" | ", all);
    }
}
