using System.Diagnostics;
using Patchlog.Commands;
using Patchlog.Json;
using Patchlog.States;

namespace Patchlog.Activating;

/// <summary>
/// The document that says which bundle is active, in the server's own tenant: each change of it is an event, which
/// every reader of that tenant hears of.
/// </summary>
/// <param name="executor">Writes it, like any other command.</param>
/// <param name="states">Reads it.</param>
/// <param name="time">The clock of the commands.</param>
sealed class SystemStream(CommandExecutor executor, StateLoader states, TimeProvider time)
{
    static readonly AggregateKey Key = new(
        Tenant.System, TargetName.Trusted("bundles"), AggregateId.Trusted("active"));

    /// <summary>The digest that was active last, on whichever server of the database; null if there was none.</summary>
    /// <exception cref="Journal.JournalUnavailableException">The database can't be reached.</exception>
    public async Task<string?> FindDigestAsync() =>
        ((await states.LoadAsync(Key)).Body?["digest"] as JsonString)?.Value;

    /// <summary>Says that a bundle is active; nothing is written if that was said last.</summary>
    /// <param name="digest">The bundle; null for none.</param>
    /// <param name="source">Where it came from; null for nowhere.</param>
    /// <param name="commit">The commit it is of, or null.</param>
    /// <param name="cancellation">Stops waiting at the door.</param>
    /// <returns>When it was said; a problem if that could not be.</returns>
    public async Task<Result<DateTimeOffset>> AnnounceAsync(
        string? digest, string? source, string? commit, CancellationToken cancellation)
    {
        var body = JsonObject.Empty
            .With("id", Key.TargetId.Value)
            .With("digest", OrNull(digest)).With("source", OrNull(source)).With("commit", OrNull(commit));
        var command = new Command
        {
            Id = CommandId.Generate(time),
            Type = CommandType.Put,
            Target = Key,
            Body = body,
            ReceivedAt = time.GetUtcNow(),
            Actor = "server",
            Digest = Digest.Of(body),
        };

        return await await executor.SubmitAsync(command, cancellation) switch
        {
            Outcome.Success { Events.IsEmpty: true } => (await states.LoadAsync(Key)).UpdatedAt,
            Outcome.Success success => success.Time,
            Outcome.Failure { Problem: var problem } => problem,
            var outcome => throw new UnreachableException($"There is no outcome {outcome}."),
        };
    }

    static JsonValue OrNull(string? text) => text is null ? JsonValue.Null : text;
}
