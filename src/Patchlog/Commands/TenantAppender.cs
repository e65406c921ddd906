using Microsoft.Extensions.Logging;
using Patchlog.Journal;

namespace Patchlog.Commands;

/// <summary>
/// Writes one tenant's decided commands in batches: each takes everything that has gathered while the one before was on
/// its way. So an idle tenant is written to at once, and a busy one shares its fsync among many. A second batch may be
/// on its way while the first commits: the database takes them one after the other, and is never without work.
/// </summary>
sealed partial class TenantAppender(
    Tenant tenant, CommandExecutor executor, IJournal journal, CommandLimits limits, TimeProvider time,
    SemaphoreSlim slots, ILogger logger)
{
    const int MaxWriters = 2;

    readonly Lock _lock = new();
    readonly LinkedList<Entry> _queue = [];
    int _writers;
    int _underWay;  // entries in batches that are being written
    bool _isClosed;

    /// <summary>
    /// Takes a decided command; false if this appender has just closed, and a new one is to be opened. Entries of one
    /// lane come in the order they were decided.
    /// </summary>
    public bool TryEnqueue(Submission submission, Lane lane)
    {
        lock (_lock)
        {
            if (_isClosed)
                return false;
            _queue.AddLast(new Entry(submission, lane));
            // A batch costs much the same whatever its size, so the second writer waits until its trip is worth it.
            if (_writers == MaxWriters || (_writers > 0 && _queue.Count < _underWay / 2))
                return true;
            _writers++;
        }
        ThreadPool.UnsafeQueueUserWorkItem(static appender => appender.Start(), this, preferLocal: false);
        return true;
    }

    void Start() => executor.Own(RunAsync());

    async Task RunAsync()
    {
        List<Entry> batch = [], refused = [];
        while (true)
        {
            await slots.WaitAsync();
            try
            {
                if (!TryFill(batch, refused))
                    return;
                foreach (var (submission, lane) in refused)
                    lane.Settle(submission, Standing.Refused);
                if (batch.Count > 0)
                    await WriteAsync(batch);
                lock (_lock)
                    _underWay -= batch.Count;
            }
            finally
            {
                slots.Release();
            }
        }
    }

    /// <summary>
    /// Takes a batch, and what is refused because it rests on something refused. What rests on an entry of this same
    /// batch is chained to it; what rests on one that is still on its way in another batch stays, for whoever wrote
    /// that takes it next. False if there was nothing to take, and the writer is to end.
    /// </summary>
    bool TryFill(List<Entry> batch, List<Entry> refused)
    {
        batch.Clear();
        refused.Clear();
        HashSet<Submission> taken = [];
        var bytes = 0L;
        lock (_lock)
        {
            for (var node = _queue.First; node is not null && batch.Count < limits.MaxBatch && bytes < limits.MaxBatchBytes;)
            {
                var next = node.Next;
                var submission = node.Value.Submission;
                if (submission.Predecessor is not { Standing: Standing.Open } predecessor || taken.Contains(predecessor))
                {
                    _queue.Remove(node);
                    if (submission.Predecessor is { Standing: Standing.Refused or Standing.Dropped })
                    {
                        refused.Add(node.Value);
                    }
                    else
                    {
                        submission.Append.IsChained = submission.Predecessor is { Standing: Standing.Open };
                        taken.Add(submission);
                        batch.Add(node.Value);
                        bytes += submission.Append.Command.Body?.Utf8Length ?? 0;
                    }
                }
                node = next;
            }
            _underWay += batch.Count;
            if (batch.Count + refused.Count > 0)
                return true;
            if (--_writers == 0)
            {
                _isClosed = true;
                executor.Close(tenant, this);
            }
            return false;
        }
    }

    async Task WriteAsync(List<Entry> batch)
    {
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
