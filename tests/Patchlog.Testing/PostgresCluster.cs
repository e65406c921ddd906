using System.Globalization;
using Npgsql;
using Xunit;

namespace Patchlog.Testing;

/// <summary>
/// A PostgreSQL server of the tests' own: in a temporary folder, on a reserved port that it keeps over restarts, as
/// durable as PostgreSQL is out of the box. A test run shares one (as an assembly fixture); a test that wants to harm
/// one starts its own.
/// </summary>
public sealed class PostgresCluster : IAsyncLifetime
{
    const string User = "patchlog";

    // Characters that a URL must escape, so that every test also tries that.
    const string Password = "p@ss/w:rd?";

    // What PostgreSQL says while processes that were killed with the last postmaster are not quite gone.
    const string StillInUse = "is still in use";

    // A disk that stalls for half a minute must not fail a test that is about something else.
    static readonly int PatienceInSeconds = (int)Eventually.Patience.TotalSeconds;

    readonly ScratchFolder _folder = new();
    readonly ReservedPort _port = new();
    readonly string[] _settings;
    readonly IssuedCertificate? _certificate;
    ChildProcess? _postmaster;
    int _databases;

    /// <summary>A cluster that <see cref="InitializeAsync"/> starts, with PostgreSQL's own settings.</summary>
    public PostgresCluster() : this([])
    {
    }

    PostgresCluster(string[] settings, IssuedCertificate? certificate = null) =>
        (_settings, _certificate) = (settings, certificate);

    /// <summary>Where PostgreSQL's own programs are, such as <c>pg_dump</c>.</summary>
    public static string ProgramsFolder => PostgresPrograms.Path;

    /// <summary>The TCP port on 127.0.0.1; the same after <see cref="StartAgainAsync"/>.</summary>
    public int Port => _port.Number;

    /// <summary>The folder of the socket of <see cref="StartWithTlsAsync"/>.</summary>
    public string SocketFolder => _folder.Path;

    string Data => _folder.File("data");

    string CertificateFile => _folder.File("server.crt");

    string KeyFile => _folder.File("server.key");

    /// <summary>Starts a cluster for one test.</summary>
    /// <param name="settings">PostgreSQL settings such as <c>fsync=off</c>.</param>
    public static async Task<PostgresCluster> StartAsync(params string[] settings)
    {
        var cluster = new PostgresCluster(settings);
        await cluster.InitializeAsync();
        return cluster;
    }

    /// <summary>Starts a cluster that speaks TLS, too, and listens to a Unix-domain socket.</summary>
    public static async Task<PostgresCluster> StartWithTlsAsync(IssuedCertificate certificate)
    {
        var cluster = new PostgresCluster([], certificate);
        await cluster.InitializeAsync();
        return cluster;
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await PostgresPrograms.HandOverAsync(_folder.Path);
        var passwordFile = _folder.File("password");
        await File.WriteAllTextAsync(passwordFile, Password);
        await PostgresPrograms.HandOverAsync(passwordFile);
        await PostgresPrograms.RunAsync(
            "initdb", $"--pgdata={Data}", $"--username={User}", $"--pwfile={passwordFile}", "--auth=scram-sha-256",
            "--encoding=UTF8", "--locale=C", "--no-sync");
        if (_certificate is not null) await WriteCertificateAsync(_certificate);
        await StartAgainAsync();
    }

    /// <summary>Creates an empty database, and answers with its URL, fit for <c>DATABASE_URL</c>.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"patchlog_{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"create database {name}", connection);
        await create.ExecuteNonQueryAsync();
        return $"postgres://{User}:{Uri.EscapeDataString(Password)}@127.0.0.1:{Port}/{name}";
    }

    /// <summary>Executes statements in a database, as its superuser, in one transaction.</summary>
    /// <param name="url">The database.</param>
    /// <param name="statements">Separated by semicolons.</param>
    public async Task ExecuteAsync(string url, string statements)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(new Uri(url).AbsolutePath[1..]));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statements, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Creates a role that may log in, and nothing else.</summary>
    /// <param name="url">The database that it is for.</param>
    /// <param name="role">Its name.</param>
    /// <returns>The URL of the database for this role.</returns>
    public async Task<string> CreateRoleAsync(string url, string role)
    {
        await ExecuteAsync(url, $"create role {role} login password 'x'");
        return $"postgres://{role}:x@{url[(url.LastIndexOf('@') + 1)..]}";
    }

    /// <summary>Copies a database into a new one of another cluster, by <c>pg_dump</c> and <c>psql</c>.</summary>
    /// <param name="url">The database.</param>
    /// <param name="other">The cluster of the copy.</param>
    /// <returns>The URL of the copy.</returns>
    public async Task<string> CopyAsync(string url, PostgresCluster other)
    {
        var copy = await other.CreateDatabaseAsync();
        var dump = _folder.File("dump.sql");
        await PostgresPrograms.RunAsync("pg_dump", $"--file={dump}", "--no-owner", url);
        await PostgresPrograms.RunAsync(
            "psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", $"--file={dump}", copy);
        return copy;
    }

    /// <summary>What Npgsql needs to reach a database of this cluster.</summary>
    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = User,
        Password = Password,
        Database = database,
        Pooling = false,
        Timeout = PatienceInSeconds,
        CommandTimeout = PatienceInSeconds,
    }.ConnectionString;

    /// <summary>
    /// The same URL with settings under which no connection or command is given up because the machine is slow. Not for
    /// PostgreSQL's own programs, which refuse them.
    /// </summary>
    /// <param name="url">What <see cref="CreateDatabaseAsync"/> answered.</param>
    public static string WithPatience(string url) =>
        $"{url}?Timeout={PatienceInSeconds}&Command%20Timeout={PatienceInSeconds}";

    /// <summary>Ends every process of the cluster with SIGKILL: PostgreSQL crashes, the machine does not.</summary>
    public Task KillAsync() => _postmaster!.KillAsync();

    /// <summary>Starts the cluster after <see cref="KillAsync"/>; returns when it answers queries.</summary>
    public async Task StartAgainAsync()
    {
        await StartPostmasterAsync();
        await Eventually.HoldsAsync(AnswersAsync, what: "PostgreSQL answers");
    }

    /// <summary>Starts the cluster anew as a standby of nobody: it answers queries, and takes no writes.</summary>
    public async Task BecomeStandbyAsync()
    {
        await KillAsync();
        await File.WriteAllTextAsync(Path.Combine(Data, "standby.signal"), "");
        await PostgresPrograms.HandOverAsync(Path.Combine(Data, "standby.signal"));
        await StartAgainAsync();
    }

    /// <summary>Ends what <see cref="BecomeStandbyAsync"/> began.</summary>
    public Task PromoteAsync() => PostgresPrograms.RunAsync("pg_ctl", "promote", $"--pgdata={Data}");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_postmaster is not null) await _postmaster.DisposeAsync();
        _port.Dispose();
        _folder.Dispose();
    }

    // PostgreSQL takes no key that others may read.
    async Task WriteCertificateAsync(IssuedCertificate certificate)
    {
        await File.WriteAllTextAsync(CertificateFile, certificate.Chain);
        await File.WriteAllTextAsync(KeyFile, certificate.Key);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead);

        await PostgresPrograms.HandOverAsync(CertificateFile);
        await PostgresPrograms.HandOverAsync(KeyFile);
    }

    async Task StartPostmasterAsync()
    {
        string[] settings =
        [
            "listen_addresses=127.0.0.1", $"port={Port.ToString(CultureInfo.InvariantCulture)}",
            $"unix_socket_directories={(_certificate is null ? "" : SocketFolder)}", "max_connections=200", .. _settings,
        ];
        if (_certificate is not null)
            settings = [.. settings, "ssl=on", $"ssl_cert_file={CertificateFile}", $"ssl_key_file={KeyFile}"];
        string[] arguments = ["-D", Data, .. settings.SelectMany(setting => new[] { "-c", setting })];

        if (_postmaster is not null) await _postmaster.DisposeAsync();
        _postmaster = PostgresPrograms.Start("postgres", arguments);
    }

    async Task<bool> AnswersAsync()
    {
        if (_postmaster!.HasExited)
        {
            await _postmaster.ExitCodeAsync();
            if (!_postmaster.Errors.Contains(StillInUse, StringComparison.Ordinal))
                throw new InvalidOperationException($"PostgreSQL ended before it was ready:\n{_postmaster.Errors}");
            await StartPostmasterAsync();
        }

        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            // Not listening yet, or still recovering.
            return false;
        }
    }
}
