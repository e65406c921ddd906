using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Bundles;

/// <summary>
/// Reads <c>"x-unique"</c> at the root of a schema: an array whose items are JSON Pointers, or arrays of them where the
/// values count together, such as <c>["/email", ["/country", "/number"]]</c>.
/// </summary>
/// <param name="file">The schema.</param>
/// <param name="faults">Takes what is wrong.</param>
sealed class UniquePathsReader(SchemaFile file, List<BundleFault> faults)
{
    public const string Keyword = "x-unique";

    /// <summary>The keys; empty if there are none, and without those that are faulty.</summary>
    public ImmutableArray<UniquePaths> Read()
    {
        var place = JsonPointer.Root.Append(Keyword);
        switch ((file.Document as JsonObject)?[Keyword])
        {
            case null:
                return [];
            case JsonArray { Count: >= 1 and <= BundleLimits.MaxUniqueKeys } items:
                return [.. Read(items, place)];
            default:
                Refuse(
                    place,
                    $"x-unique must be an array of 1 to {BundleLimits.MaxUniqueKeys} keys, each a JSON Pointer or an "
                    + "array of JSON Pointers.");
                return [];
        }
    }

    List<UniquePaths> Read(JsonArray items, JsonPointer place)
    {
        var keys = new List<UniquePaths>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; at < items.Count; at++)
        {
            var here = place.Append(at);
            if (ReadKey(items[at], here) is not { } key)
                continue;

            if (seen.Add(string.Join(' ', key.Paths)))
                keys.Add(key);
            else
                Refuse(here, "This key is there already.");
        }

        return keys;
    }

    UniquePaths? ReadKey(JsonValue item, JsonPointer place)
    {
        var paths = ImmutableArray.CreateBuilder<JsonPointer>();
        var texts = item is JsonArray { Count: >= 1 and <= BundleLimits.MaxPathsPerUniqueKey } group ? group : null;
        if (texts is null && item is not JsonString)
        {
            Refuse(
                place,
                $"A key must be a JSON Pointer, or an array of 1 to {BundleLimits.MaxPathsPerUniqueKey} of them.");
            return null;
        }

        for (var at = 0; at < (texts?.Count ?? 1); at++)
        {
            if (ReadPath(texts?[at] ?? item, place) is not { } path)
                return null;

            if (paths.Contains(path))
            {
                Refuse(place, "A path comes twice in this key.");
                return null;
            }

            paths.Add(path);
        }

        return new(paths.ToImmutable());
    }

    JsonPointer? ReadPath(JsonValue item, JsonPointer place)
    {
        if (item is not JsonString { Value: var text } || !JsonPointer.TryParse(text, out var path)
            || path.Tokens.IsEmpty)
        {
            Refuse(place, "A path must be a JSON Pointer (RFC 6901) to a member, such as \"/email\".");
            return null;
        }

        if (text.Length > BundleLimits.MaxUniquePathLength)
        {
            Refuse(place, $"A path must have at most {BundleLimits.MaxUniquePathLength} characters.");
            return null;
        }

        if (path.Tokens[0] == "id")
        {
            Refuse(place, "/id is unique without being declared.");
            return null;
        }

        return path;
    }

    void Refuse(JsonPointer place, string detail) => faults.Add(file.FaultAt(place, detail));
}
