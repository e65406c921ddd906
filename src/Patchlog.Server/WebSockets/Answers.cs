using System.Diagnostics;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.WebSockets;

/// <summary>The answers that a connection owes: each is sent when its outcome is there. Thread-safe.</summary>
/// <param name="sendQueue">Takes the answers.</param>
/// <param name="incoming">Counts the memory of frames and outcomes until their answers have been sent.</param>
/// <param name="pace">Hears of refusals.</param>
/// <param name="services">What all connections share.</param>
sealed partial class Answers(
    SendQueue sendQueue, MemoryAccount incoming, RefusalPace pace, ConnectionServices services)
{
    /// <summary>Answers a command when its outcome is there.</summary>
    /// <param name="command">The command.</param>
    /// <param name="outcome">Its outcome.</param>
    /// <param name="memory">That of its frame.</param>
    /// <param name="id">The id of its frame; null without one.</param>
    public void Owe(Command command, Task<Outcome> outcome, long memory, JsonValue? id) =>
        Track(AnswerAsync(command, outcome, memory, id));

    /// <summary>Answers a batch when all its outcomes are there.</summary>
    /// <param name="outcomes">The outcomes.</param>
    /// <param name="slots">How many answers it counts for.</param>
    /// <param name="memory">That of its frame.</param>
    /// <param name="id">The id of its frame; null without one.</param>
    public void OweAll(Task<Outcome>[] outcomes, int slots, long memory, JsonValue? id) =>
        Track(AnswerAllAsync(outcomes, slots, memory, id));

    async Task AnswerAsync(Command command, Task<Outcome> answer, long memory, JsonValue? id)
    {
        var outcome = await services.Conflicts.AddAsync(command, await answer, incoming);
        Count(outcome);
        memory += services.Conflicts.MemoryOf(outcome);
        var frame = Frames.Outcome(OutcomeMemory.Reserve(outcome, incoming, ref memory), id);

        sendQueue.SendAnswer(1, memory, frame);
    }

    async Task AnswerAllAsync(Task<Outcome>[] answers, int slots, long memory, JsonValue? id)
    {
        var outcomes = await Task.WhenAll(answers);
        foreach (var outcome in outcomes)
            Count(outcome);

        OutcomeMemory.ReserveTraces(outcomes, incoming, ref memory);
        sendQueue.SendAnswer(slots, memory, Frames.BatchOutcome(outcomes, id));
    }

    void Count(Outcome outcome)
    {
        if (ProblemOf(outcome) is not { } problem)
            pace.AddSuccess();
        else if (problem.Code.Status < StatusCodes.Status500InternalServerError)
            pace.AddRefusal();
    }

    static Problem? ProblemOf(Outcome outcome) => outcome switch
    {
        Outcome.Success => null,
        Outcome.Trial trial => trial.Rejection,
        Outcome.Failure failure => failure.Problem,
        _ => throw new UnreachableException($"There is no outcome {outcome}."),
    };

    // Nobody awaits an answer: it can fail only by a bug, and that is logged.
    void Track(Task answering)
    {
        if (!answering.IsCompletedSuccessfully)
            _ = answering.ContinueWith(
                (failed, _) => LogAnswerFailed(services.Logger, failed.Exception), null, CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    [LoggerMessage(3101, LogLevel.Error, "An answer could not be written: this is a bug")]
    static partial void LogAnswerFailed(ILogger logger, Exception? failure);
}
