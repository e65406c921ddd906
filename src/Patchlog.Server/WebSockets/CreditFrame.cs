namespace Patchlog.Server.WebSockets;

/// <summary>A <c>credit</c> frame.</summary>
/// <param name="Subscription">The subscription that may send more.</param>
/// <param name="Events">How many events it may send.</param>
sealed record CreditFrame(Subscription Subscription, int Events);
