using System.Diagnostics.CodeAnalysis;
using Patchlog.Json;
using Patchlog.Searching;

namespace Patchlog.Server.Http;

/// <summary>Reads a query from the body of a search; <see cref="FilterReader"/> reads its filter.</summary>
static class SearchReader
{
    /// <summary>Reads the body of a search.</summary>
    public static bool TryRead(
        JsonValue body, [NotNullWhen(true)] out QueryRequest? request, [NotNullWhen(false)] out Problem? problem)
    {
        request = null;
        if (body is not JsonObject members)
        {
            problem = Problem.At(ProblemCode.InvalidRequest, "", "type", "A search must be an object.");
            return false;
        }

        var read = new QueryRequest();
        foreach (var (name, value) in members)
            if (!TryTake(read, name, value, JsonPointer.Root.Append(name).ToString(), out problem))
                return false;

        (request, problem) = (read, null);
        return true;
    }

    static bool TryTake(
        QueryRequest request, string name, JsonValue value, string at, [NotNullWhen(false)] out Problem? problem)
    {
        switch (name, value)
        {
            case ("filter", _):
                if (!new FilterReader().TryRead(value, at, out var filter, out problem))
                    return false;

                request.Filters.Add(filter);

                return true;
            case ("sort", JsonArray keys) when TextsOf(keys) is { } texts:
                return request.TrySetSort(texts, out problem) || MoveTo(at, ref problem);
            case ("fields", JsonArray fields) when TextsOf(fields) is { } texts:
                return request.TrySetFields(texts, out problem) || MoveTo(at, ref problem);
            case ("limit", JsonNumber number) when number.TryGetInt64(out var limit):
                return request.TrySetLimit(limit, out problem) || MoveTo(at, ref problem);
            case ("count", JsonString count):
                return request.TrySetCount(count.Value, out problem) || MoveTo(at, ref problem);
            case ("deleted", JsonString deleted):
                return request.TrySetDeleted(deleted.Value, out problem) || MoveTo(at, ref problem);
            case ("cursor", JsonString cursor):
                (request.Cursor, problem) = (cursor.Value, null);

                return true;
            case ("at", JsonString moment):
                (request.At, problem) = (moment.Value, null);

                return true;
            default:
                problem = Unfit(name, at);

                return false;
        }
    }

    static Problem Unfit(string name, string at) => name switch
    {
        "sort" or "fields" => Problem.At(
            ProblemCode.InvalidRequest, at, "type", $"\"{name}\" must be an array of paths."),
        "limit" => Problem.At(
            ProblemCode.InvalidRequest, at, "type",
            $"\"limit\" must be a whole number from 1 to {QueryLimits.MaxPageItems}."),
        "cursor" or "count" or "deleted" or "at" => Problem.At(
            ProblemCode.InvalidRequest, at, "type", $"\"{name}\" must be a string."),
        _ => Problem.At(
            ProblemCode.InvalidRequest, at, "unknown-member",
            $"A search has no member \"{name}\"; it has filter, sort, fields, limit, cursor, count, deleted and at."),
    };

    /// <summary>Says of a problem with a value where the value stands; always false.</summary>
    static bool MoveTo(string at, ref Problem problem)
    {
        problem = Problem.At(ProblemCode.InvalidRequest, at, "value", problem.Detail);
        return false;
    }

    static List<string>? TextsOf(JsonArray items)
    {
        var texts = items.Items.ToArray().OfType<JsonString>().Select(text => text.Value).ToList();
        return texts.Count == items.Count ? texts : null;
    }
}
