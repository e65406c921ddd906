namespace Patchlog.Json.Tests.Generators;

/// <summary>Random edits of a document, each somewhere in it: a function of the seed.</summary>
static class Edits
{
    public static JsonValue Apply(JsonValue document, JsonValue[] material, int seed)
    {
        var random = new Random(seed);
        return material.Aggregate(document, (value, added) => Edit(value, added, random));
    }

    static JsonValue Edit(JsonValue value, JsonValue added, Random random) => value switch
    {
        JsonObject { Count: > 0 } members => EditMembers(members, added, random),
        JsonArray { Count: > 0 } items => EditItems(items, added, random),
        _ => added,
    };

    static JsonObject EditMembers(JsonObject members, JsonValue added, Random random)
    {
        var (name, value) = members.Members[random.Next(members.Count)];
        return random.Next(4) switch
        {
            0 => members.Without(name),
            1 => members.With($"added {random.Next(3)}", added),
            _ => members.With(name, Edit(value, added, random)),
        };
    }

    static JsonArray EditItems(JsonArray items, JsonValue added, Random random)
    {
        var index = random.Next(items.Count);
        var list = items.Items.ToArray().ToList();
        switch (random.Next(4))
        {
            case 0:
                list.RemoveAt(index);
                break;
            case 1:
                list.Insert(index, added);
                break;
            default:
                list[index] = Edit(list[index], added, random);
                break;
        }

        return JsonArray.Of([.. list]);
    }
}
