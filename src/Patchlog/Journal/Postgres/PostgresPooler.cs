using Npgsql;

namespace Patchlog.Journal.Postgres;

/// <summary>
/// A pooler such as PgBouncer between this server and PostgreSQL, that gives a connection another session for each
/// transaction: no prepared statement, setting, lock or LISTEN outlives a transaction. The address says so by
/// <c>pgbouncer=true</c>; a pooler that the address does not name is found at start, and refused.
/// </summary>
static class PostgresPooler
{
    /// <summary>The parameter of addresses; the only one that is neither Npgsql's nor libpq's.</summary>
    public const string Parameter = "pgbouncer";

    const string Advice =
        "There is a pooler such as PgBouncer between Patchlog and PostgreSQL: add pgbouncer=true to DATABASE_URL, or "
        + "pgbouncer=false if the pooler is in session mode and passes \"options\" on, or connect to PostgreSQL "
        + "itself.";

    const string AdviceOnOptions =
        "The pooler between Patchlog and PostgreSQL does not pass the startup parameter \"options\" on: change that, "
        + "or set pgbouncer=true in DATABASE_URL.";

    /// <summary>What an address says of a pooler; null if it says nothing.</summary>
    /// <exception cref="InvalidDataException">It says neither true nor false.</exception>
    public static bool? Of(DatabaseAddress.Postgres address)
    {
        bool? isPooled = null;
        foreach (var (name, value) in address.Parameters)
            if (name == Parameter)
                isPooled = value switch
                {
                    "true" => true,
                    "false" => false,
                    _ => throw new InvalidDataException(
                        $"The parameter \"{Parameter}\" of the database address is \"{value}\"; it must be true or "
                        + "false."),
                };

        return isPooled;
    }

    /// <summary>
    /// Looks whether this server talks to PostgreSQL itself, or to a pooler in session mode that passes everything on.
    /// </summary>
    /// <param name="source">The connections of an address that names no pooler.</param>
    /// <param name="connectionString">Their connection string, with its password.</param>
    /// <param name="mayPassOn">Whether the address says that there may be such a pooler.</param>
    /// <param name="sql">The statements.</param>
    /// <param name="cancellation">Stops the attempt.</param>
    /// <exception cref="InvalidDataException">There is another pooler; the message says what to do.</exception>
    public static async Task RequireNoneAsync(
        NpgsqlDataSource source, string connectionString, bool mayPassOn, Sql sql, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await using var command = new NpgsqlCommand(sql[PostgresSql.Backend], connection);

            // A pooler has told the client of a key of its own: only it can cancel statements for all its clients.
            if (await command.ExecuteScalarAsync(cancellation) is int process && process != connection.ProcessID
                && !mayPassOn)
                throw new InvalidDataException(Advice);
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.ProtocolViolation)
        {
            // PgBouncer refuses the startup parameter "options" so, and much else.
            if (await IsWithoutOptionsAsync(connectionString, cancellation))
                throw new InvalidDataException(mayPassOn ? AdviceOnOptions : Advice, failure);

            throw;
        }
    }

    static async Task<bool> IsWithoutOptionsAsync(string connectionString, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Options = null, Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
