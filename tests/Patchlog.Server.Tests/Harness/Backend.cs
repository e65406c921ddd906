using Patchlog.Server.Tests.Contracts.Provoking;
using Patchlog.Server.Tests.Harness;
using Patchlog.Server.Tests.Harness.Contracts;
using Patchlog.Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(SqliteBackend))]
[assembly: AssemblyFixture(typeof(PostgresBackend))]

namespace Patchlog.Server.Tests.Harness;

/// <summary>
/// One of the two databases. It makes databases for tests that need their own, and runs one server that all other tests
/// share; those keep apart by tenant.
/// </summary>
public abstract class Backend : IAsyncLifetime
{
    ServerProcess? _server;
    Contract? _contract;

    /// <summary>The shared server.</summary>
    public ServerProcess Server => _server!;

    /// <summary>The URL of the shared server's database.</summary>
    public string DatabaseUrl { get; private set; } = "";

    /// <summary>Makes an empty database and answers with its <c>DATABASE_URL</c>.</summary>
    public abstract Task<string> CreateDatabaseAsync();

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync()
    {
        DatabaseUrl = await CreateDatabaseAsync();
        await PatchlogProgram.RunAsync(DatabaseUrl, "unique", "declare", "orders", Scene.Unique);
        _server = await ServerProcess.StartAsync(DatabaseUrl);
        _contract = await Contract.LearnAsync(_server.Address);
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        if (_contract is not null) await _contract.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>SQLite: a database is a file.</summary>
public sealed class SqliteBackend : Backend
{
    readonly ScratchFolder _folder = new();
    int _databases;

    /// <inheritdoc/>
    public override Task<string> CreateDatabaseAsync() =>
        Task.FromResult($"sqlite://{_folder.File($"{Interlocked.Increment(ref _databases)}.db")}");

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>PostgreSQL: a database of the cluster that the whole run shares.</summary>
public sealed class PostgresBackend : Backend
{
    /// <summary>The shared cluster; not to be harmed.</summary>
    public PostgresCluster Cluster { get; } = new();

    /// <inheritdoc/>
    public override async Task<string> CreateDatabaseAsync() =>
        PostgresCluster.WithPatience(await Cluster.CreateDatabaseAsync());

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        await Cluster.InitializeAsync();
        await base.InitializeAsync();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Cluster.DisposeAsync();
    }
}
