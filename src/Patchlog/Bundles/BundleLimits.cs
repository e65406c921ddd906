namespace Patchlog.Bundles;

/// <summary>Bounds of what can be injected, whatever it comes from.</summary>
public static class BundleLimits
{
    /// <summary>Artifacts in a bundle.</summary>
    public const int MaxFiles = 2_000;

    /// <summary>Bytes of one artifact.</summary>
    public const int MaxFileBytes = 4 << 20;

    /// <summary>Bytes of all artifacts together.</summary>
    public const long MaxBytes = 32L << 20;

    /// <summary>Characters of a path in a bundle.</summary>
    public const int MaxPathLength = 255;

    /// <summary>
    /// Bytes of memory that all schemas together may take, each with what it refers to, as
    /// <see cref="Json.Schema.JsonSchema.Memory"/> estimates them.
    /// </summary>
    public const long MaxSchemaMemory = 256L << 20;

    /// <summary>
    /// Keys of one type that are unique: half of what a database takes, for one bundle replaces another.
    /// </summary>
    public const int MaxUniqueKeys = 8;

    /// <summary>Keys of all types that are unique: half of what there may be, for the same reason.</summary>
    public const int MaxAllUniqueKeys = 512;

    /// <summary>Characters of such a path.</summary>
    public const int MaxUniquePathLength = 255;

    /// <summary>Paths whose values count together as one unique key.</summary>
    public const int MaxPathsPerUniqueKey = 8;

    /// <summary>Folders within folders.</summary>
    public const int MaxFolderDepth = 16;

    /// <summary>Files and folders that are visited in a folder for its artifacts, these included.</summary>
    public const int MaxFolderEntries = 10_000;

    /// <summary>How often a fetch looks at a folder for two looks in a row that find the same.</summary>
    public const int MaxFolderLooks = 8;

    /// <summary>Characters of a rule's name: events keep it.</summary>
    public const int MaxRuleNameLength = 200;

    /// <summary>Characters of the names of all rules of a file: all of them may fire for one event.</summary>
    public const int MaxRuleNamesLength = 32 << 10;

    /// <summary>Characters of the pointer with which a rule rejects a command.</summary>
    public const int MaxRejectionPointerLength = 1_000;

    /// <summary>Errors that a refused document is told of.</summary>
    public const int MaxErrors = 50;

    /// <summary>Faults that are reported of one bundle.</summary>
    public const int MaxFaults = 100;

    /// <summary>How often a folder is looked at when the file system says nothing.</summary>
    public static readonly TimeSpan FolderInterval = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long is waited after a change of a folder, for what else changes with it, and between two looks.
    /// </summary>
    public static readonly TimeSpan FolderSettling = TimeSpan.FromMilliseconds(100);
}
