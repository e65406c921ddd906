namespace Patchlog.Bundles;

/// <summary>
/// Which bundle decides now. A bundle is swapped whole, and a decision that has begun goes on with the one it took.
/// Thread-safe; one per process.
/// </summary>
sealed class ActiveBundle
{
    /// <summary>The bundle that the next decision takes.</summary>
    public Bundle Current { get; } = Bundle.Empty;
}
