namespace Patchlog.Server.WebSockets;

/// <summary>A <c>commit</c> frame.</summary>
/// <param name="Subscription">The subscription whose events are acknowledged.</param>
/// <param name="Position">Everything up to this position is acknowledged.</param>
sealed record CommitFrame(Subscription Subscription, Position Position);
