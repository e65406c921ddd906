using Microsoft.Extensions.Logging;
using Patchlog.Journal;

namespace Patchlog.Commands;

/// <summary>
/// Writes one tenant's decided commands in batches (group commit): each takes everything that has gathered while the
/// one before was on its way. So an idle tenant is written to at once, and a busy one shares its fsync among many. When
/// very many wait, a second batch travels while the first commits: the database takes them one after the other.
/// </summary>
/// <remarks>Thread-safe. The appender's lock is never held while a lane is called.</remarks>
sealed partial class TenantAppender(
    Tenant tenant, BatchWriter writer, Settlement settlement, CommandLimits limits, OutageLog outages,
    Supervisor supervisor, Action<Tenant, TenantAppender> closed, ILogger logger)
    : IThreadPoolWorkItem
{
    readonly Lock _lock = new();
    readonly LinkedList<BatchEntry> _queue = [];
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

            _queue.AddLast(new BatchEntry(pending, lane));
            if (_writers == CommandLimits.MaxBatchesPerTenant
                || (_writers > 0 && _queue.Count < limits.WorthASecondBatch))
                return true;

            _writers++;
        }

        supervisor.Schedule(this);
        return true;
    }

    /// <summary>Writes until nothing is left to take.</summary>
    void IThreadPoolWorkItem.Execute() => supervisor.Supervise(RunAsync());

    async Task RunAsync()
    {
        List<BatchEntry> batch = [], refused = [];
        while (true)
        {
            var known = settlement.KnownOf(tenant);
            if (!TryFill(known.Generation, batch, refused))
                return;

            try
            {
                Settlement.Refuse(refused);
                if (batch.Count > 0)
                    await WriteAsync(batch, known, Applied.No);
            }
            catch (Exception failure)   // a bug in the settlement must not cost the tenant
            {
                LogSettlingFailed(logger, failure, tenant);
                Settlement.FailOpen([.. refused, .. batch]);
            }
        }
    }

    /// <summary>
    /// Takes a batch, and the commands that are refused: because they rest on a refused one or on a generation of
    /// memory that is over, or because they have no time left, which they hear when they are to be decided again. A
    /// command that rests on one of this same batch is chained to it. One that rests on a command that is on its way in
    /// another batch stays in the queue, for the writer of that batch. False if there was nothing to take, and the
    /// writer is to end.
    /// </summary>
    bool TryFill(int generation, List<BatchEntry> batch, List<BatchEntry> refused)
    {
        batch.Clear();
        refused.Clear();
        HashSet<PendingCommand> taken = [];
        var bytes = 0L;

        lock (_lock)
        {
            for (var node = _queue.First; node is not null && HasRoom(batch.Count, bytes);)
            {
                var next = node.Next;
                if (TryTake(node.Value, generation, taken, batch, refused))
                    _queue.Remove(node);

                if (taken.Contains(node.Value.Pending))
                    bytes += node.Value.Pending.Append.Weight;

                node = next;
            }

            if (batch.Count + refused.Count > 0)
                return true;

            if (--_writers == 0)
            {
                _isClosed = true;
                closed(tenant, this);
            }

            return false;
        }
    }

    bool HasRoom(int count, long bytes) => count < limits.MaxBatch && bytes < limits.MaxBatchBytes;

    static bool TryTake(
        BatchEntry entry, int generation, HashSet<PendingCommand> taken, List<BatchEntry> batch,
        List<BatchEntry> refused)
    {
        var pending = entry.Pending;
        var predecessor = pending.Predecessor;
        if (predecessor is { Status: AppendStatus.Open } && !taken.Contains(predecessor))
            return false;

        if (predecessor is { Status: AppendStatus.Refused or AppendStatus.Dropped }
            || pending.Generation != generation || pending.Deadline.HasPassed)
        {
            refused.Add(entry);
            return true;
        }

        pending.Append.IsChained = predecessor is { Status: AppendStatus.Open };
        taken.Add(pending);
        batch.Add(entry);

        return true;
    }

    /// <summary>Appends a batch and settles it, whatever happens.</summary>
    /// <param name="batch">The entries.</param>
    /// <param name="known">The head on which they rest, and the generation in which it was known.</param>
    /// <param name="applied">Whether an earlier try to append them may have taken effect.</param>
    async Task WriteAsync(List<BatchEntry> batch, (int Generation, Head Head) known, Applied applied)
    {
        try
        {
            var appends = batch.ConvertAll(entry => entry.Pending.Append);
            var written = await writer.WriteAsync(appends, BatchRights.Of(batch), known.Head, applied);
            if (written.Result.HeadAfter != written.Result.Head && !written.IsLookUp)
                outages.ReportWritten();

            settlement.Complete(tenant, known.Generation, batch, written);
        }
        catch (HeadGoneException)
        {
            settlement.Void(tenant, known.Generation, batch);
        }
        catch (JournalUnavailableException failure)
            when (failure is { Applied: Applied.No, Trouble: DatabaseTrouble.Away })
        {
            // Those that have time left are tried again, and the others hear of it.
            outages.ReportRefused(tenant, failure);
            Settlement.Refuse(batch);
        }
        catch (JournalUnavailableException failure)
        {
            if (failure.Applied == Applied.Unknown)
                LogUnknown(logger, tenant, batch.Count, failure.Message);
            else
                outages.ReportRefused(tenant, failure);

            Settlement.Fail(batch, failure.Problem);
        }
        catch (BatchRefusedException refusal) when (batch.Count > 1)
        {
            // An entry that the database can't take must not cost the others.
            await WriteOneByOneAsync(batch, known, refusal.Applied);
        }
        catch (BatchRefusedException refusal) when (refusal.InnerException is JournalDamagedException damage)
        {
            var problem = DamagedRow.OfState(batch[0].Pending.Command.Target, damage).Problem;
            Settlement.Fail(batch, problem with { Applied = refusal.Applied });
        }
        catch (BatchRefusedException refusal)
        {
            var command = batch[0].Pending.Command;
            LogAppendFailed(logger, refusal.InnerException, command.Id, command.Target);
            Settlement.Fail(batch, new(ProblemCode.Internal, "The database refused the command.")
            {
                Applied = Applied.Unknown,
            });
        }
    }

    async Task WriteOneByOneAsync(
        List<BatchEntry> batch, (int Generation, Head Head) known, Applied applied)
    {
        foreach (var entry in batch)
        {
            if (entry.Pending.Predecessor is { Status: AppendStatus.Refused or AppendStatus.Dropped })
            {
                entry.Lane.Complete(entry.Pending, AppendStatus.Refused);
                continue;
            }

            entry.Pending.Append.IsChained = false;
            await WriteAsync([entry], known, applied);
        }
    }

    [LoggerMessage(
        1105, LogLevel.Error, "Whether {Count} commands of tenant {Tenant} were written is not known: {Reason}")]
    static partial void LogUnknown(ILogger logger, Tenant tenant, int count, string reason);

    [LoggerMessage(1104, LogLevel.Critical, "Settling a batch of tenant {Tenant} failed: this is a bug")]
    static partial void LogSettlingFailed(ILogger logger, Exception failure, Tenant tenant);

    [LoggerMessage(1103, LogLevel.Error, "The database refused command {CommandId} for {Target}: this is a bug")]
    static partial void LogAppendFailed(ILogger logger, Exception? failure, CommandId commandId, AggregateKey target);
}
