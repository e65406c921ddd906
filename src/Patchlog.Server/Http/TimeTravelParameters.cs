using System.Globalization;
using Patchlog.Queries;

namespace Patchlog.Server.Http;

/// <summary><c>?version=n</c> and <c>?at=</c> (digits: a position; else RFC 3339) as a state, or a refusal.</summary>
static class TimeTravelParameters
{
    public static async Task<(AggregateState? State, Reply? Refusal)> ReadAsync(
        Documents documents, AggregateKey key, QueryParameters query, CancellationToken cancellation)
    {
        if (query["version"] is not null && query["at"] is not null)
            return (null, QueryParameters.Invalid("Give version or at, not both."));
        if (!query.TryReadNumber("version", 1, out var version, out var refusal))
            return (null, refusal);
        if (version is { } number)
            return await documents.GetAsync(key, new Version(number), cancellation) is { } past
                ? (past, null)
                : (null, await BeyondAsync());
        var at = query["at"] ?? "";
        if (at.Length > 0 && !at.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
                && await documents.GetAsync(key, new Position(position), cancellation) is { } then
                ? (then, null)
                : (null, QueryParameters.Invalid($"The position {at} is beyond the end of the journal."));
        return Timestamps.TryRead(at, out var time)
            ? (await documents.GetAsync(key, time, cancellation), null)
            : (null, QueryParameters.Invalid(
                $"The parameter \"at\" is \"{at}\"; it must be a position or an RFC 3339 time with its offset."));

        async Task<Reply> BeyondAsync()
        {
            var current = await documents.GetAsync(key);
            return Reply.Of(new Problem(ProblemCode.NotFound, current.Version == Version.None
                ? $"There is no {key}."
                : $"{key} has no version {version}; its last is {current.Version}.")
            {
                CurrentVersion = current.Version == Version.None ? null : current.Version,
            });
        }
    }
}
