namespace Patchlog.Rules.Sessions;

/// <summary>Bounds on what is kept between sessions.</summary>
static class SessionPoolLimits
{
    /// <summary>The most networks that are kept for later sessions.</summary>
    public const int MaxIdle = 64;

    /// <summary>
    /// The most facts and memory elements of a session whose network is kept. Memories never shrink: the next, small
    /// session would pay for a large one.
    /// </summary>
    public const int MaxKeptElements = 10_000;
}
