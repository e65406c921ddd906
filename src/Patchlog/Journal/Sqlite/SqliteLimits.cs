namespace Patchlog.Journal.Sqlite;

/// <summary>Bounds of connections, of the log, and of what a statement keeps.</summary>
static class SqliteLimits
{
    /// <summary>
    /// Bytes that the disk must have left for a server to count as ready: room for one large batch in the log.
    /// </summary>
    public const long LeastFreeBytes = 8 << 20;

    /// <summary>Connections that read at the same moment, beside those that scan.</summary>
    public const int MaxReaders = 4;

    /// <summary>Readers that queries and histories may have: the others stay for loads and heads.</summary>
    public const int MaxQueryReaders = 2;

    /// <summary>Threads, each with a connection, for scans: queries that read more than a few chunks.</summary>
    public const int MaxScans = 2;

    /// <summary>Documents that a query looks at in one transaction.</summary>
    public const int DocumentsPerChunk = 256;

    /// <summary>Bytes of bodies after which such a transaction ends.</summary>
    public const int BytesPerChunk = 1 << 20;

    /// <summary>Chunks that a query reads beside the loads, before it becomes a scan.</summary>
    public const int ChunksBeforeScan = 8;

    /// <summary>Chunks that a scan reads before the next scan that waits has its turn.</summary>
    public const int ChunksPerTurn = 16;

    /// <summary>
    /// Candidates of an index that are looked up whatever else there is, and sorted if need be: some ten milliseconds.
    /// </summary>
    public const int FewCandidates = 1000;

    /// <summary>Candidates of an index that are looked up at most; with more all documents are read in a row.</summary>
    public const int MaxCandidates = 100_000;

    /// <summary>Documents that can be read in a row while one is looked up by its id.</summary>
    public const int DocumentsReadPerLookup = 3;

    /// <summary>Documents whose keys are written, compared or removed in one transaction.</summary>
    public const int DocumentsPerIndexStep = 1000;

    /// <summary>Bytes of bodies after which such a transaction ends.</summary>
    public const int BytesPerIndexStep = 1 << 20;

    /// <summary>Wrong keys of an index that a verification names.</summary>
    public const int MaxKeysShown = 5;

    /// <summary>Events that a page of a feed looks at in one transaction.</summary>
    public const int EventsPerFeedStep = 10_000;

    /// <summary>
    /// How long a lock is waited for, in seconds. Only other programs (a backup, a shell) can hold one against the one
    /// server.
    /// </summary>
    public const int BusySeconds = 5;

    /// <summary>Pages that are written between two checkpoints, which wait for nobody.</summary>
    public const int PagesPerCheckpoint = 1000;

    /// <summary>
    /// Pages of the log above which a checkpoint waits for the readers under way, so that the log begins again at its
    /// start.
    /// </summary>
    public const int MaxLogPages = 8192;

    /// <summary>
    /// How long such a checkpoint waits, in milliseconds. Only another program, such as a backup, reads for longer; it
    /// is waited for again after <see cref="PagesPerCheckpoint"/> pages.
    /// </summary>
    public const int CheckpointMilliseconds = 100;

    /// <summary>Bytes to which the log is cut back after it grew under another program's long read.</summary>
    public const int LogBytes = 64 << 20;

    /// <summary>Kibibytes of pages that the connection that writes keeps.</summary>
    public const int WriterCacheKibibytes = 16 << 10;

    /// <summary>Kibibytes of pages that a connection that reads keeps.</summary>
    public const int ReaderCacheKibibytes = 4 << 10;

    /// <summary>
    /// Bytes of a page of a database in memory: at each commit SQLite walks over all pages there are, and with larger
    /// ones over fewer (measured at 60,000 documents: a third of the time).
    /// </summary>
    public const int PageBytesInMemory = 16 << 10;

    /// <summary>Pages that a backup copies before it looks whether it is to stop.</summary>
    public const int PagesPerBackupStep = 1024;

    /// <summary>Bytes of a statement's buffer at first.</summary>
    public const int FirstScratchBytes = 256;

    /// <summary>
    /// Bytes of a statement's buffer that are kept: a document that is larger leaves no buffer of its size.
    /// </summary>
    public const int MaxKeptScratchBytes = 1 << 20;
}
