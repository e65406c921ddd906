using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Json;
using Patchlog.Searching;

namespace Patchlog.Queries;

/// <summary>The operators of filters: their names, as clients write them, and the operands that each takes.</summary>
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

    /// <summary>The names of all operators, as messages list them.</summary>
    public const string Names = "eq, ne, gt, gte, lt, lte, in, exists, prefix and contains";

    /// <summary>Whether there is an operator of that name.</summary>
    public static bool IsKnown(string name) => Comparisons.ContainsKey(name);

    /// <summary>Makes a filter of one comparison.</summary>
    /// <param name="path">The path of the value that is compared.</param>
    /// <param name="name">The operator's name: one that <see cref="IsKnown"/>.</param>
    /// <param name="operand">An array for <c>in</c>, a boolean for <c>exists</c>, else a scalar.</param>
    /// <param name="filter">The filter, if the answer is true.</param>
    /// <param name="problem">
    /// If the answer is false: <c>invalid-request</c>, which says what the operator takes.
    /// </param>
    public static bool TryMake(
        QueryPath path, string name, JsonValue operand,
        [NotNullWhen(true)] out Filter? filter, [NotNullWhen(false)] out Problem? problem)
    {
        filter = null;
        if (!TryReadOperands(name, operand, out var operands, out problem)
            || !TryFit(path, name, ref operands, out problem))
            return false;

        filter = new Filter.Compare(path, Comparisons[name], operands);
        if (name == "ne" || operand is JsonBoolean { Value: false } && name == "exists")
            filter = new Filter.Not(filter);

        return true;
    }

    static bool TryReadOperands(
        string name, JsonValue operand, out ImmutableArray<JsonValue> operands,
        [NotNullWhen(false)] out Problem? problem)
    {
        operands = (name, operand) switch
        {
            ("exists", _) => [],
            ("in", JsonArray list) => [.. list.Items],
            _ => [operand],
        };

        problem = (name, operand) switch
        {
            ("exists", JsonBoolean) => null,
            ("exists", _) => Invalid("\"exists\" takes true or false."),
            ("in", JsonArray { Count: > QueryLimits.MaxValues } list) =>
                Invalid($"\"in\" has {list.Count} values; it may have {QueryLimits.MaxValues}."),
            ("in", JsonArray) when operands.All(IsScalar) => null,
            ("in", JsonArray) =>
                Invalid("\"in\" takes strings, numbers, booleans and null; arrays and objects can't be compared."),
            ("in", _) => Invalid("\"in\" takes a list of values."),
            ("prefix", JsonString) => null,
            ("prefix", _) => Invalid("\"prefix\" takes a string."),
            ("lt" or "lte" or "gt" or "gte", JsonNumber or JsonString) => null,
            ("lt" or "lte" or "gt" or "gte", _) =>
                Invalid($"\"{name}\" takes a number or a string: nothing else has an order."),
            (_, var value) when IsScalar(value) => null,
            _ => Invalid(
                $"\"{name}\" takes a string, a number, a boolean or null; arrays and objects can't be compared."),
        };

        return problem is null;
    }

    /// <summary>
    /// Fits operands to a path. A value beside the body has one kind, so an operand of another kind can only be a
    /// mistake. Times get their one spelling.
    /// </summary>
    static bool TryFit(
        QueryPath path, string name, ref ImmutableArray<JsonValue> operands, [NotNullWhen(false)] out Problem? problem)
    {
        problem = null;
        if (path.Kind is QueryPathKind.Body or QueryPathKind.Id || name == "exists")
            return true;

        if (name is "prefix" or "contains")
        {
            problem = Invalid($"{path} has no \"{name}\": it is not a text.");
        }
        else if (path.Kind == QueryPathKind.Version)
        {
            if (!operands.All(operand => operand is JsonNumber number && number.TryGetInt64(out _)))
                problem = Invalid("$version is compared with whole numbers below 2^63.");
        }
        else
        {
            var times = operands.Select(SpellTime).OfType<JsonValue>().ToImmutableArray();
            if (times.Length == operands.Length)
                operands = times;
            else
                problem = Invalid(
                    $"{path} is compared with RFC 3339 times with their offset, to the microsecond at most.");
        }

        return problem is null;
    }

    static Problem Invalid(string detail) => new(ProblemCode.InvalidRequest, detail);

    static JsonString? SpellTime(JsonValue operand) =>
        operand is JsonString text && text.Value.Length > 0 && Timestamps.TryRead(text.Value, out var time)
        && time.UtcTicks % TimeSpan.TicksPerMicrosecond == 0
            ? JsonString.From(Timestamps.Write(time))
            : null;

    static bool IsScalar(JsonValue value) => value is not (JsonArray or JsonObject);
}
