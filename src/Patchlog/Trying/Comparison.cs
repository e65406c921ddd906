using Patchlog.Json;

namespace Patchlog.Trying;

/// <summary>Compares what is expected with what came, and names the places that differ.</summary>
sealed class Comparison
{
    readonly List<CaseDifference> _found = [];

    /// <summary>What differs, in the order of the case; bounded in number.</summary>
    public IReadOnlyList<CaseDifference> Found => _found;

    /// <summary>Adds a difference.</summary>
    public void Add(string pointer, string detail, JsonValue? expected = null, JsonValue? actual = null)
    {
        if (_found.Count < TryingLimits.MaxDifferences)
            _found.Add(new(pointer, detail, expected, actual));
    }

    /// <summary>Compares lists of objects, of which only the members count that are expected.</summary>
    public void CompareNamed(JsonArray expected, IReadOnlyList<JsonObject> actual, JsonPointer place)
    {
        for (var at = 0; at < Math.Max(expected.Count, actual.Count); at++)
        {
            var here = place.Append(at);
            if (at >= actual.Count)
                Add(here.ToString(), $"expected {Show(expected[at])}, but there is nothing", expected[at]);
            else if (at >= expected.Count)
                Add(here.ToString(), $"expected nothing, but there is {Show(actual[at])}", null, actual[at]);
            else
                CompareNamed(expected[at], actual[at], here);
        }
    }

    /// <summary>Compares two values in all their depth.</summary>
    public void Compare(JsonValue? expected, JsonValue? actual, JsonPointer place)
    {
        if (expected == actual)
            return;

        switch (expected, actual)
        {
            case (JsonObject left, JsonObject right):
                foreach (var (name, value) in left)
                    Compare(value, right[name], place.Append(name));

                foreach (var (name, value) in right)
                {
                    if (left[name] is null)
                        Compare(null, value, place.Append(name));
                }

                break;
            case (JsonArray left, JsonArray right):
                for (var at = 0; at < Math.Max(left.Count, right.Count); at++)
                    Compare(At(left, at), At(right, at), place.Append(at));

                break;
            default:
                Add(
                    place.ToString(),
                    expected is null ? $"expected nothing, but there is {Show(actual)}"
                    : actual is null ? $"expected {Show(expected)}, but there is nothing"
                    : $"expected {Show(expected)}, but it is {Show(actual)}",
                    expected, actual);
                break;
        }
    }

    void CompareNamed(JsonValue expected, JsonObject actual, JsonPointer place)
    {
        if (expected is not JsonObject members)
        {
            Compare(expected, actual, place);
            return;
        }

        foreach (var (name, value) in members)
            Compare(value, actual[name], place.Append(name));
    }

    static JsonValue? At(JsonArray items, int at) => at < items.Count ? items[at] : null;

    static string Show(JsonValue? value)
    {
        var text = value?.ToString() ?? "nothing";
        return text.Length <= TryingLimits.MaxShownValue ? text : text[..TryingLimits.MaxShownValue] + "…";
    }
}
