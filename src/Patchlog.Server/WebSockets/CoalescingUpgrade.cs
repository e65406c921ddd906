using Microsoft.AspNetCore.Http.Features;

namespace Patchlog.Server.WebSockets;

/// <summary>Upgrades a connection to one whose <see cref="CoalescingStream"/> can send many messages at once.</summary>
/// <param name="inner">The upgrade of the web server.</param>
sealed class CoalescingUpgrade(IHttpUpgradeFeature inner) : IHttpUpgradeFeature
{
    public bool IsUpgradableRequest => inner.IsUpgradableRequest;

    /// <summary>The stream under the socket; null until the upgrade.</summary>
    public CoalescingStream? Stream { get; private set; }

    public async Task<Stream> UpgradeAsync() => Stream = new(await inner.UpgradeAsync());
}
