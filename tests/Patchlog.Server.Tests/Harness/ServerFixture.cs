using Xunit;

namespace Patchlog.Server.Tests.Harness;

/// <summary>Tests over the wire against a backend's shared server; each test is alone in a tenant of its own.</summary>
public abstract class ServerFixture(Backend backend)
{
    /// <summary>The database and the server behind these tests.</summary>
    protected Backend Backend { get; } = backend;

    /// <summary>The tenant that only this test uses.</summary>
    protected string Tenant { get; } = Fresh.Id();

    /// <summary>HTTP below <c>/v1/{tenant}</c>.</summary>
    protected Api Api => new(Backend.Server.Address, $"/v1/{Tenant}");

    /// <summary>HTTP from the root of the server.</summary>
    protected Api Root => new(Backend.Server.Address);

    /// <summary>The commands of this test's tenant.</summary>
    protected Envelopes Command => new(Tenant);

    /// <summary>Ends with the test run.</summary>
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens a WebSocket to the shared server.</summary>
    protected Task<WebSocketClient> ConnectAsync() => WebSocketClient.ConnectAsync(Backend.Server.Address);
}
