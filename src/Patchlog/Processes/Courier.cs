using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Patchlog.Commands;
using Patchlog.Deciding.Transitions;
using Patchlog.Json;

namespace Patchlog.Processes;

/// <summary>
/// Brings commands through the front door, and tells refusals that are final from those that are not. Thread-safe.
/// </summary>
/// <param name="executor">The front door.</param>
/// <param name="time">The clock of the commands.</param>
/// <param name="logger">Takes what nobody else would hear of.</param>
sealed partial class Courier(CommandExecutor executor, TimeProvider time, ILogger logger)
{
    // What runs processes is one sender: it takes its turn among those of the tenant.
    readonly Sender _sender = new();

    /// <summary>An orchestration command of the server's own.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="id">The command's id, which follows from what it is about.</param>
    /// <param name="body">One of <see cref="ProcessBodies"/>.</param>
    public Command Make(AggregateKey instance, CommandId id, JsonObject body) => new()
    {
        Id = id,
        Type = CommandType.Orchestration,
        Target = instance,
        Body = body,
        ReceivedAt = time.GetUtcNow(),
        Actor = "server",
        Sender = _sender,

        // The id says it all: what the body tells beside it, such as an answer, may be worded otherwise another time.
        Digest = Digest.Of(JsonObject.Of(new("orchestration", instance.ToString()), new("id", id.Value))),
    };

    /// <summary>Lets a command in; the task that the task answers with tells what became of it.</summary>
    public async ValueTask<Task<Delivery>> SendAsync(Command command, CancellationToken cancellation) =>
        TellAsync(await executor.SubmitAsync(command with { Sender = _sender }, cancellation));

    /// <summary>
    /// Tells an instance that an input could not be taken, which also ends what was kept for the input.
    /// </summary>
    /// <returns>False if that could not be done: the input is to be passed over.</returns>
    public async Task<bool> TryNoteAsync(Command input, Problem why, CancellationToken cancellation)
    {
        LogRefused(logger, input.Target, why.Code, why.Detail);
        var body = ProcessBodies.Failure((JsonObject)(input.Body ?? JsonObject.Empty), JsonOf(why));
        var note = Make(input.Target, ProcessIds.OfFailure(input.Target, input.Id), body);

        return await await SendAsync(note, cancellation) is Delivery.Done;
    }

    /// <summary>A problem as instances see it.</summary>
    public static JsonObject JsonOf(Problem problem)
    {
        var json = JsonObject.Of(
            new("code", problem.Code.Name), new("status", problem.Code.Status), new("detail", problem.Detail));

        return problem.Errors.IsEmpty
            ? json
            : json.With("errors", JsonArray.Of(
            [
                .. problem.Errors.Select(static error => JsonObject.Of(
                    new("pointer", error.Pointer), new("code", error.Code), new("detail", error.Detail))),
            ]));
    }

    static async Task<Delivery> TellAsync(Task<Outcome> outcome) => await outcome switch
    {
        Outcome.Success success => new Delivery.Done(success),
        Outcome.Failure { Problem: var why } when IsFinal(why) => new Delivery.Refused(why),
        Outcome.Failure { Problem: var why } => new Delivery.Postponed(why),
        var other => throw new UnreachableException($"A command that is no trial came to {other}."),
    };

    static bool IsFinal(Problem why) => why is { Applied: Applied.No, IsRetryable: false }
        && why.Code != ProblemCode.Unavailable;

    [LoggerMessage(1401, LogLevel.Warning, "The process {Instance} can't take an input: {Code}, {Detail}")]
    static partial void LogRefused(ILogger logger, AggregateKey instance, ProblemCode code, string detail);
}
