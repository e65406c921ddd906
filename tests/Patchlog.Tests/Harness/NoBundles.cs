using Patchlog.Bundles;

namespace Patchlog.Tests.Harness;

/// <summary>A database that has no bundles of the past.</summary>
static class NoBundles
{
    public static Func<string, CancellationToken, Task<Bundle?>> FindAsync { get; } =
        static (_, _) => Task.FromResult<Bundle?>(null);
}
