using Patchlog.Queries;
using Patchlog.Searching;

namespace Patchlog.Server.Http;

/// <summary>The parameters <c>?version=n</c> and <c>?at=</c> (a <see cref="Moment"/>) of a document.</summary>
static class TimeTravelParameters
{
    /// <summary>Reads the state that one of the parameters names, or answers why there is none.</summary>
    /// <param name="documents">The documents.</param>
    /// <param name="epoch">The epoch of the database.</param>
    /// <param name="key">The document.</param>
    /// <param name="query">The parameters of the request; it has one of the two at least.</param>
    /// <param name="cancellation">Ends the read.</param>
    public static async Task<(AggregateState? State, Reply? Refusal)> ReadAsync(
        Documents documents, Guid epoch, AggregateKey key, QueryParameters query, CancellationToken cancellation)
    {
        if (query["version"] is not null && query["at"] is not null)
            return (null, QueryParameters.Invalid("Give version or at, not both."));

        if (!query.TryReadNumber("version", 1, out var version, out var refusal))
            return (null, refusal);

        if (version is { } number)
            return await documents.GetAsync(key, new Version(number), cancellation) is { } past
                ? (past, null)
                : (null, await BeyondAsync());

        if (!Moment.TryParse(query["at"] ?? "", epoch, out var at, out var problem))
            return (null, Reply.Of(problem));

        return (await documents.GetAsync(key, at, cancellation)).TryGet(out var state, out problem)
            ? (state, null)
            : (null, Reply.Of(problem));

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
