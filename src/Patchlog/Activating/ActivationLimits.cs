using Patchlog.Journal;

namespace Patchlog.Activating;

/// <summary>How long bundles are waited for.</summary>
static class ActivationLimits
{
    /// <summary>How long a server that starts waits for the source before it takes the copy in the database.</summary>
    public static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How often a server says which bundles it uses, and looks after what is unique: several times within
    /// <see cref="JournalLimits.BundleUse"/>.
    /// </summary>
    public static readonly TimeSpan UseInterval = TimeSpan.FromSeconds(10);

    /// <summary>How long after documents were found to share a value it is looked again, at first.</summary>
    public static readonly TimeSpan RefusalPause = TimeSpan.FromSeconds(30);

    /// <summary>The same after many times.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    /// <summary>How long after a failure of the database a bundle is stored again.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    /// <summary>The pause after one more refusal: twice as long, within the bounds.</summary>
    public static TimeSpan Lengthen(TimeSpan pause)
    {
        var longer = pause * 2;
        if (longer < RefusalPause)
            return RefusalPause;

        return longer < LongestPause ? longer : LongestPause;
    }

    /// <summary>
    /// Bundles of the past that stay compiled: those of events that are explained, and of processes that are under way.
    /// </summary>
    public const int MaxCompiledBundles = 16;

    /// <summary>Bundles that are known to be of no use; with more, all of them are forgotten.</summary>
    public const int MaxUselessBundles = 64;
}
