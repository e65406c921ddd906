namespace Patchlog.Explaining;

/// <summary>Bounds of explanations.</summary>
static class ExplainingLimits
{
    /// <summary>How long an explanation may take, waiting included.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Explanations that one tenant may wait for.</summary>
    public const int MaxWaitingPerTenant = 4;

    /// <summary>Explanations that all may wait for.</summary>
    public const int MaxWaiting = 64;
}
