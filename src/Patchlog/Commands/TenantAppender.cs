using Microsoft.Extensions.Logging;
using Patchlog.Journal;

namespace Patchlog.Commands;

/// <summary>
/// Writes one tenant's decided commands in batches: each takes everything that has gathered while the one before was on
/// its way. So an idle tenant is written to at once, and a busy one shares its fsync among many. When very many wait, a
/// second batch travels while the first commits: the database takes them one after the other.
/// </summary>
sealed partial class TenantAppender(
    Tenant tenant, CommandExecutor executor, IJournal journal, CommandLimits limits, TimeProvider time,
    SemaphoreSlim slots, ILogger logger)
{
    const int MaxWriters = 2;

    readonly Lock _lock = new();
    readonly LinkedList<Entry> _queue = [];
    int _writers;
    bool _isClosed;

    /// <summary>
    /// Takes a decided command; false if this appender has just closed, and a new one is to be opened. Entries of one
    /// lane come in the order they were decided.
    /// </summary>
    public bool TryEnqueue(PendingCommand pending, Lane lane)
    {
        lock (_lock)
        {
            if (_isClosed)
                return false;
            _queue.AddLast(new Entry(pending, lane));
            if (_writers == MaxWriters || (_writers > 0 && _queue.Count < limits.WorthASecondBatch))
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
        while (TryFill(batch, refused))
        {
            foreach (var (pending, lane) in refused)
                lane.Settle(pending, AppendStatus.Refused);
            try
            {
                if (batch.Count > 0)
                    await WriteAsync(batch, Applied.No);
            }
            catch (Exception failure)   // a bug in settling must not cost the tenant
            {
                LogSettlingFailed(logger, failure, tenant);
                FailOpen(batch);
            }
        }
    }

    /// <summary>Answers what a fault has left without an answer.</summary>
    static void FailOpen(List<Entry> batch) => Fail(
        batch.FindAll(entry => entry.PendingCommand.AppendStatus == AppendStatus.Open),
        new(ProblemCode.Internal, "The server has a fault; its log says more.") { Applied = Applied.Unknown });

    /// <summary>
    /// Takes a batch, and what is refused because it rests on something refused. What rests on an entry of this same
    /// batch is chained to it; what rests on one that is still on its way in another batch stays, for whoever wrote
    /// that takes it next. False if there was nothing to take, and the writer is to end.
    /// </summary>
    bool TryFill(List<Entry> batch, List<Entry> refused)
    {
        batch.Clear();
        refused.Clear();
        HashSet<PendingCommand> taken = [];
        var bytes = 0L;
        lock (_lock)
        {
            for (var node = _queue.First; node is not null && batch.Count < limits.MaxBatch && bytes < limits.MaxBatchBytes;)
            {
                var next = node.Next;
                var pending = node.Value.PendingCommand;
                if (pending.Predecessor is not { AppendStatus: AppendStatus.Open } predecessor || taken.Contains(predecessor))
                {
                    _queue.Remove(node);
                    if (pending.Predecessor is { AppendStatus: AppendStatus.Refused or AppendStatus.Dropped })
                    {
                        refused.Add(node.Value);
                    }
                    else
                    {
                        pending.Append.IsChained = pending.Predecessor is { AppendStatus: AppendStatus.Open };
                        taken.Add(pending);
                        batch.Add(node.Value);
                        bytes += pending.Append.Weight;
                    }
                }
                node = next;
            }
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

    /// <summary>Appends a batch and settles it, whatever happens.</summary>
    /// <param name="batch">The entries.</param>
    /// <param name="applied">Whether an earlier try to append them may have taken effect.</param>
    async Task WriteAsync(List<Entry> batch, Applied applied)
    {
        AppendResult result;
        var head = executor.HeadOf(tenant);
        try
        {
            (result, applied) = await AppendAsync(batch, applied);
            executor.Saw(tenant, head, result.Head);
        }
        catch (JournalUnavailableException failure)
        {
            LogUnavailable(logger, failure, tenant, batch.Count);
            Fail(batch, failure.Applied == Applied.Unknown
                ? new(ProblemCode.OutcomeUnknown,
                    "The database went away in the middle. Ask for the outcome by the command's id, or send it again.")
                : new(ProblemCode.Unavailable,
                    "The database can't be reached, or is locked; nothing was written. Send it again."));
            return;
        }
        catch (AppendRefusedException refusal) when (batch.Count > 1)
        {
            // An entry that the database can't take must not cost the others.
            await WriteOneByOneAsync(batch, refusal.Applied);
            return;
        }
        catch (AppendRefusedException refusal)
        {
            LogAppendFailed(
                logger, refusal.InnerException, batch[0].PendingCommand.Command.Id, batch[0].PendingCommand.Command.Target);
            Fail(batch, new(ProblemCode.Internal, "The database refused the command.") { Applied = Applied.Unknown });
            return;
        }
        Settle(batch, result, isRepeated: applied == Applied.Unknown);
    }

    /// <summary>
    /// Appends, again and again while the database is away. An append whose outcome is unknown may be repeated: its
    /// command ids are looked up under the tenant's lock, where a commit that is still on its way is waited for.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The database stayed away.</exception>
    /// <exception cref="AppendRefusedException">The database does not take the batch.</exception>
    async Task<(AppendResult Result, Applied Before)> AppendAsync(List<Entry> batch, Applied applied)
    {
        var appends = batch.ConvertAll(entry => entry.PendingCommand.Append);
        var started = time.GetTimestamp();
        var pause = CommandLimits.FirstRetryPause;
        while (true)
        {
            await slots.WaitAsync();
            try
            {
                return (await journal.AppendAsync(tenant, appends, CancellationToken.None), applied);
            }
            catch (JournalUnavailableException failure)
            {
                if (failure.Applied == Applied.Unknown)
                    applied = Applied.Unknown;
                if (time.GetElapsedTime(started) > limits.AppendPatience)
                    throw new JournalUnavailableException(applied, failure.InnerException ?? failure);
                LogTryingAgain(logger, tenant, batch.Count, failure.Message);
            }
            catch (Exception failure)   // not the world's fault: a bug, or a value that the database can't hold
            {
                throw new AppendRefusedException(applied, failure);
            }
            finally
            {
                slots.Release();    // nobody holds a place while waiting for a database to come back
            }
            await Task.Delay(pause, time);
            pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, TimeSpan.TicksPerSecond));
        }
    }

    void Settle(List<Entry> batch, AppendResult result, bool isRepeated)
    {
        List<PendingCommand>? known = null;
        for (var i = 0; i < batch.Count; i++)
        {
            var (pending, lane) = batch[i];
            switch (result.Entries[i])
            {
                case AppendedEntry.Admitted:
                    pending.Arrive(result.Time);
                    executor.Keep(pending, result.Head, result.Events[i]);
                    lane.Settle(pending, AppendStatus.Admitted);
                    executor.Answer(pending, result.Time, result.Events[i]);
                    break;
                case AppendedEntry.Known:
                    lane.Settle(pending, AppendStatus.Dropped);
                    (known ??= []).Add(pending);
                    break;
                default:
                    lane.Settle(pending, AppendStatus.Refused);
                    break;
            }
        }
        if (known is not null)
            executor.Own(executor.AnswerKnownAsync(tenant, known, isRepeated));
    }

    async Task WriteOneByOneAsync(List<Entry> batch, Applied applied)
    {
        foreach (var entry in batch)
        {
            if (entry.PendingCommand.Predecessor is { AppendStatus: AppendStatus.Refused or AppendStatus.Dropped })
            {
                entry.Lane.Settle(entry.PendingCommand, AppendStatus.Refused);
                continue;
            }
            entry.PendingCommand.Append.IsChained = false;
            await WriteAsync([entry], applied);
        }
    }

    static void Fail(List<Entry> batch, Problem problem)
    {
        foreach (var (pending, lane) in batch)
        {
            lane.Settle(pending, AppendStatus.Dropped);
            pending.Fail(problem);
        }
    }

    /// <summary>The database does not take a batch, for whatever reason but being away.</summary>
    sealed class AppendRefusedException(Applied applied, Exception inner) : Exception(inner.Message, inner)
    {
        public Applied Applied { get; } = applied;
    }

    readonly record struct Entry(PendingCommand PendingCommand, Lane Lane);

    [LoggerMessage(1101, LogLevel.Warning,
        "The database is away, {Count} commands of tenant {Tenant} are tried again: {Reason}")]
    static partial void LogTryingAgain(ILogger logger, Tenant tenant, int count, string reason);

    [LoggerMessage(1102, LogLevel.Error, "The database stayed away; {Count} commands of tenant {Tenant} failed")]
    static partial void LogUnavailable(ILogger logger, Exception failure, Tenant tenant, int count);

    [LoggerMessage(1104, LogLevel.Critical, "Settling a batch of tenant {Tenant} failed: this is a bug")]
    static partial void LogSettlingFailed(ILogger logger, Exception failure, Tenant tenant);

    [LoggerMessage(1103, LogLevel.Error, "The database refused command {CommandId} for {Target}: this is a bug")]
    static partial void LogAppendFailed(ILogger logger, Exception? failure, CommandId commandId, AggregateKey target);
}
