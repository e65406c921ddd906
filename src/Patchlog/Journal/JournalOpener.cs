using Patchlog.Journal.Postgres;

namespace Patchlog.Journal;

/// <summary>The one place that knows which implementation an address means.</summary>
static class JournalOpener
{
    public static async Task<IJournal> OpenAsync(DatabaseAddress address, CancellationToken cancellation) =>
        address switch
        {
            DatabaseAddress.Postgres postgres =>
                await PostgresJournal.OpenAsync(postgres.ConnectionString, cancellation),
            _ => throw new NotSupportedException($"No journal for {address} yet."),
        };
}
