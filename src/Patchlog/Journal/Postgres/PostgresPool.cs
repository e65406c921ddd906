using Npgsql;

namespace Patchlog.Journal.Postgres;

/// <summary>
/// Connections to one database. If its address has several hosts, they are those to the one that takes writes: it is
/// looked for again when it has gone. Thread-safe.
/// </summary>
sealed class PostgresPool : IAsyncDisposable
{
    // A source for one kind of host does not dispose of those that it takes the connections from.
    readonly NpgsqlMultiHostDataSource? _hosts;

    /// <param name="connectionString">Its database.</param>
    public PostgresPool(string connectionString)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(connectionString)
            .EnableArrays()
            .EnableTransportSecurity()
            // Only types that every server has are used: no need to ask for them at each first connection.
            .ConfigureTypeLoading(types => types.EnableTypeLoading(false));

        _hosts = HasSeveralHosts(builder.ConnectionStringBuilder) ? builder.BuildMultiHost() : null;
        Source = _hosts?.WithTargetSession(TargetSessionAttributes.Primary) ?? builder.Build();
    }

    /// <summary>Opens the connections.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>The same database for a connection that is of no pool.</summary>
    public static void LookForPrimary(NpgsqlConnectionStringBuilder connection)
    {
        if (HasSeveralHosts(connection))
            connection.TargetSessionAttributes = "primary";
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        if (_hosts is not null)
            await _hosts.DisposeAsync();
    }

    static bool HasSeveralHosts(NpgsqlConnectionStringBuilder connection) =>
        connection.Host?.Contains(',', StringComparison.Ordinal) == true;
}
