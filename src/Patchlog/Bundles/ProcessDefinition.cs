using Patchlog.Statecharts;

namespace Patchlog.Bundles;

/// <summary>A process of a bundle. Immutable.</summary>
/// <param name="Name">What it is called: the name of its file.</param>
/// <param name="File">The file, by its path in the bundle.</param>
/// <param name="Chart">Its machine.</param>
/// <param name="Digest">
/// Names the definition by its content, with that of its functions: equal in every bundle that has not changed it.
/// </param>
public sealed record ProcessDefinition(string Name, string File, Statechart Chart, string Digest)
{
    /// <summary>The type of the aggregates that its instances are.</summary>
    public TargetName TargetName { get; } = TargetName.OfProcess(Name);
}
