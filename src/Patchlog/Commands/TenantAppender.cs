using Microsoft.Extensions.Logging;
using Patchlog.Journal;

namespace Patchlog.Commands;

/// <summary>
/// Writes one tenant's decided commands: one batch at a time, and in it everything that has gathered while the batch
/// before was on its way. So an idle tenant is written to at once, and a busy one shares its fsync among many.
/// </summary>
sealed partial class TenantAppender(
    Tenant tenant, CommandExecutor executor, IJournal journal, CommandLimits limits, TimeProvider time,
    SemaphoreSlim slots, ILogger logger)
{
    readonly Lock _lock = new();
    readonly Queue<Entry> _queue = new();
    bool _isRunning;
    bool _isClosed;

    /// <summary>
    /// Takes a decided command; false if this writer has just closed, and a new one is to be opened. Entries of one
    /// lane come in the order they were decided.
    /// </summary>
    public bool TryEnqueue(Submission submission, Lane lane)
    {
        lock (_lock)
        {
            if (_isClosed)
                return false;
            _queue.Enqueue(new(submission, lane));
            if (_isRunning)
                return true;
            _isRunning = true;
        }
        ThreadPool.UnsafeQueueUserWorkItem(static appender => appender.Start(), this, preferLocal: false);
        return true;
    }

    void Start() => executor.Own(RunAsync());

    async Task RunAsync()
    {
        List<Entry> batch = [];
        while (!TryClose())
        {
            batch.Clear();
            await slots.WaitAsync();
            try
            {
                Fill(batch);
                await WriteAsync(batch);
            }
            finally
            {
                slots.Release();
            }
        }
    }

    bool TryClose()
    {
        lock (_lock)
        {
            if (_queue.Count > 0)
                return false;
            _isClosed = true;
            executor.Close(tenant, this);
            return true;
        }
    }

    /// <summary>
    /// Fills the batch. What rests on something refused is refused here; what rests on an entry of this same batch is
    /// chained to it; what rests on something admitted stands on the database.
    /// </summary>
    void Fill(List<Entry> batch)
    {
        var bytes = 0L;
        while (batch.Count < limits.MaxBatch && bytes < limits.MaxBatchBytes)
        {
            Entry entry;
            lock (_lock)
            {
                if (!_queue.TryDequeue(out entry))
                    return;
            }
            var submission = entry.Submission;
            switch (submission.Predecessor)
            {
                case { Standing: Standing.Refused or Standing.Dropped }:
                    entry.Lane.Settle(submission, Standing.Refused);
                    continue;
                case { Standing: Standing.Open }:
                    submission.Append.IsChained = true;
                    break;
            }
            batch.Add(entry);
            bytes += submission.Append.Command.Body?.Utf8Length ?? 0;
        }
    }

    async Task WriteAsync(List<Entry> batch)
    {
        if (batch.Count == 0)
            return;
        try
        {
            var (result, isRepeated) = await AppendAsync(batch);
            Settle(batch, result, isRepeated);
        }
        catch (JournalUnavailableException failure)
        {
            LogUnavailable(logger, failure, tenant, batch.Count);
            Fail(batch, failure.Applied == Applied.Unknown
                ? new(ProblemCode.OutcomeUnknown,
                    "The database went away in the middle. Ask for the outcome by the command's id, or send it again.")
                : new(ProblemCode.Unavailable, "The database can't be reached; nothing was written. Send it again."));
        }
        catch (Exception failure)   // an entry that the database can't take must not cost the others
        {
            if (batch.Count > 1)
            {
                await WriteOneByOneAsync(batch);
                return;
            }
            LogAppendFailed(logger, failure, batch[0].Submission.Command.Id, batch[0].Submission.Command.Target);
            Fail(batch, new(ProblemCode.Internal, "The database refused the command.") { Applied = Applied.Unknown });
        }
    }

    /// <summary>
    /// Appends, again and again while the database is away. An append whose outcome is unknown may be repeated: its
    /// command ids are looked up under the tenant's lock, where a commit that is still on its way is waited for.
    /// </summary>
    async Task<(AppendResult Result, bool IsRepeated)> AppendAsync(List<Entry> batch)
    {
        var appends = batch.ConvertAll(entry => entry.Submission.Append);
        var started = time.GetTimestamp();
        var pause = CommandLimits.FirstRetryPause;
        var applied = Applied.No;
        while (true)
        {
            try
            {
                return (await journal.AppendAsync(tenant, appends, CancellationToken.None), applied == Applied.Unknown);
            }
            catch (JournalUnavailableException failure)
            {
                if (failure.Applied == Applied.Unknown)
                    applied = Applied.Unknown;
                if (time.GetElapsedTime(started) > limits.AppendPatience)
                    throw new JournalUnavailableException(applied, failure);
                LogTryingAgain(logger, tenant, batch.Count, failure.Message);
            }
            await Task.Delay(pause, time);
            pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, TimeSpan.TicksPerSecond));
        }
    }

    void Settle(List<Entry> batch, AppendResult result, bool isRepeated)
    {
        var position = result.Head;
        List<Submission>? known = null;
        for (var i = 0; i < batch.Count; i++)
        {
            var (submission, lane) = batch[i];
            switch (result.Entries[i])
            {
                case AppendedEntry.Admitted:
                    lane.Settle(submission, Standing.Admitted, result.Time);
                    executor.Answer(submission, result.Time, position);
                    position = new(position.Number + submission.Append.Events.Length);
                    break;
                case AppendedEntry.Known:
                    lane.Settle(submission, Standing.Dropped);
                    (known ??= []).Add(submission);
                    break;
                default:
                    lane.Settle(submission, Standing.Refused);
                    break;
            }
        }
        if (known is not null)
            executor.Own(executor.AnswerKnownAsync(tenant, known, isRepeated));
    }

    async Task WriteOneByOneAsync(List<Entry> batch)
    {
        foreach (var entry in batch)
        {
            if (entry.Submission.Predecessor is { Standing: Standing.Refused or Standing.Dropped })
            {
                entry.Lane.Settle(entry.Submission, Standing.Refused);
                continue;
            }
            entry.Submission.Append.IsChained = false;
            await WriteAsync([entry]);
        }
    }

    static void Fail(List<Entry> batch, Problem problem)
    {
        foreach (var (submission, lane) in batch)
        {
            lane.Settle(submission, Standing.Dropped);
            submission.Fail(problem);
        }
    }

    readonly record struct Entry(Submission Submission, Lane Lane);

    [LoggerMessage(1101, LogLevel.Warning,
        "The database is away, {Count} commands of tenant {Tenant} are tried again: {Reason}")]
    static partial void LogTryingAgain(ILogger logger, Tenant tenant, int count, string reason);

    [LoggerMessage(1102, LogLevel.Error, "The database stayed away; {Count} commands of tenant {Tenant} failed")]
    static partial void LogUnavailable(ILogger logger, Exception failure, Tenant tenant, int count);

    [LoggerMessage(1103, LogLevel.Error, "The database refused command {CommandId} for {Target}: this is a bug")]
    static partial void LogAppendFailed(ILogger logger, Exception failure, CommandId commandId, AggregateKey target);
}
