namespace Patchlog.Server.Verbs;

/// <summary>The bounds of what a verb prints.</summary>
static class VerbLimits
{
    /// <summary>Differences that <c>verify</c> tells one by one; it counts the others.</summary>
    public const int MaxDifferencesShown = 50;
}
