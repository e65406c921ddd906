using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Patchlog.Json;
using Patchlog.Queries;
using Patchlog.Searching;

namespace Patchlog.Server.Http;

/// <summary>
/// Reads a filter from JSON: <c>{"and": […]}</c>, <c>{"or": […]}</c>, <c>{"not": …}</c>, or
/// <c>{"path": …, "gte": 10, "lt": 20}</c> with one or more operators, all of which must hold. One reader reads one
/// filter.
/// </summary>
sealed class FilterReader
{
    int _comparisons;
    int _groups;

    /// <summary>Reads a filter.</summary>
    /// <param name="value">The filter.</param>
    /// <param name="at">The pointer to it in the body.</param>
    /// <param name="filter">The filter, or null.</param>
    /// <param name="problem">The first fault, or null.</param>
    public bool TryRead(
        JsonValue value, string at, [NotNullWhen(true)] out Filter? filter,
        [NotNullWhen(false)] out Problem? problem) =>
        TryRead(value, at, 1, out filter, out problem);

    bool TryRead(
        JsonValue value, string at, int depth, [NotNullWhen(true)] out Filter? filter,
        [NotNullWhen(false)] out Problem? problem)
    {
        filter = null;
        if (value is not JsonObject members)
            problem = Fault(at, "type", "A filter must be an object.");
        else if (depth > QueryLimits.MaxDepth)
            problem = Fault(at, "too-deep", $"Filters are nested deeper than {QueryLimits.MaxDepth}.");
        else if (members.TryGet("path", out var path))
            return TryReadConditions(members, path, at, out filter, out problem);
        else if (members.Count != 1)
            problem = Fault(
                at, "shape", "A filter must have \"path\" and operators, or one of \"and\", \"or\" and \"not\".");
        else if (TryCount(ref _groups, at, out problem))
            return TryReadGroup(members.Members[0], at, depth, out filter, out problem);

        return false;
    }

    bool TryReadGroup(
        JsonMember member, string at, int depth, [NotNullWhen(true)] out Filter? filter,
        [NotNullWhen(false)] out Problem? problem)
    {
        (filter, problem) = (null, null);
        var (name, inner) = member;
        at += JsonPointer.Root.Append(name);

        switch (name, inner)
        {
            case ("and", JsonArray all) when TryReadAll(all, at, depth, out var conjuncts, out problem):
                filter = new Filter.All(conjuncts);
                return true;
            case ("or", JsonArray any) when TryReadAll(any, at, depth, out var disjuncts, out problem):
                filter = new Filter.Any(disjuncts);

                return true;
            case ("not", _) when TryRead(inner, at, depth + 1, out var negated, out problem):
                filter = new Filter.Not(negated);

                return true;
            case ("and" or "or", not JsonArray):
                problem = Fault(at, "type", $"\"{name}\" must be an array of filters.");

                return false;
            default:
                // A fault inside of the group is the problem already.
                problem ??= Fault(at, "unknown-member",
                    $"A filter has no member \"{name}\"; it has \"path\" and operators, or one of \"and\", \"or\" and "
                    + "\"not\".");
                return false;
        }
    }

    bool TryReadAll(
        JsonArray items, string at, int depth, out ImmutableArray<Filter> filters,
        [NotNullWhen(false)] out Problem? problem)
    {
        (filters, problem) = ([], null);
        var read = ImmutableArray.CreateBuilder<Filter>();
        for (var i = 0; i < items.Count; i++)
        {
            var here = string.Create(CultureInfo.InvariantCulture, $"{at}/{i}");
            if (!TryRead(items[i], here, depth + 1, out var filter, out problem))
                return false;

            read.Add(filter);
        }

        filters = read.ToImmutable();
        return true;
    }

    bool TryReadConditions(
        JsonObject members, JsonValue pathValue, string at, [NotNullWhen(true)] out Filter? filter,
        [NotNullWhen(false)] out Problem? problem)
    {
        filter = null;
        if (!TryReadPath(pathValue, $"{at}/path", out var path, out problem))
            return false;

        var conditions = ImmutableArray.CreateBuilder<Filter>();
        foreach (var (name, operand) in members)
        {
            if (name == "path")
                continue;

            var here = at + JsonPointer.Root.Append(name);
            if (!TryReadCondition(path, name, operand, here, out var condition, out problem))
                return false;

            conditions.Add(condition);
        }

        if (conditions.Count == 0)
        {
            problem = Fault(at, "shape", $"A path needs an operator; there are {Operators.Names}.");
            return false;
        }

        filter = conditions.Count == 1 ? conditions[0] : new Filter.All(conditions.ToImmutable());
        return true;
    }

    bool TryReadCondition(
        QueryPath path, string name, JsonValue operand, string at, [NotNullWhen(true)] out Filter? condition,
        [NotNullWhen(false)] out Problem? problem)
    {
        condition = null;
        if (!Operators.IsKnown(name))
        {
            problem = Fault(at, "unknown-operator", $"There is no operator \"{name}\"; there are {Operators.Names}.");
            return false;
        }

        if (!TryCount(ref _comparisons, at, out problem))
            return false;

        if (Operators.TryMake(path, name, operand, out condition, out var unfit))
            return true;

        problem = Fault(at, "operand", unfit.Detail);
        return false;
    }

    static bool TryReadPath(
        JsonValue value, string at, [NotNullWhen(true)] out QueryPath? path, [NotNullWhen(false)] out Problem? problem)
    {
        (path, problem) = (null, null);
        if (value is not JsonString text)
        {
            problem = Fault(at, "path", "A path must be a string.");
            return false;
        }

        if (QueryPath.TryParse(text.Value, out path, out var unfit))
            return true;

        problem = Fault(at, "path", unfit.Detail);
        return false;
    }

    static bool TryCount(ref int count, string at, [NotNullWhen(false)] out Problem? problem)
    {
        problem = ++count <= QueryLimits.MaxComparisons ? null : Fault(
            at, "too-many", $"A filter has more than {QueryLimits.MaxComparisons} comparisons, or groups.");
        return problem is null;
    }

    static Problem Fault(string at, string code, string detail) =>
        Problem.At(ProblemCode.InvalidRequest, at, code, detail);
}
