using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Patchlog.Json;
using Patchlog.Queries;
using Patchlog.Searching;

namespace Patchlog.Server.Http;

/// <summary>
/// A query as the body of a search has it. A filter is <c>{"and": […]}</c>, <c>{"or": […]}</c>, <c>{"not": …}</c>, or
/// <c>{"path": …, "gte": 10, "lt": 20}</c> with one or more operators, all of which must hold.
/// </summary>
sealed class SearchReader
{
    readonly QueryRequest _request = new();
    Problem? _problem;
    int _terms, _groups;

    public static bool TryRead(
        JsonValue body, [NotNullWhen(true)] out QueryRequest? request, [NotNullWhen(false)] out Problem? problem)
    {
        var reader = new SearchReader();
        if (body is JsonObject members)
            reader.Read(members);
        else
            reader.Refuse("", "type", "A search is an object.");
        problem = reader._problem;
        request = problem is null ? reader._request : null;
        return request is not null;
    }

    void Read(JsonObject members)
    {
        foreach (var (name, value) in members)
        {
            var at = JsonPointer.Root.Append(name).ToString();
            string? fault = null;
            switch (name, value)
            {
                case ("filter", _):
                    if (ReadFilter(value, at, 1) is { } filter)
                        _request.Filters.Add(filter);
                    break;
                case ("sort", JsonArray keys) when TextsOf(keys) is { } texts:
                    fault = texts.Select(text => _request.TryAddSort(text, out var why) ? null : why)
                        .FirstOrDefault(why => why is not null);
                    break;
                case ("fields", JsonArray fields) when TextsOf(fields) is { } texts:
                    _request.TrySetFields(texts, out fault);
                    break;
                case ("limit", JsonNumber number) when number.TryGetInt64(out var limit):
                    _request.TrySetLimit(limit, out fault);
                    break;
                case ("cursor", JsonString cursor):
                    _request.Cursor = cursor.Value;
                    break;
                case ("count", JsonString count):
                    _request.TrySetCount(count.Value, out fault);
                    break;
                case ("deleted", JsonString deleted):
                    _request.TrySetDeleted(deleted.Value, out fault);
                    break;
                case ("at", JsonString moment):
                    _request.At = moment.Value;
                    break;
                case ("sort" or "fields", _):
                    Refuse(at, "type", $"\"{name}\" is an array of paths.");
                    break;
                case ("limit", _):
                    Refuse(at, "type", $"\"limit\" is a whole number from 1 to {QueryLimits.MaxPageItems}.");
                    break;
                case ("cursor" or "count" or "deleted" or "at", _):
                    Refuse(at, "type", $"\"{name}\" is a string.");
                    break;
                default:
                    Refuse(at, "unknown-member", $"A search has no \"{name}\"; it has filter, sort, fields, limit, cursor, "
                        + "count, deleted and at.");
                    break;
            }
            if (fault is not null)
                Refuse(at, "value", fault);
            if (_problem is not null)
                return;
        }
    }

    Filter? ReadFilter(JsonValue value, string at, int depth)
    {
        if (value is not JsonObject members)
            return Refuse(at, "type", "A filter is an object.");
        if (depth > QueryLimits.MaxDepth)
            return Refuse(at, "too-deep", $"Filters are nested deeper than {QueryLimits.MaxDepth}.");
        if (members.TryGet("path", out var path))
            return ReadTerms(members, path, at);
        if (members.Count != 1)
            return Refuse(at, "shape", "A filter has \"path\" and operators, or one of \"and\", \"or\" and \"not\".");
        if (!TryCount(ref _groups, at))
            return null;
        var (name, inner) = members.Members[0];
        at += JsonPointer.Root.Append(name);
        return (name, inner) switch
        {
            ("and", JsonArray all) => ReadAll(all, at, depth) is { } filters ? new Filter.All([.. filters]) : null,
            ("or", JsonArray any) => ReadAll(any, at, depth) is { } filters ? new Filter.Any([.. filters]) : null,
            ("not", _) => ReadFilter(inner, at, depth + 1) is { } filter ? new Filter.Not(filter) : null,
            ("and" or "or", _) => Refuse(at, "type", $"\"{name}\" takes an array of filters."),
            _ => Refuse(at, "unknown-member", $"A filter has no \"{name}\"; it has \"path\" and operators, or one of \"and\", "
                + "\"or\" and \"not\"."),
        };
    }

    ImmutableArray<Filter>.Builder? ReadAll(JsonArray items, string at, int depth)
    {
        var filters = ImmutableArray.CreateBuilder<Filter>();
        for (var i = 0; i < items.Count; i++)
        {
            var here = string.Create(CultureInfo.InvariantCulture, $"{at}/{i}");
            if (ReadFilter(items[i], here, depth + 1) is not { } filter)
                return null;
            filters.Add(filter);
        }
        return filters;
    }

    Filter? ReadTerms(JsonObject members, JsonValue pathValue, string at)
    {
        if (pathValue is not JsonString text)
            return Refuse($"{at}/path", "path", "A path is a string.");
        if (!QueryPath.TryParse(text.Value, out var path, out var problem))
            return Refuse($"{at}/path", "path", problem.Detail);
        var terms = ImmutableArray.CreateBuilder<Filter>();
        foreach (var (name, operand) in members)
        {
            if (name == "path")
                continue;
            var here = at + JsonPointer.Root.Append(name);
            if (!Operators.IsKnown(name))
                return Refuse(here, "unknown-operator", $"There is no operator \"{name}\"; there are {Operators.Names}.");
            if (!TryCount(ref _terms, here))
                return null;
            if (!Operators.TryMake(path, name, operand, out var term, out problem))
                return Refuse(here, "operand", problem.Detail);
            terms.Add(term);
        }
        return terms.Count switch
        {
            0 => Refuse(at, "shape", $"There is a path and no operator; there are {Operators.Names}."),
            1 => terms[0],
            _ => new Filter.All(terms.ToImmutable()),
        };
    }

    bool TryCount(ref int count, string at)
    {
        if (++count > QueryLimits.MaxComparisons)
            Refuse(at, "too-many", $"A filter has more than {QueryLimits.MaxComparisons} comparisons, or groups.");
        return count <= QueryLimits.MaxComparisons;
    }

    Filter? Refuse(string at, string code, string detail)
    {
        _problem ??= Problem.At(ProblemCode.InvalidRequest, at, code, detail);
        return null;
    }

    static List<string>? TextsOf(JsonArray items)
    {
        var texts = items.Items.ToArray().OfType<JsonString>().Select(text => text.Value).ToList();
        return texts.Count == items.Count ? texts : null;
    }
}
