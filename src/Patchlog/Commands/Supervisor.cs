using Microsoft.Extensions.Logging;

namespace Patchlog.Commands;

/// <summary>
/// Runs work that nobody awaits, because it answers commands by itself. A fault in it is a bug, and is logged.
/// Thread-safe.
/// </summary>
/// <param name="schedule">Runs a work item soon; a test runs it when it likes.</param>
/// <param name="logger">Where faults are told.</param>
sealed partial class Supervisor(Action<IThreadPoolWorkItem> schedule, ILogger logger)
{
    /// <summary>The supervisor of a server: work runs on the thread pool.</summary>
    public static Supervisor OnThreadPool(ILogger logger) =>
        new(static item => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false), logger);

    /// <summary>Runs a work item soon, and not on the caller's stack.</summary>
    public void Schedule(IThreadPoolWorkItem item) => schedule(item);

    /// <summary>Takes responsibility for work that has begun.</summary>
    public void Supervise(Task work)
    {
        if (!work.IsCompletedSuccessfully)
            _ = ObserveAsync(work);
    }

    async Task ObserveAsync(Task work)
    {
        try
        {
            await work;
        }
        catch (Exception failure)   // whatever it is, somebody must hear of it
        {
            LogFailed(logger, failure);
        }
    }

    [LoggerMessage(1002, LogLevel.Critical, "Work on commands failed: this is a bug")]
    static partial void LogFailed(ILogger logger, Exception failure);
}
