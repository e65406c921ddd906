using CsCheck;

namespace Patchlog.Json.Tests.Generators;

/// <summary>Patch documents whose operations mostly, but not always, make sense for a document.</summary>
static class Patches
{
    public static readonly Gen<(JsonValue Target, JsonArray Patch)> WithTarget = Gen.Select(
        Documents.Container,
        Documents.Any.Array[1, 8],
        Gen.Int,
        (target, material, seed) => (target, Of(target, material, seed)));

    static JsonArray Of(JsonValue target, JsonValue[] material, int seed)
    {
        var random = new Random(seed);
        List<JsonPointer> places = [];
        Collect(target, JsonPointer.Root, places);
        return JsonArray.Of([.. material.Select(value => Operation(target, places, value, random))]);
    }

    static JsonObject Operation(JsonValue target, List<JsonPointer> places, JsonValue value, Random random)
    {
        var path = Place(places, random).ToString();
        var from = Place(places, random).ToString();
        return random.Next(8) switch
        {
            0 or 1 => JsonObject.Of(new("op", "add"), new("path", path), new("value", value)),
            2 => JsonObject.Of(new("op", "remove"), new("path", path)),
            3 => JsonObject.Of(new("op", "replace"), new("path", path), new("value", value)),
            4 => JsonObject.Of(new("op", "move"), new("from", from), new("path", path)),
            5 or 6 => JsonObject.Of(new("op", "copy"), new("from", from), new("path", path)),
            _ => JsonObject.Of(new("op", "test"), new("path", path), new("value", Expectation(target, path) ?? value)),
        };
    }

    /// <summary>What is there at first: often still there when the test runs.</summary>
    static JsonValue? Expectation(JsonValue target, string path) =>
        JsonPointer.TryParse(path, out var pointer) ? pointer.Evaluate(target) : null;

    static JsonPointer Place(List<JsonPointer> places, Random random)
    {
        var place = places[random.Next(places.Count)];
        return random.Next(6) switch
        {
            0 => place.Append("new"),
            1 => place.Append("-"),
            2 => place.Append(random.Next(4)),
            _ => place,
        };
    }

    static void Collect(JsonValue value, JsonPointer place, List<JsonPointer> places)
    {
        places.Add(place);
        if (value is JsonObject members)
        {
            foreach (var (name, member) in members)
                Collect(member, place.Append(name), places);
        }
        else if (value is JsonArray items)
        {
            for (var i = 0; i < items.Count; i++)
                Collect(items[i], place.Append(i), places);
        }
    }
}
