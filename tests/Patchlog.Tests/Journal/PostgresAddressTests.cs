using Npgsql;
using Patchlog.Journal;
using Patchlog.Journal.Postgres;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>Addresses as hosters give them, against a PostgreSQL that speaks TLS and listens to a socket.</summary>
public sealed class PostgresAddressTests(TlsCluster tls) : IClassFixture<TlsCluster>
{
    [Theory]
    [InlineData("sslmode=verify-full&sslrootcert=ROOT", true)]
    [InlineData("sslmode=verify-ca&sslrootcert=ROOT", true)]
    [InlineData("sslmode=require&sslrootcert=ROOT", true)]
    [InlineData("sslmode=require", true)]
    [InlineData("sslmode=require&channel_binding=require", true)]
    [InlineData("sslmode=verify-full&sslrootcert=ROOT&channel_binding=require&connect_timeout=60", true)]
    [InlineData("ssl=true", true)]
    [InlineData("sslmode=prefer", true)]
    [InlineData("sslmode=allow", false)]
    [InlineData("sslmode=disable", false)]
    public async Task A_connection_is_as_safe_as_its_address_says(string parameters, bool isEncrypted)
    {
        var address = await tls.CreateAddressAsync(parameters);

        await using (await Backend.OpenAsync(address))
            (await AskAsync(address, "select ssl from pg_stat_ssl where pid = pg_backend_pid()")).ShouldBe(isEncrypted);
    }

    [Theory]
    [InlineData("sslmode=verify-full")]
    [InlineData("sslmode=verify-full&sslrootcert=OTHER")]
    [InlineData("sslmode=verify-ca&sslrootcert=OTHER")]
    [InlineData("sslmode=require&sslrootcert=OTHER")]
    [InlineData("sslmode=verify-full&sslrootcert=system")]
    public async Task A_server_that_is_not_known_is_refused(string parameters)
    {
        var address = await tls.CreateAddressAsync(parameters);

        (await Should.ThrowAsync<JournalUnavailableException>(() => Backend.OpenAsync(address)))
            .Message.ShouldContain("certificate");
    }

    [Fact]
    public async Task A_session_is_set_as_its_address_says()
    {
        var address = await tls.CreateAddressAsync(
            "application_name=shop&options=-c%20work_mem%3D5MB&target_session_attrs=read-write");

        await using (await Backend.OpenAsync(address))
        {
            (await AskAsync(address, "select current_setting('application_name')")).ShouldBe("shop");
            (await AskAsync(address, "select current_setting('work_mem')")).ShouldBe("5MB");
        }
    }

    [Theory]
    [InlineData("postgres://USER@SOCKET:PORT/NAME")]
    [InlineData("postgres://USER@/NAME?host=SOCKET&port=PORT")]
    public async Task A_socket_is_reached_by_its_folder(string pattern)
    {
        var address = await tls.CreateSocketAddressAsync(pattern);

        await using (await Backend.OpenAsync(address))
            (await AskAsync(address, "select inet_client_addr() is null")).ShouldBe(true);
    }

    [Fact]
    public async Task Of_several_hosts_the_one_that_answers_is_taken()
    {
        var address = await tls.CreateAddressAsync("target_session_attrs=read-write", "127.0.0.1:1,");

        await using var journal = await Backend.OpenAsync(address);

        journal.Durability.Warnings.ShouldBeEmpty();
    }

    static async Task<object?> AskAsync(DatabaseAddress address, string question)
    {
        await using var connection = new NpgsqlConnection(
            PostgresSettings.ConnectionStringOf((DatabaseAddress.Postgres)address) + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(question, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}

/// <summary>A PostgreSQL whose certificate comes from a root of its own.</summary>
public sealed class TlsCluster : IAsyncLifetime
{
    readonly CertificateAuthority _authority = new();
    readonly CertificateAuthority _other = new();
    readonly ScratchFolder _folder = new();
    PostgresCluster? _cluster;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_folder.File("root.pem"), _authority.Root);
        await File.WriteAllTextAsync(_folder.File("other.pem"), _other.Root);
        _cluster = await PostgresCluster.StartWithTlsAsync(_authority.Issue());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
        _folder.Dispose();
        _authority.Dispose();
        _other.Dispose();
    }

    /// <summary>The address of a new database, with parameters.</summary>
    /// <param name="parameters">What stands after the question mark; <c>ROOT</c> is the file of the root.</param>
    /// <param name="hosts">Further hosts, which stand before its own.</param>
    public async Task<DatabaseAddress> CreateAddressAsync(string parameters, string hosts = "")
    {
        var url = await _cluster!.CreateDatabaseAsync();
        var files = parameters
            .Replace("ROOT", _folder.File("root.pem"), StringComparison.Ordinal)
            .Replace("OTHER", _folder.File("other.pem"), StringComparison.Ordinal);
        return DatabaseAddress.Parse($"{url.Replace("@127", $"@{hosts}127", StringComparison.Ordinal)}?{files}");
    }

    /// <summary>The address of a new database by the socket.</summary>
    public async Task<DatabaseAddress> CreateSocketAddressAsync(string pattern)
    {
        var url = new Uri(await _cluster!.CreateDatabaseAsync());
        return DatabaseAddress.Parse(pattern
            .Replace("USER", url.UserInfo, StringComparison.Ordinal)
            .Replace("SOCKET", Uri.EscapeDataString(_cluster.SocketFolder), StringComparison.Ordinal)
            .Replace("PORT", $"{url.Port}", StringComparison.Ordinal)
            .Replace("NAME", url.AbsolutePath.Trim('/'), StringComparison.Ordinal));
    }
}
