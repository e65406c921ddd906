using System.Diagnostics;
using Patchlog.Json;

namespace Patchlog.Server.Wire;

/// <summary>The memory of what is large in answers to commands.</summary>
static class OutcomeMemory
{
    static readonly JsonObject Truncated = JsonObject.Of(new JsonMember("truncated", JsonValue.True));

    /// <summary>
    /// Reserves the memory of an answer. A short command may be tried on a large document, and the answer has all of
    /// it: there must be room for that at once, because whoever waits holds the document.
    /// </summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="account">Holds the memory until the answer is sent.</param>
    /// <param name="memory">What is reserved for the answer.</param>
    /// <returns>The outcome; a failure in place of a trial for which there is no room.</returns>
    public static Outcome Reserve(Outcome outcome, MemoryAccount account, ref long memory)
    {
        if (outcome is not Outcome.Trial trial)
            return ReserveTrace(outcome, account, ref memory);

        var bytes = BufferLimits.CountedPerMessageByte * TrialJson.SizeOf(trial);
        if (!account.TryReserve(bytes))
            return new Outcome.Failure(new(ProblemCode.TooManyRequests, "There is no room for the answer now.")
            {
                CommandId = trial.CommandId,
            });

        memory += bytes;
        return trial;
    }

    /// <summary>Reserves the memory of the traces of several outcomes, which may lose them.</summary>
    public static void ReserveTraces(Outcome[] outcomes, MemoryAccount account, ref long memory)
    {
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] = ReserveTrace(outcomes[i], account, ref memory);
    }

    /// <summary>
    /// Reserves the memory of the trace of an outcome. Where there is no room for it, the answer says so in its place:
    /// the outcome stands without it. That of a trial is counted with all of its answer.
    /// </summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="account">Holds the memory until the answer is sent.</param>
    /// <param name="memory">What is reserved for the answer.</param>
    /// <returns>The outcome, with as much of the trace as there is room for: all or nothing.</returns>
    public static Outcome ReserveTrace(Outcome outcome, MemoryAccount account, ref long memory)
    {
        var trace = outcome switch
        {
            Outcome.Success success => success.Trace,
            Outcome.Failure failure => failure.Problem.Trace,
            Outcome.Trial => null,
            _ => throw new UnreachableException($"There is no trace of {outcome.GetType().Name}."),
        };

        if (trace is null)
            return outcome;

        var bytes = (long)BufferLimits.CountedPerMessageByte * trace.Utf8Length;
        if (account.TryReserve(bytes))
        {
            memory += bytes;
            return outcome;
        }

        return outcome switch
        {
            Outcome.Success success => success with { Trace = Truncated },
            Outcome.Failure failure => new Outcome.Failure(failure.Problem with { Trace = Truncated }),
            Outcome.Trial => outcome,
            _ => throw new UnreachableException($"There is no trace of {outcome.GetType().Name}."),
        };
    }
}
