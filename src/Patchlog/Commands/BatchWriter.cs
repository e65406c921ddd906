using Microsoft.Extensions.Logging;
using Patchlog.Journal;

namespace Patchlog.Commands;

/// <summary>
/// Brings one batch into the journal: tries again while the database is away, as long as its patience lasts. Every try
/// carries the deadline after which it takes no effect any more, so that what became of the batch can be found out in
/// the end. Thread-safe.
/// </summary>
sealed partial class BatchWriter(
    Tenant tenant, IJournal journal, CommandLimits limits, TimeProvider time, SemaphoreSlim slots, ILogger logger)
{
    /// <summary>
    /// Appends a batch. A try whose outcome is unknown may be repeated: its command ids are looked up under the
    /// tenant's lock, where a commit that is still on its way is waited for.
    /// </summary>
    /// <param name="batch">The entries.</param>
    /// <param name="known">The head on which their states were known.</param>
    /// <param name="applied">Whether an earlier try to append them may have taken effect.</param>
    /// <exception cref="JournalUnavailableException">The database stayed away.</exception>
    /// <exception cref="HeadGoneException">The journal lost the head.</exception>
    /// <exception cref="BatchRefusedException">The database does not take the batch.</exception>
    public async Task<WrittenBatch> WriteAsync(IReadOnlyList<Append> batch, Head known, Applied applied)
    {
        var (started, startedAt) = (time.GetTimestamp(), journal.Now);
        var deadline = startedAt;

        for (var pause = CommandLimits.FirstRetryPause; ; pause = CommandLimits.NextRetryPause(pause))
        {
            deadline = Later(deadline, journal.Now + limits.AppendPatience - time.GetElapsedTime(started));
            try
            {
                var result = await AppendAsync(batch, new(known, deadline));

                return new(result, known.Position, startedAt, IsRepeated: applied == Applied.Unknown, IsLookUp: false);
            }
            catch (JournalUnavailableException failure)
            {
                if (failure.Applied == Applied.Unknown)
                    applied = Applied.Unknown;

                if (time.GetElapsedTime(started) > limits.AppendPatience)
                    return await LookUpAsync(batch, known, startedAt, deadline, applied, failure);

                LogTryingAgain(logger, tenant, batch.Count, failure.Message);
            }
            catch (Exception failure) when (failure is not HeadGoneException)
            {
                // Not the world's fault: a bug, or a value that the database can't hold.
                throw new BatchRefusedException(applied, failure);
            }

            await Task.Delay(pause, time);
        }
    }

    /// <summary>
    /// Finds out which commands of a batch took effect, once no try can take effect any more: after the last deadline,
    /// and under the tenant's lock, which a try that was in time holds until it has committed.
    /// </summary>
    async Task<WrittenBatch> LookUpAsync(
        IReadOnlyList<Append> batch, Head known, DateTimeOffset startedAt, DateTimeOffset deadline, Applied applied,
        JournalUnavailableException failure)
    {
        if (applied == Applied.No)
            throw failure;

        try
        {
            while (true)
            {
                var result = await AppendAsync([.. batch.Select(LookUpOf)], AppendFence.None);
                if (result.Clock > deadline)
                    return new(result, known.Position, startedAt, IsRepeated: true, IsLookUp: true);

                await Task.Delay(deadline - result.Clock + CommandLimits.FirstRetryPause, time);
            }
        }
        catch (JournalUnavailableException)
        {
            throw new JournalUnavailableException(Applied.Unknown, failure.InnerException ?? failure);
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
    async Task<AppendResult> AppendAsync(IReadOnlyList<Append> batch, AppendFence fence)
    {
        await slots.WaitAsync();
        try
        {
            return await journal.AppendAsync(tenant, batch, fence, CancellationToken.None);
        }
        finally
        {
            slots.Release();
        }
    }

    static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    [LoggerMessage(1101, LogLevel.Warning,
        "The database is away; {Count} commands of tenant {Tenant} are tried again: {Reason}")]
    static partial void LogTryingAgain(ILogger logger, Tenant tenant, int count, string reason);
}
