using System.Globalization;
using Npgsql;

namespace Patchlog.Testing;

/// <summary>
/// A PgBouncer in front of a <see cref="PostgresCluster"/>, as its Debian package has it: it gives each transaction
/// whichever of its few sessions is free. It keeps its port over <see cref="StartAgainAsync"/>.
/// </summary>
public sealed class PgBouncer : IAsyncDisposable
{
    const string Program = "/usr/sbin/pgbouncer";

    readonly ScratchFolder _folder = new();
    readonly ReservedPort _port = new();
    readonly PostgresCluster _cluster;
    ChildProcess? _process;

    PgBouncer(PostgresCluster cluster) => _cluster = cluster;

    /// <summary>Starts one.</summary>
    /// <param name="cluster">The cluster behind it.</param>
    /// <param name="settings">PgBouncer settings such as <c>pool_mode=session</c>.</param>
    public static async Task<PgBouncer> StartAsync(PostgresCluster cluster, params string[] settings)
    {
        var bouncer = new PgBouncer(cluster);
        await bouncer.ConfigureAsync(settings);
        await bouncer.StartAgainAsync();
        return bouncer;
    }

    /// <summary>The URL of a database of the cluster through this PgBouncer.</summary>
    /// <param name="url">What <see cref="PostgresCluster.CreateDatabaseAsync"/> answered.</param>
    public string Through(string url) => new UriBuilder(url) { Port = _port.Number }.Uri.AbsoluteUri;

    /// <summary>Ends it with SIGKILL.</summary>
    public Task KillAsync() => _process!.KillAsync();

    /// <summary>Starts it after <see cref="KillAsync"/>; returns when it answers.</summary>
    public async Task StartAgainAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _process = PostgresPrograms.Start(Program, _folder.File("pgbouncer.ini"));
        await Eventually.HoldsAsync(AnswersAsync, what: "PgBouncer answers");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _port.Dispose();
        _folder.Dispose();
    }

    async Task ConfigureAsync(string[] settings)
    {
        var server = new NpgsqlConnectionStringBuilder(_cluster.ConnectionString("postgres"));
        await File.WriteAllTextAsync(_folder.File("users.txt"), $"\"{server.Username}\" \"{server.Password}\"\n");
        await File.WriteAllLinesAsync(_folder.File("pgbouncer.ini"),
        [
            "[databases]",
            string.Create(CultureInfo.InvariantCulture, $"* = host=127.0.0.1 port={server.Port}"),
            "[pgbouncer]",
            "listen_addr = 127.0.0.1",
            string.Create(CultureInfo.InvariantCulture, $"listen_port = {_port.Number}"),
            "unix_socket_dir =",
            "auth_type = scram-sha-256",
            $"auth_file = {_folder.File("users.txt")}",
            "pool_mode = transaction",
            "default_pool_size = 6",
            "max_client_conn = 500",
            .. settings,
        ]);
        await PostgresPrograms.HandOverAsync(_folder.Path);
    }

    async Task<bool> AnswersAsync()
    {
        if (_process!.HasExited)
            throw new InvalidOperationException($"PgBouncer ended before it was ready:\n{_process.Errors}");

        try
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(
                _cluster.ConnectionString("postgres"))
            { Port = _port.Number }.ConnectionString);
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            // It does not listen yet.
            return false;
        }
    }
}
