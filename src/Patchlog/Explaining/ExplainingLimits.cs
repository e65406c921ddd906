namespace Patchlog.Explaining;

/// <summary>Bounds of explanations.</summary>
static class ExplainingLimits
{
    /// <summary>Bundles of the past that are kept compiled.</summary>
    public const int MaxKeptBundles = 2;

    /// <summary>Explanations that one tenant may wait for.</summary>
    public const int MaxWaitingPerTenant = 4;

    /// <summary>Explanations that all may wait for.</summary>
    public const int MaxWaiting = 64;
}
