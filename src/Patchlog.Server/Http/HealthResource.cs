using Patchlog.Activating;
using Patchlog.Journal;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>What operators ask: whether the process lives, and whether it should get traffic.</summary>
/// <param name="store">Asks the database whether it takes writes.</param>
/// <param name="state">Knows whether the server is stopping.</param>
sealed class HealthResource(DocumentStore store, ServerState state)
{
    /// <summary>
    /// <c>/healthz</c>: the process lives. The answer says nothing about the database: a restart would not help there.
    /// </summary>
    public static Task<Reply> HealthAsync(ResourceRequest _) => Task.FromResult(Status("ok"));

    /// <summary><c>/readyz</c>: whether this server should get traffic.</summary>
    public async Task<Reply> ReadyAsync(ResourceRequest request)
    {
        if (state.IsStopping)
            return new Problem(ProblemCode.Unavailable, "The server is stopping.");

        if (!request.TryReadQuery(["verbose"], out var query, out var problem))
            return problem;

        var bundle = store.Bundle;
        if (bundle.Bundle is null)
        {
            return new Problem(
                ProblemCode.Unavailable, $"There is no good bundle yet. {bundle.Faults.FirstOrDefault()?.Summary}");
        }

        try
        {
            await store.ProbeAsync(request.Aborted);
        }
        catch (JournalUnavailableException failure)     // the log says so once, and not for everybody who asks
        {
            return failure.Problem;
        }

        return query["verbose"] is not null ? Verbose(bundle) : Status("ready");
    }

    static Reply Verbose(BundleStatus bundle) => Reply.Of(StatusCodes.Status200OK, writer =>
    {
        writer.BeginObject().Member("status", "ready").Name("bundle").BeginObject();
        BundleResource.WriteStatus(writer, bundle, fault => fault.Summary);
        writer.End().End();
    });

    static Reply Status(string word) =>
        Reply.Of(StatusCodes.Status200OK, writer => writer.BeginObject().Member("status", word).End());
}
