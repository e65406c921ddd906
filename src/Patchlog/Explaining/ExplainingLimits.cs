namespace Patchlog.Explaining;

/// <summary>Bounds of explanations.</summary>
static class ExplainingLimits
{
    /// <summary>Bundles of the past that are kept compiled.</summary>
    public const int MaxKeptBundles = 2;

    /// <summary>Digests that are remembered as those of bundles that are of no use.</summary>
    public const int MaxKnownUseless = 64;

    /// <summary>How long an explanation may take, waiting included.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Explanations that one tenant may wait for.</summary>
    public const int MaxWaitingPerTenant = 4;

    /// <summary>Explanations that all may wait for.</summary>
    public const int MaxWaiting = 64;
}
