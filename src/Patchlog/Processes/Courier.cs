using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Patchlog.Commands;
using Patchlog.Deciding.Transitions;
using Patchlog.Json;
using Patchlog.Statecharts;

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
    public Command Make(AggregateKey instance, CommandId id, JsonObject body) =>
        ProcessBodies.CommandOf(instance, id, body, time.GetUtcNow()) with { Sender = _sender };

    /// <summary>Lets a command in; the task that the task answers with tells what became of it.</summary>
    public async ValueTask<Task<Delivery>> SendAsync(Command command, CancellationToken cancellation)
    {
        var sent = command with { Sender = _sender };

        return TellAsync(sent, await executor.SubmitAsync(sent, cancellation), cancellation);
    }

    /// <summary>
    /// Lets an input of an instance in. One that can't be taken is noted at the instance, which also ends what was kept
    /// for it.
    /// </summary>
    /// <returns>
    /// What became of it, or of the note; if that is refused as well, the input is to be passed over.
    /// </returns>
    public async ValueTask<Task<Delivery>> DeliverAsync(Command input, CancellationToken cancellation) =>
        CompleteAsync(input, await SendAsync(input, cancellation), cancellation);

    async Task<Delivery> CompleteAsync(Command input, Task<Delivery> sending, CancellationToken cancellation)
    {
        var result = await sending;
        if (result is not Delivery.Refused { Why: var why } || ProcessInput.IsExpected(why))
            return result;

        LogRefused(logger, input.Target, why.Code.Name, why.Detail);
        var body = ProcessBodies.Failure((JsonObject)(input.Body ?? JsonObject.Empty), JsonOf(why));
        var note = Make(input.Target, ProcessIds.OfFailure(input.Target, input.Id), body);

        return await await SendAsync(note, cancellation);
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

    // What took too long is tried again at once: this machine may have been busy.
    async Task<Delivery> TellAsync(Command command, Task<Outcome> sending, CancellationToken cancellation)
    {
        var outcome = await sending;
        for (var attempt = 1; attempt < ProcessLimits.MaxSlowAttempts && HasTakenTooLong(outcome); attempt++)
            outcome = await await executor.SubmitAsync(command, cancellation);

        return DeliveryOf(outcome);
    }

    static Delivery DeliveryOf(Outcome outcome) => outcome switch
    {
        Outcome.Success success => new Delivery.Done(success),
        Outcome.Failure { Problem: var why } when IsFinal(why) => new Delivery.Refused(why),
        Outcome.Failure { Problem: var why } => new Delivery.Postponed(why),
        Outcome.Trial => throw new UnreachableException("The command is no trial."),
        _ => throw new UnreachableException($"There is no outcome {outcome}."),
    };

    static bool HasTakenTooLong(Outcome outcome) => outcome is Outcome.Failure { Problem: var why }
        && why.Code == ProblemCode.ProcessFailed && why.Errors.Any(error => error.Code == StatechartFaultCodes.Time);

    static bool IsFinal(Problem why) => why is { Applied: Applied.No, IsRetryable: false }
        && why.Code != ProblemCode.Unavailable;

    /// <summary>Tells that a command which an instance has issued is damaged.</summary>
    public void ReportDamage(AggregateKey instance, CommandId command) => LogDamaged(logger, instance, command);

    [LoggerMessage(1402, LogLevel.Error,
        "The command {Command} that {Instance} has issued is damaged, and can't be sent")]
    static partial void LogDamaged(ILogger logger, AggregateKey instance, CommandId command);

    [LoggerMessage(1401, LogLevel.Warning, "The process {Instance} can't take an input: {Code}, {Detail}")]
    static partial void LogRefused(ILogger logger, AggregateKey instance, string code, string detail);
}
