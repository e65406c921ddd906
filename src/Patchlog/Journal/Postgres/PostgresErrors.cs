using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace Patchlog.Journal.Postgres;

/// <summary>
/// What a failed call of the database means: whether the database is away, and whether the call took effect. Errors of
/// the server are recognised by SQLSTATE alone.
/// </summary>
static class PostgresErrors
{
    static readonly (DatabaseTrouble, Applied)
        RolledBack = (DatabaseTrouble.Away, Applied.No),
        Unknown = (DatabaseTrouble.Away, Applied.Unknown),
        Full = (DatabaseTrouble.Full, Applied.No),
        Refused = (DatabaseTrouble.Refused, Applied.No);

    /// <summary>Waits for a call of the database, and says in the journal's words why it failed.</summary>
    /// <param name="kind">What the call does.</param>
    /// <param name="call">The call, under way.</param>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    /// <exception cref="JournalDamagedException">The database can't read what is stored.</exception>
    /// <exception cref="InvalidDataException">
    /// An operator has to do something about it; the message says what.
    /// </exception>
    public static async Task<T> GuardAsync<T>(DatabaseCall kind, Task<T> call)
    {
        try
        {
            return await call;
        }
        catch (Exception failure) when (IsForJournal(kind, failure))
        {
            throw Translate(kind, failure);
        }
    }

    /// <inheritdoc cref="GuardAsync{T}(DatabaseCall, Task{T})"/>
    public static async Task GuardAsync(DatabaseCall kind, Task call)
    {
        try
        {
            await call;
        }
        catch (Exception failure) when (IsForJournal(kind, failure))
        {
            throw Translate(kind, failure);
        }
    }

    /// <summary>Whether a failure is the world's fault and may pass.</summary>
    public static bool IsUnavailable(Exception failure) => MeaningOf(failure) is not null;

    static bool IsForJournal(DatabaseCall kind, Exception failure) =>
        IsUnavailable(failure)
        || (kind == DatabaseCall.Read && IsDamage(failure))
        || (kind == DatabaseCall.Append && IsBehind(failure))
        || (kind == DatabaseCall.Administer && WhatToDo(failure) is not null)
        || (kind == DatabaseCall.Append && failure is OperationCanceledException);

    static Exception Translate(DatabaseCall kind, Exception failure)
    {
        if (kind == DatabaseCall.Administer && WhatToDo(failure) is { } advice)
            return new InvalidDataException(advice, failure);

        if (kind == DatabaseCall.Read && IsDamage(failure))
            return DamagedRow.OfDatabase(failure);

        if (kind == DatabaseCall.Append && IsBehind(failure))
            return DamagedRow.OfAppend(failure);

        // A batch that was cancelled may have been committed before the database heard of it.
        var (trouble, applied) = MeaningOf(Reported(failure)) ?? Unknown;
        var hasWritten = kind is DatabaseCall.Write or DatabaseCall.Append;

        return new JournalUnavailableException(hasWritten ? applied : Applied.No, failure, trouble);
    }

    // The database may have answered a cancellation: then it has rolled the statement back.
    static Exception Reported(Exception failure) =>
        failure is OperationCanceledException { InnerException: PostgresException reported } ? reported : failure;

    /// <summary>
    /// What is wrong, and whether a failed append took effect, if <paramref name="failure"/> is the world's fault; null
    /// if it is a bug. An error that the server reported in the statement has rolled it back; a connection that broke,
    /// or a server that went down, may have done so after the commit.
    /// </summary>
    static (DatabaseTrouble Trouble, Applied Applied)? MeaningOf(Exception failure) => failure switch
    {
        PostgresException { SqlState: var state } => OfState(state),
        NpgsqlException { InnerException: AuthenticationException } => Refused,     // its certificate, or ours
        NpgsqlException or SocketException or IOException or TimeoutException => Unknown,
        _ => null,
    };

    /// <summary>
    /// Whether the database could not read what is stored: a page, a compressed value, or a text that should be JSON.
    /// </summary>
    static bool IsDamage(Exception failure) => (failure as PostgresException)?.SqlState
        is PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted
        or PostgresErrorCodes.InvalidTextRepresentation or PostgresErrorCodes.CharacterNotInRepertoire;

    /// <summary>Whether an event was to get a version that another event of the aggregate has.</summary>
    static bool IsBehind(Exception failure) => failure is PostgresException
    {
        SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "events_by_aggregate",
    };

    /// <summary>What an operator is to do about a database that can't be opened; null if waiting may help.</summary>
    static string? WhatToDo(Exception failure) => (failure as PostgresException)?.SqlState switch
    {
        "28P01" or "28000" =>
            "PostgreSQL does not let this user in: check user and password in DATABASE_URL, and pg_hba.conf.",
        "3D000" => "There is no such database: create it, or check its name in DATABASE_URL.",
        "42501" =>
            "The user does not have the rights it needs: the first start, and each start with new migrations, must be "
            + "allowed to create the schema \"patchlog\" and its tables.",
        "22P05" => "The database can't hold all of Unicode: create it with encoding UTF8.",
        _ => null,
    };

    /// <summary>
    /// What a SQLSTATE means (https://www.postgresql.org/docs/current/errcodes-appendix.html); null for a bug.
    /// </summary>
    public static (DatabaseTrouble Trouble, Applied Applied)? OfState(string state) => state switch
    {
        AppendRefusals.OtherIsolation => RolledBack,        // a pooler gave us a session of other settings
        AppendRefusals.OtherDeclarations => RolledBack,     // they change all the time: try again later
        "26000" or "42P05" => RolledBack,                   // a pooler gave us a session of other prepared statements
        "40003" => Unknown,                                 // statement completion unknown
        "57014" or "55P03" or "25006" => RolledBack,        // cancelled, lock time-out, read-only (a standby)
        "53100" => Full,                                    // the disk, or a quota
        "42501" or "55000" => Refused,                      // no right to it, or no state in which that can be done
        _ when IsOf("40", state) => RolledBack,             // as after a deadlock
        _ when IsOf("28", state) => Refused,                // not let in
        _ when IsOf("3D", state) => Refused,                // no such database
        _ when IsOf("53", state) => RolledBack,             // out of memory, or of connections
        _ when IsOf("08", state) => Unknown,                // the connection failed, or its protocol was broken
        _ when IsOf("57", state) => Unknown,                // shut down or crashed
        _ when IsOf("58", state) => Unknown,                // the disk failed
        _ => null,
    };

    static bool IsOf(string kind, string state) => state.StartsWith(kind, StringComparison.Ordinal);
}
