using System.Collections.Immutable;
using System.Data.Common;
using Npgsql;

namespace Patchlog.Journal.Postgres;

/// <summary>What the connection is set to, and what the server's own settings promise.</summary>
static class PostgresSettings
{
    const int OldestVersion = 14;

    const string MaxAutoPrepare = "Max Auto Prepare";

    // What the SQL relies on, whatever the role or the database is set to. Values that travel are binary, names have
    // their schema, and how statements are planned is set by the functions: so these are all.
    //     Isolation: append looks up what was committed before it got its lock; migrations what other servers did.
    //     Read-only: a role that is read-only by default can still be told to write.
    //     Nulls: "= null" must never be true.
    static readonly ImmutableArray<(string Name, string Value)> Session =
    [
        ("default_transaction_isolation", "read committed"),
        ("default_transaction_read_only", "off"),
        ("default_transaction_deferrable", "off"),
        ("transform_null_equals", "off"),
    ];

    // What is better so, and nothing relies on: a query keeps one processor of the database busy, and not three.
    static readonly ImmutableArray<(string Name, string Value)> LongSession =
    [
        ("max_parallel_workers_per_gather", "0"),
    ];

    static readonly ImmutableArray<(string Keyword, object Value)> Defaults =
    [
        ("Application Name", "patchlog"),
        (MaxAutoPrepare, PostgresLimits.MaxPreparedStatements),
        ("Auto Prepare Min Usages", PostgresLimits.UsesBeforePreparing),
        ("No Reset On Close", true),
        ("Enlist", false),
        ("Maximum Pool Size", PostgresLimits.MaxPoolSize),
        ("Read Buffer Size", PostgresLimits.ReadBufferBytes),
        ("Timeout", PostgresLimits.ConnectSeconds),
    ];

    /// <summary>An address as Npgsql takes it. May hold a password, so it is never logged.</summary>
    /// <exception cref="InvalidDataException">
    /// The address has a parameter that is unknown or can't be used; the message names it.
    /// </exception>
    public static string ConnectionStringOf(DatabaseAddress.Postgres address)
    {
        var builder = new NpgsqlConnectionStringBuilder { Database = address.Database };
        if (address.Hosts is [var host])
            (builder.Host, builder.Port) = (host.Name, host.Port);
        else
            builder.Host = string.Join(',', address.Hosts);

        if (address.User is not null)
            builder.Username = address.User;

        if (address.Password is not null)
            builder.Password = address.Password;

        var parameters = address.Parameters.RemoveAll(static pair => pair.Key == PostgresPooler.Parameter);
        foreach (var (name, keyword, value) in LibpqParameters.Translate(parameters))
            Set(builder, keyword, value, name);

        // A transaction, and a LISTEN, need a connection of their own.
        if (builder.Multiplexing)
            throw new InvalidDataException("The parameter \"Multiplexing\" of the database address must be false.");

        return builder.ConnectionString;
    }

    /// <summary>The given connection string with what the journal leans on, where it does not say otherwise.</summary>
    /// <param name="connectionString">What the address says.</param>
    /// <param name="isPooled">
    /// Whether sessions change with transactions: then nothing is prepared, and the session's settings are those of the
    /// role and the database, which <see cref="CheckAsync"/> looks at.
    /// </param>
    public static string Complete(string connectionString, bool isPooled = false)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);

        // Npgsql's own ContainsKey says whether a keyword exists; only the plain builder knows which ones were given.
        // What Npgsql writes has one spelling for each of them.
        var given = new DbConnectionStringBuilder { ConnectionString = builder.ConnectionString };
        foreach (var (keyword, value) in Defaults)
            if (!given.ContainsKey(keyword))
                builder[keyword] = isPooled && keyword == MaxAutoPrepare ? 0 : value;

        if (!given.ContainsKey("Maximum Pool Size"))
            builder.MaxPoolSize = Math.Max(builder.MaxPoolSize, builder.MinPoolSize);

        // A Unix-domain socket knows no keepalive of TCP, and needs none.
        var isSocket = builder.Host?.Contains('/', StringComparison.Ordinal) == true;
        if (!isSocket && !given.ContainsKey("Keepalive") && !given.ContainsKey("TCP Keepalive"))
        {
            builder.TcpKeepAlive = true;
            if (!given.ContainsKey("TCP Keepalive Time") && !given.ContainsKey("TCP Keepalive Interval"))
            {
                builder.TcpKeepAliveTime = PostgresLimits.KeepAliveSeconds;
                builder.TcpKeepAliveInterval = PostgresLimits.KeepAliveIntervalSeconds;
            }
        }

        // Ours come last, and prevail.
        if (!isPooled)
            builder.Options = $"{builder.Options} {OptionsOf(Session)}".TrimStart();

        return builder.ConnectionString;
    }

    /// <summary>
    /// Divides the connections of an address into those for what is short and those for what may take long.
    /// </summary>
    /// <param name="completed">A connection string of <see cref="Complete"/>.</param>
    /// <param name="isPooled">As there.</param>
    public static (string Short, string Long) Divide(string completed, bool isPooled = false)
    {
        var given = new DbConnectionStringBuilder { ConnectionString = completed };
        var total = new NpgsqlConnectionStringBuilder(completed).MaxPoolSize;
        var forLong = Math.Max(1, total / PostgresLimits.LongReadsShare);

        return (
            Of(Math.Max(1, total - forLong), PostgresLimits.CommandSeconds, []),
            Of(forLong, PostgresLimits.LongReadSeconds, isPooled ? [] : LongSession));

        string Of(int size, int seconds, ImmutableArray<(string Name, string Value)> session)
        {
            var builder = new NpgsqlConnectionStringBuilder(completed) { MaxPoolSize = size };
            if (!session.IsEmpty)
                builder.Options = $"{builder.Options} {OptionsOf(session)}";

            builder.MinPoolSize = Math.Min(builder.MinPoolSize, size);
            if (!given.ContainsKey("Command Timeout"))
                builder.CommandTimeout = seconds;

            return builder.ConnectionString;
        }
    }

    /// <summary>
    /// The connection string of connections that listen or notify: nothing is pooled, because they are of no use to
    /// others, and they show signs of life.
    /// </summary>
    public static string OfNotifications(string completed)
    {
        var builder = new NpgsqlConnectionStringBuilder(completed)
        {
            Pooling = false,
            ApplicationName = "patchlog-notifications",
            KeepAlive = PostgresLimits.ListenerKeepAliveSeconds,
        };
        PostgresPool.LookForPrimary(builder);

        return builder.ConnectionString;
    }

    /// <summary>Looks whether the server is new enough, and whether the database can hold every text.</summary>
    /// <exception cref="InvalidDataException">It is not, or can't.</exception>
    public static async Task RequireServerAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        if (connection.PostgreSqlVersion.Major < OldestVersion)
            throw new InvalidDataException(
                $"PostgreSQL {connection.PostgreSqlVersion} is too old: Patchlog needs {OldestVersion} or newer.");

        // In any other encoding some texts can't be stored, or are bytes that nothing is found by.
        await using var command = new NpgsqlCommand("show server_encoding", connection);
        if (await command.ExecuteScalarAsync(cancellation) is string encoding and not "UTF8")
        {
            throw new InvalidDataException(
                $"The database \"{connection.Database}\" has the encoding {encoding}, which can't hold every text. "
                + $"Make one that can, and name it in DATABASE_URL: create database {connection.Database}_utf8 "
                + "encoding 'UTF8' template template0 locale 'C';");
        }
    }

    /// <summary>
    /// Looks whether connections have the settings that the SQL relies on; answers the database's clock.
    /// </summary>
    /// <exception cref="InvalidDataException">They have others: something on the way takes them away.</exception>
    public static async Task<DateTimeOffset> CheckAsync(
        NpgsqlDataSource source, Sql sql, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(sql[PostgresSql.Session]);
        command.Parameters.Add(PostgresParameters.Texts(Session.Select(setting => setting.Name)));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);

        foreach (var ((name, value), found) in Session.Zip(reader.GetFieldValue<string[]>(1)))
            if (found != value)
                throw new InvalidDataException(
                    $"The connection is set to {name} = {found}, but Patchlog needs {name} = {value} and can't set it: "
                    + "set it for the role or the database.");

        return PostgresRows.ReadTime(reader, 0);
    }

    /// <summary>The database's clock.</summary>
    public static async Task<DateTimeOffset> ReadClockAsync(
        NpgsqlConnection connection, Sql sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql[PostgresSql.Clock], connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);

        return PostgresRows.ReadTime(reader, 0);
    }

    /// <summary>Reads the settings under which an acknowledged commit could still be lost.</summary>
    public static async Task<Durability> ReadDurabilityAsync(
        NpgsqlDataSource source, Sql sql, CancellationToken cancellation)
    {
        var warnings = ImmutableArray.CreateBuilder<string>();
        await using var command = source.CreateCommand(sql[PostgresSql.Durability]);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var (name, setting) = (reader.GetString(0), reader.GetString(1));
            if (setting == "off")
                warnings.Add($"{name} is off: a crash of the database can lose what was acknowledged.");
        }

        return new(warnings.ToImmutable());
    }

    static string OptionsOf(IEnumerable<(string Name, string Value)> settings) =>
        string.Join(' ', settings.Select(setting => $"-c {setting.Name}={Escape(setting.Value)}"));

    static string Escape(string value) => value.Replace(" ", "\\ ", StringComparison.Ordinal);

    // The value is not shown: it may be a secret.
    static void Set(NpgsqlConnectionStringBuilder builder, string keyword, string value, string shownName)
    {
        if (!builder.ContainsKey(keyword))
            throw new InvalidDataException($"The database address has an unknown parameter \"{shownName}\".");

        try
        {
            builder[keyword] = value;
        }
        catch (ArgumentException failure)
        {
            throw new InvalidDataException(
                $"The parameter \"{shownName}\" of the database address has a value that it can't have.", failure);
        }
    }
}
