using Patchlog.Bundles;

namespace Patchlog.Activating;

/// <summary>
/// A bundle that its source has, that compiles, and that is not active yet. Used by one caller at a time.
/// </summary>
/// <param name="fetched">What the source had.</param>
/// <param name="bundle">The same, compiled.</param>
sealed class PendingBundle(FetchedBundle fetched, Bundle bundle)
{
    public FetchedBundle Fetched { get; } = fetched;

    public Bundle Bundle { get; } = bundle;

    /// <summary>How long it rests before it is tried again.</summary>
    public TimeSpan Pause { get; private set; } = ActivationLimits.RetryInterval;

    /// <summary>Lets it rest for longer: it was refused, and each try reads all documents.</summary>
    public void Postpone() => Pause = ActivationLimits.Lengthen(Pause);
}
