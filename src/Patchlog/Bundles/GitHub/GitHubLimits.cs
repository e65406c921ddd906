namespace Patchlog.Bundles.GitHub;

/// <summary>Bounds of what is asked of GitHub, and of what it may answer.</summary>
public static class GitHubLimits
{
    /// <summary>Characters of a reference, a folder and the parts of a repository's name.</summary>
    public const int MaxNameLength = 255;

    /// <summary>Characters of a token.</summary>
    public const int MaxTokenLength = 8_192;

    /// <summary>Bytes of an answer that is no archive.</summary>
    public const int MaxAnswerBytes = 1 << 20;

    /// <summary>Bytes of an archive as it is sent.</summary>
    public const long MaxArchiveBytes = 128L << 20;

    /// <summary>Bytes of an archive once it is unpacked. It is never in memory as a whole.</summary>
    public const long MaxUnpackedBytes = 512L << 20;

    /// <summary>Bytes of an archive between two entries: headers and extended attributes.</summary>
    public const int MaxMetadataBytes = 1 << 20;

    /// <summary>Entries of an archive: files, folders, links and what else a repository has.</summary>
    public const int MaxEntries = 50_000;

    /// <summary>Redirects that one request follows.</summary>
    public const int MaxRedirects = 5;

    /// <summary>Times that a request is made before it has failed.</summary>
    public const int MaxTries = 3;

    /// <summary>How long a connection may take to be there.</summary>
    public static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer may take that is no archive.</summary>
    public static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(30);

    /// <summary>How long an archive may take, to its last byte.</summary>
    public static readonly TimeSpan ArchivePatience = TimeSpan.FromMinutes(3);

    /// <summary>The pause before a request is made again. The next one is twice as long.</summary>
    public static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The pause after a fetch that has failed. It doubles up to <see cref="LongestFailurePause"/>, or up to the
    /// interval of polling if that is shorter.
    /// </summary>
    public static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause after fetches that have failed.</summary>
    public static readonly TimeSpan LongestFailurePause = TimeSpan.FromMinutes(5);

    /// <summary>The least time between two fetches, however often the hook is called.</summary>
    public static readonly TimeSpan FetchPause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The pause after a secondary rate limit for which GitHub names no time. It doubles while the limit lasts.
    /// </summary>
    public static readonly TimeSpan SecondaryLimitPause = TimeSpan.FromMinutes(1);

    /// <summary>The longest pause that a rate limit imposes, whatever an answer says.</summary>
    public static readonly TimeSpan LongestLimitPause = TimeSpan.FromHours(2);

    /// <summary>The longest interval of polling.</summary>
    public static readonly TimeSpan LongestPollInterval = TimeSpan.FromDays(7);
}
