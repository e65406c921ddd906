using Microsoft.Extensions.Logging;
using Patchlog.Admission;
using Patchlog.Journal;

namespace Patchlog.Commands;

/// <summary>
/// Brings one batch into the journal: tries again while the database is away, as long as the commands have time. Every
/// try carries the deadline after which it takes no effect any more, so that what became of the batch can be found out
/// in the end. Thread-safe.
/// </summary>
sealed partial class BatchWriter(
    Tenant tenant, IJournal journal, CommandLimits limits, TimeProvider time, FairGate slots, ILogger logger)
{
    /// <summary>
    /// Appends a batch. A try whose outcome is unknown may be repeated: its command ids are looked up under the
    /// tenant's lock, where a commit that is still on its way is waited for.
    /// </summary>
    /// <param name="batch">The entries.</param>
    /// <param name="rights">Whose turn the batch takes, and up to when it is tried.</param>
    /// <param name="known">The head on which their states were known.</param>
    /// <param name="applied">Whether an earlier try to append them may have taken effect.</param>
    /// <exception cref="JournalUnavailableException">
    /// The database stayed away, or is full, or does not let the server write.
    /// </exception>
    /// <exception cref="HeadGoneException">The journal lost the head.</exception>
    /// <exception cref="BatchRefusedException">The database does not take the batch.</exception>
    public async Task<WrittenBatch> WriteAsync(
        IReadOnlyList<Append> batch, BatchRights rights, Head known, Applied applied)
    {
        var (flow, patience) = (rights.Flow, PatienceFor(rights.Deadline));
        var startedAt = journal.Now;
        var deadline = startedAt;

        for (var pause = CommandLimits.FirstRetryPause; ; pause = CommandLimits.NextRetryPause(pause))
        {
            deadline = Later(deadline, journal.Now + patience.Left);
            AppendResult? result = null;
            try
            {
                result = await AppendAsync(batch, flow, new(known, deadline), patience);
            }
            catch (JournalUnavailableException failure)
            {
                if (failure.Applied == Applied.Unknown)
                    applied = Applied.Unknown;

                // Only what is away is tried again: everything else needs an operator.
                if (applied == Applied.No && (patience.HasPassed || failure.Trouble != DatabaseTrouble.Away))
                    throw;

                LogTryingAgain(logger, tenant, batch.Count, failure.Message);
            }
            catch (Exception failure) when (failure is not HeadGoneException)
            {
                // Not the world's fault: a bug, or a value that the database can't hold.
                throw new BatchRefusedException(applied, failure);
            }

            // What one try refuses for its version, no earlier try can write any more: versions only go up. But a value
            // that another document has may become free again before an earlier try gets through.
            var isOver = result is null ? patience.HasPassed : !result.Violations.IsEmpty;
            if (applied == Applied.Unknown && isOver)
                return await LookUpAsync(batch, flow, known, startedAt, deadline);

            if (result is not null)
                return new(result, known.Position, startedAt, IsRepeated: applied == Applied.Unknown, IsLookUp: false);

            await Task.Delay(pause, time);
        }
    }

    /// <summary>
    /// Finds out which commands of a batch took effect, once no try can take effect any more: after the last deadline,
    /// and under the tenant's lock, which a try that was in time holds until it has committed.
    /// </summary>
    async Task<WrittenBatch> LookUpAsync(
        IReadOnlyList<Append> batch, Flow flow, Head known, DateTimeOffset startedAt, DateTimeOffset deadline)
    {
        var patience = Deadline.After(limits.LookUpPatience, time);
        while (true)
        {
            try
            {
                var result = await AppendAsync([.. batch.Select(LookUpOf)], flow, AppendFence.None, patience);
                if (result.Clock > deadline)
                    return new(result, known.Position, startedAt, IsRepeated: true, IsLookUp: true);

                await Task.Delay(deadline - result.Clock + CommandLimits.FirstRetryPause, time);
            }
            catch (JournalUnavailableException) when (!patience.HasPassed)
            {
                await Task.Delay(CommandLimits.LookUpPause, time);
            }
            catch (JournalUnavailableException failure)
            {
                throw new JournalUnavailableException(
                    Applied.Unknown, failure.InnerException ?? failure, failure.Trouble);
            }
        }
    }

    static Append LookUpOf(Append append) => new()
    {
        Command = append.Command,
        Kind = AppendKind.Check,
        Expected = append.Expected,
        IsChained = append.IsChained,
    };

    // Nobody holds a slot while waiting for a database to come back.
    async Task<AppendResult> AppendAsync(
        IReadOnlyList<Append> batch, Flow flow, AppendFence fence, Deadline patience)
    {
        if (!await slots.EnterAsync(flow, 0, patience.Left, CancellationToken.None))
            throw new JournalUnavailableException(Applied.No, new TimeoutException("Too many appends are under way."));

        try
        {
            using var expiry = new CancellationTokenSource(
                Deadline.NotNegative(patience.Left) + CommandLimits.AppendGrace, time);

            return await journal.AppendAsync(tenant, batch, fence, expiry.Token);
        }
        catch (OperationCanceledException failure)
        {
            throw new JournalUnavailableException(Applied.Unknown, failure);
        }
        finally
        {
            slots.Leave(flow, 0);
        }
    }

    Deadline PatienceFor(Deadline deadline) => deadline.Left < limits.LeastAppendPatience
        ? Deadline.After(limits.LeastAppendPatience, time)
        : deadline;

    static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    [LoggerMessage(1101, LogLevel.Debug,
        "The database is away; {Count} commands of tenant {Tenant} are tried again: {Reason}")]
    static partial void LogTryingAgain(ILogger logger, Tenant tenant, int count, string reason);
}
