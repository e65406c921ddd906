namespace Patchlog.Journal;

/// <summary>
/// Bounds of what is declared unique, and of the steps in which keys are built. The same for both
/// databases.
/// </summary>
static class UniquenessLimits
{
    /// <summary>Characters of a path: all paths of a declaration are a key of an index.</summary>
    public const int MaxPathLength = 255;

    /// <summary>Paths whose values are unique together.</summary>
    public const int MaxPaths = 8;

    /// <summary>Declarations of one type: each costs a digest and a probe of an index with every change.</summary>
    public const int MaxDeclarationsPerType = 16;

    /// <summary>Declarations of a database: every server knows all of them.</summary>
    public const int MaxDeclarations = 1024;

    /// <summary>Documents whose keys are built, compared or removed in one transaction.</summary>
    public const int DocumentsPerStep = 500;

    /// <summary>Bytes of bodies, as they are stored, after which such a transaction ends.</summary>
    public const int BytesPerStep = 1 << 20;

    /// <summary>Values for which twins are named.</summary>
    public const int MaxTwinsShown = 10;

    /// <summary>Documents that are named for each of these values.</summary>
    public const int MaxHoldersShown = 5;

    /// <summary>Wrong keys of a declaration that a verification names.</summary>
    public const int MaxKeysShown = 5;

    /// <summary>
    /// How often a declaration is begun again because somebody else has dropped it, or carried it on, meanwhile.
    /// </summary>
    public const int MaxRounds = 10;

    /// <summary>How often a batch is laid out again because the declarations have changed meanwhile.</summary>
    public const int MaxReloads = 20;

    /// <summary>Bytes of the buffer in which a value is put together for its digest, at first.</summary>
    public const int FirstScratchBytes = 1024;

    /// <summary>Bytes of such a buffer that are kept for the next value.</summary>
    public const int MaxKeptScratchBytes = 1 << 20;
}
