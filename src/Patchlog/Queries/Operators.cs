using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Json;
using Patchlog.Searching;

namespace Patchlog.Queries;

/// <summary>The comparisons by the names that clients write, and what each of them takes.</summary>
public static class Operators
{
    static readonly FrozenDictionary<string, Comparison> Comparisons = new Dictionary<string, Comparison>
    {
        ["eq"] = Comparison.OneOf,
        ["ne"] = Comparison.OneOf,
        ["lt"] = Comparison.Less,
        ["lte"] = Comparison.AtMost,
        ["gt"] = Comparison.Greater,
        ["gte"] = Comparison.AtLeast,
        ["in"] = Comparison.OneOf,
        ["exists"] = Comparison.Exists,
        ["prefix"] = Comparison.Prefix,
        ["contains"] = Comparison.Contains,
    }.ToFrozenDictionary();

    /// <summary>The names, for messages.</summary>
    public const string Names = "eq, ne, gt, gte, lt, lte, in, exists, prefix and contains";

    /// <summary>Whether there is a comparison of that name.</summary>
    public static bool IsKnown(string name) => Comparisons.ContainsKey(name);

    /// <summary>Makes a comparison.</summary>
    /// <param name="path">What is compared.</param>
    /// <param name="name">How; one that <see cref="IsKnown"/>.</param>
    /// <param name="operand">With what: an array for <c>in</c>, a boolean for <c>exists</c>, else a scalar.</param>
    /// <param name="filter">The comparison, if the answer is true.</param>
    /// <param name="fault">What is wrong with the operand, a sentence, if it is false.</param>
    public static bool TryMake(
        QueryPath path, string name, JsonValue operand,
        [NotNullWhen(true)] out Filter? filter, [NotNullWhen(false)] out string? fault)
    {
        filter = null;
        ImmutableArray<JsonValue> operands =
            name == "exists" ? [] : name == "in" && operand is JsonArray list ? [.. list.Items] : [operand];
        fault = FaultOf(name, operand) ?? FaultOf(path, name, ref operands);
        if (fault is not null)
            return false;
        filter = new Filter.Compare(path, Comparisons[name], operands);
        if (name == "ne" || operand is JsonBoolean { Value: false } && name == "exists")
            filter = new Filter.Not(filter);
        return true;
    }

    static string? FaultOf(string name, JsonValue operand) => (name, operand) switch
    {
        ("exists", JsonBoolean) => null,
        ("exists", _) => "\"exists\" takes true or false.",
        ("in", JsonArray { Count: > QueryLimits.MaxValues } list) =>
            $"\"in\" has {list.Count} values; it may have {QueryLimits.MaxValues}.",
        ("in", JsonArray list) => list.Items.ToArray().All(IsScalar)
            ? null : "\"in\" takes strings, numbers, booleans and null; arrays and objects can't be compared.",
        ("in", _) => "\"in\" takes a list of values.",
        ("prefix", JsonString) => null,
        ("prefix", _) => "\"prefix\" takes a string.",
        ("lt" or "lte" or "gt" or "gte", JsonNumber or JsonString) => null,
        ("lt" or "lte" or "gt" or "gte", _) => $"\"{name}\" takes a number or a string: nothing else has an order.",
        (_, var value) => IsScalar(value)
            ? null : $"\"{name}\" takes a string, a number, a boolean or null; arrays and objects can't be compared.",
    };

    /// <summary>What is known beside the body has one kind, so another can only be a mistake. Times get their one spelling.</summary>
    static string? FaultOf(QueryPath path, string name, ref ImmutableArray<JsonValue> operands)
    {
        if (path.Kind is QueryPathKind.Body or QueryPathKind.Id || name == "exists")
            return null;
        if (name is "prefix" or "contains")
            return $"{path} has no \"{name}\": it is no text.";
        if (path.Kind == QueryPathKind.Version)
            return operands.All(operand => operand is JsonNumber number && number.TryGetInt64(out _))
                ? null : "$version is compared with whole numbers below 2^63.";
        var times = operands.Select(SpellTime).ToArray();
        if (times.Contains(null))
            return $"{path} is compared with RFC 3339 times with their offset, to the microsecond at most.";
        operands = [.. times.OfType<JsonValue>()];
        return null;
    }

    static JsonString? SpellTime(JsonValue operand) =>
        operand is JsonString text && text.Value.Length > 0 && Timestamps.TryRead(text.Value, out var time)
        && time.UtcTicks % TimeSpan.TicksPerMicrosecond == 0
            ? JsonString.From(Timestamps.Write(time))
            : null;

    static bool IsScalar(JsonValue value) => value is not (JsonArray or JsonObject);
}
