using System.Collections.Immutable;
using Patchlog.Statecharts.Compiling;

namespace Patchlog.Statecharts.Stepping;

/// <summary>The events that an instance could take.</summary>
static class AcceptedEventList
{
    /// <summary>The descriptors, each once, in ordinal order.</summary>
    public static ImmutableArray<string> Of(ChartSnapshot snapshot)
    {
        var descriptors = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var leaf in snapshot.Leaves)
        {
            for (var at = snapshot.Chart.Definition.States[leaf]; at is not null; at = at.Parent)
            {
                foreach (var (descriptor, transitions) in at.Transitions.Rows)
                {
                    if (!DefinitionReader.IsInternal(descriptor) && transitions.Any(one => !one.IsInert))
                        descriptors.Add(descriptor);
                }
            }
        }

        return [.. descriptors];
    }
}
