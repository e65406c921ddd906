using Patchlog.Searching;

namespace Patchlog.Server.Http;

/// <summary>The parameters <c>?version=n</c> and <c>?at=</c> (a <see cref="Moment"/>) of a document.</summary>
static class TimeTravelParameters
{
    /// <summary>Reads the state that one of the parameters names; a problem says why there is none.</summary>
    /// <param name="store">Has the documents.</param>
    /// <param name="key">The document.</param>
    /// <param name="query">The parameters; at least one of the two is there.</param>
    /// <param name="cancellation">Stops reading.</param>
    public static async Task<Result<AggregateState>> ReadAsync(
        DocumentStore store, AggregateKey key, QueryParameters query, CancellationToken cancellation)
    {
        if (query["version"] is not null && query["at"] is not null)
            return ResourceRequest.Invalid("Give version or at, not both.");

        if (!query.TryReadNumber("version", 1, out var version, out var problem))
            return problem;

        if (version is { } number)
            return await store.Documents.GetAsync(key, new Version(number), cancellation);

        return Moment.TryParse(query["at"] ?? "", store.Epoch, out var at, out problem)
            ? await store.Documents.GetAsync(key, at, cancellation)
            : problem;
    }
}
