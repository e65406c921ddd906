using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Patchlog.Journal;
using Patchlog.Journal.Postgres;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Xunit;

[assembly: AssemblyFixture(typeof(SqliteBackend))]
[assembly: AssemblyFixture(typeof(MemoryBackend))]
[assembly: AssemblyFixture(typeof(PostgresBackend))]

namespace Patchlog.Tests.Harness;

/// <summary>
/// One of the two databases. It makes databases for tests that need their own, and holds one journal that all other
/// tests share; those keep apart by tenant.
/// </summary>
public abstract class Backend : IAsyncLifetime
{
    IJournal? _journal;

    internal IJournal Journal => _journal!;

    internal DatabaseAddress Address { get; private set; } = new DatabaseAddress.SqliteMemory();

    /// <summary>Makes an empty database.</summary>
    internal abstract Task<DatabaseAddress> CreateDatabaseAsync();

    /// <summary>
    /// A second journal on the shared database, as another server would have it; where there can be none, the first.
    /// It is the backend's to dispose.
    /// </summary>
    internal abstract Task<IJournal> JoinAsync();

    /// <summary>
    /// What installs the effect <see cref="Mark"/>, as a migration would; null where nobody but the journal reaches the
    /// database.
    /// </summary>
    internal abstract string? MarkInstallation { get; }

    /// <summary>Does in the shared database, or in another, what somebody with a shell could do.</summary>
    internal async Task ExecuteAsync(string statement, DatabaseAddress? database = null)
    {
        await using var connection = await OpenPastTheJournalAsync(database ?? Address);
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The rows that somebody with a shell would see, the columns of each separated by spaces.</summary>
    internal async Task<List<string>> QueryAsync(string statement)
    {
        await using var connection = await OpenPastTheJournalAsync(Address);
        await using var command = connection.CreateCommand();
        command.CommandText = statement;

        List<string> rows = [];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            rows.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)));
        return rows;
    }

    internal static Task<IJournal> OpenAsync(DatabaseAddress address) =>
        JournalOpener.OpenAsync(address, TimeProvider.System, NullLogger.Instance, CancellationToken.None);

    /// <summary>A connection past the journal, to the same tables.</summary>
    private protected abstract Task<DbConnection> OpenPastTheJournalAsync(DatabaseAddress database);

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync()
    {
        Address = await CreateDatabaseAsync();
        _journal = await OpenAsync(Address);
        if (MarkInstallation is { } statements)
            await ExecuteAsync(statements);
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        if (_journal is not null)
            await _journal.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>SQLite: a database is a file, and one process has it.</summary>
public sealed class SqliteBackend : Backend
{
    readonly ScratchFolder _folder = new();
    int _databases;

    internal override Task<DatabaseAddress> CreateDatabaseAsync() => Task.FromResult<DatabaseAddress>(
        new DatabaseAddress.SqliteFile(_folder.File($"{Interlocked.Increment(ref _databases)}.db")));

    internal override Task<IJournal> JoinAsync() => Task.FromResult(Journal);

    internal override string MarkInstallation => Mark.OnSqlite;

    private protected override async Task<DbConnection> OpenPastTheJournalAsync(DatabaseAddress database)
    {
        var file = (DatabaseAddress.SqliteFile)database;
        var connection = new SqliteConnection($"Data Source={file.Path};Pooling=False");
        await connection.OpenAsync();
        return connection;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>SQLite without a file: only the journal itself reaches its database.</summary>
public sealed class MemoryBackend : Backend
{
    internal override Task<DatabaseAddress> CreateDatabaseAsync() =>
        Task.FromResult<DatabaseAddress>(new DatabaseAddress.SqliteMemory());

    internal override Task<IJournal> JoinAsync() => Task.FromResult(Journal);

    internal override string? MarkInstallation => null;

    private protected override Task<DbConnection> OpenPastTheJournalAsync(DatabaseAddress database) =>
        throw new NotSupportedException("Nobody else can reach a database in memory.");
}

/// <summary>PostgreSQL: a database of a cluster that the whole run shares.</summary>
public sealed class PostgresBackend : Backend
{
    readonly PostgresCluster _cluster = new();
    readonly List<IJournal> _joined = [];

    internal override async Task<DatabaseAddress> CreateDatabaseAsync() =>
        DatabaseAddress.Parse(PostgresCluster.WithPatience(await _cluster.CreateDatabaseAsync()));

    internal override async Task<IJournal> JoinAsync()
    {
        var journal = await OpenAsync(Address);
        lock (_joined)
            _joined.Add(journal);
        return journal;
    }

    internal override string MarkInstallation => Mark.OnPostgres;

    /// <summary>A connection past the journal, to the same tables.</summary>
    internal static async Task<NpgsqlConnection> ConnectAsync(DatabaseAddress database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(
            PostgresSettings.ConnectionStringOf((DatabaseAddress.Postgres)database))
        {
            SearchPath = "patchlog",
            Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private protected override async Task<DbConnection> OpenPastTheJournalAsync(DatabaseAddress database) =>
        await ConnectAsync(database);

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        await _cluster.InitializeAsync();
        await base.InitializeAsync();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        foreach (var journal in _joined)
            await journal.DisposeAsync();
        await base.DisposeAsync();
        await _cluster.DisposeAsync();
    }
}
