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

    /// <summary>What was said to be active last, on whichever server; null if nothing ever was.</summary>
    /// <exception cref="Journal.JournalUnavailableException">The database can't be reached.</exception>
    public async Task<AnnouncedBundle?> FindLastAsync()
    {
        var document = (await states.LoadAsync(Key)).Body;
        return AnnouncedBundle.Find(document) ?? AnnouncedBundle.Find(document?["last"]);
    }

    /// <summary>Says that a bundle is active; nothing is written if that was said last.</summary>
    /// <returns>When it was said; a problem if that could not be.</returns>
    public Task<Result<DateTimeOffset>> AnnounceAsync(AnnouncedBundle bundle, CancellationToken cancellation) =>
        PutAsync(bundle.ToJson(), cancellation);

    /// <summary>
    /// Says that none is active any more, if one was said to be. Which it was stays known: a server that is to have a
    /// bundle again begins with it while its source is away.
    /// </summary>
    public async Task AnnounceNoneAsync(CancellationToken cancellation)
    {
        if (AnnouncedBundle.Find((await states.LoadAsync(Key)).Body) is not { } last)
            return;

        var none = JsonObject.Empty.With("digest", JsonValue.Null).With("source", JsonValue.Null)
            .With("commit", JsonValue.Null).With("last", last.ToJson());
        await PutAsync(none, cancellation);
    }

    async Task<Result<DateTimeOffset>> PutAsync(JsonObject members, CancellationToken cancellation)
    {
        var body = members.With("id", Key.TargetId.Value);
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
            Outcome.Trial => throw new UnreachableException("The command is no trial."),
            var outcome => throw new UnreachableException($"There is no outcome {outcome}."),
        };
    }
}
