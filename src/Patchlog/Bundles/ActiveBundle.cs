namespace Patchlog.Bundles;

/// <summary>
/// Which bundle decides now. A bundle is swapped whole, and a decision that has begun goes on with the one it took.
/// Thread-safe; one per process.
/// </summary>
sealed class ActiveBundle
{
    volatile Bundle? _current;

    /// <param name="first">The bundle to begin with; null if one is configured, and there is no good one yet.</param>
    public ActiveBundle(Bundle? first) => _current = first;

    /// <summary>What the next decision takes; null while there is no bundle, and then nothing is decided.</summary>
    public Bundle? Current => _current;

    /// <summary>Lets a bundle decide from now on.</summary>
    public void Activate(Bundle bundle) => _current = bundle;
}
