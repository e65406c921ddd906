namespace Patchlog.Server.Wire;

/// <summary>The bounds of single members in the frames of subscriptions.</summary>
static class FrameLimits
{
    /// <summary>Characters in the id of a subscription.</summary>
    public const int MaxSubscriptionIdLength = 128;

    /// <summary>Events that one frame can grant.</summary>
    public const int MaxCreditPerFrame = 1_000_000;
}
