using Patchlog.Server.Wire;

namespace Patchlog.Server;

/// <summary>What a server is put together from. Immutable.</summary>
/// <param name="Settings">What the environment says.</param>
sealed record ServerOptions(Settings Settings)
{
    /// <summary>Names callers and admits them. Default: every caller may do everything.</summary>
    public IAccessPolicy Access { get; init; } = new OpenAccess();

    /// <summary>How GitHub tells of a push; null if it can't.</summary>
    public GitHubHook? Hook { get; init; }

    /// <summary>The bounds of what clients may send.</summary>
    public IntakeLimits Limits { get; init; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
