namespace Patchlog.Journal.Postgres;

/// <summary>
/// Bounds of connections and of what is known without asking. Those of connections hold where the address does not say
/// otherwise.
/// </summary>
static class PostgresLimits
{
    /// <summary>Connections of one process, in both of its pools.</summary>
    public const int MaxPoolSize = 36;

    /// <summary>
    /// The part of these connections, one of so many, that is for reads that may take long: queries, histories and
    /// pages of the feed. The others are for appends, loads and heads.
    /// </summary>
    public const int LongReadsShare = 3;

    /// <summary>Queries and histories under way at once.</summary>
    public const int MaxQueries = 6;

    /// <summary>
    /// Those of one tenant: each may keep a processor of the database busy, and what is left serves the others. The
    /// processors of this machine stand for the database's, which are not known.
    /// </summary>
    public static readonly int MaxQueriesPerTenant = Math.Clamp(Environment.ProcessorCount, 2, MaxQueries - 2);

    /// <summary>Pages of the feed that are read at once.</summary>
    public const int MaxFeedReads = 4;

    /// <summary>Statements that a connection keeps prepared.</summary>
    public const int MaxPreparedStatements = 32;

    /// <summary>How often a statement is used before it is prepared.</summary>
    public const int UsesBeforePreparing = 2;

    /// <summary>Bytes read from a connection at once: a page of the feed comes in one piece or two.</summary>
    public const int ReadBufferBytes = 64 << 10;

    /// <summary>
    /// Seconds after which a silent connection is probed. A database that is gone without a word is noticed so within
    /// minutes, also by statements that may take as long as they like.
    /// </summary>
    public const int KeepAliveSeconds = 30;

    /// <summary>Seconds between two probes; the system gives up after some of them, mostly nine.</summary>
    public const int KeepAliveIntervalSeconds = 10;

    /// <summary>How long to try to connect, in seconds.</summary>
    public const int ConnectSeconds = 5;

    /// <summary>How long an append, a load or a head may take, in seconds.</summary>
    public const int CommandSeconds = 10;

    /// <summary>
    /// How long any other statement may take, in seconds: a little longer than <see cref="ReadLimits.QueryPatience"/>.
    /// </summary>
    public const int LongReadSeconds = 40;

    /// <summary>
    /// Seconds between signs of life on a connection that only listens: without them it would never notice that the
    /// other end is gone.
    /// </summary>
    public const int ListenerKeepAliveSeconds = 15;

    /// <summary>The least time between two notifications: under load one stands for many commits.</summary>
    public static readonly TimeSpan NotificationSpacing = TimeSpan.FromMilliseconds(10);

    /// <summary>How long a connection that notifies is kept while nothing is written.</summary>
    public static readonly TimeSpan NotificationIdle = TimeSpan.FromSeconds(10);

    /// <summary>How long to leave a database alone that could not be reached.</summary>
    public static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>How old a server's knowledge of the declared indexes may be.</summary>
    public static readonly TimeSpan MaxIndexAge = TimeSpan.FromSeconds(3);
}
