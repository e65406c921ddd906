namespace Patchlog.Server.Wire;

/// <summary>The bounds of single members in the frames of subscriptions.</summary>
static class FrameLimits
{
    /// <summary>Bytes in the <c>id</c> of any frame, as JSON: it comes back with every answer.</summary>
    public const int MaxIdBytes = 256;

    /// <summary>Characters in the id of a subscription.</summary>
    public const int MaxSubscriptionIdLength = 128;

    /// <summary>
    /// Bytes of a frame with events, unless one event alone is longer: many clients take no message of more than 1 MiB
    /// by default.
    /// </summary>
    public const int MaxEventsBytes = (1 << 20) - 1;

    /// <summary>Events that one frame can grant.</summary>
    public const int MaxCreditPerFrame = 1_000_000;
}
