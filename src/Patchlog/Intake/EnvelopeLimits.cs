namespace Patchlog.Intake;

/// <summary>The bounds of an envelope beside the grammar of names and ids.</summary>
static class EnvelopeLimits
{
    /// <summary>Characters (code points) of a correlation id, causation id or trace parent.</summary>
    public const int MaxContextText = 256;

    /// <summary>The highest version that a client can expect as a number: what a double holds exactly.</summary>
    public const long MaxVersion = (1L << 53) - 1;

    /// <summary>Digits of an expected version as a string.</summary>
    public const int MaxVersionDigits = 18;

    /// <summary>Faults of one envelope that are told; the others are found when these are mended.</summary>
    public const int MaxErrors = 20;

    /// <summary>Characters of the name of an event that is sent to a process.</summary>
    public const int MaxEventName = 256;
}
