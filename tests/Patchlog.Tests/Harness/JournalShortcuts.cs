using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Journal;
using Patchlog.Publishing;

namespace Patchlog.Tests.Harness;

/// <summary>What most tests of a journal do not care about.</summary>
static class JournalShortcuts
{
    /// <summary>Appends a batch on no fence.</summary>
    public static Task<AppendResult> AppendAsync(
        this IJournal journal, Tenant tenant, IReadOnlyList<Append> batch, CancellationToken cancellation) =>
        journal.AppendAsync(tenant, batch, AppendFence.None, cancellation);

    /// <summary>A feed of a journal that loses nothing, unless the test has something done about it.</summary>
    public static Feed ToFeed(
        this IJournalFeed journal, FeedLimits? limits = null, TimeProvider? time = null, Guid epoch = default,
        Action<Tenant>? lost = null) =>
        new(
            journal, () => epoch, lost ?? (_ => { }), new DamageLog(time ?? TimeProvider.System, NullLogger.Instance),
            limits ?? new(), time ?? TimeProvider.System, NullLogger.Instance);
}
