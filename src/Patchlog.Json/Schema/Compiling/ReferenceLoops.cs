using Patchlog.Json.Schema.Resources;

namespace Patchlog.Json.Schema.Compiling;

/// <summary>
/// Finds circles of <c>$ref</c> and <c>allOf</c>: whatever the document, validating would never come to an end
/// (2020-12 Core §9.4.1). Circles through other keywords may end, and are left to the budget.
/// </summary>
sealed class ReferenceLoops
{
    readonly Dictionary<SchemaSite, List<(SchemaSite Target, string Keyword)>> _edges = [];

    /// <summary>Remembers that a schema always applies another to the same value.</summary>
    public void Add(SchemaSite site, SchemaSite target, string keyword)
    {
        if (!_edges.TryGetValue(site, out var edges))
            _edges.Add(site, edges = []);

        edges.Add((target, keyword));
    }

    /// <summary>Adds a fault for each circle, at the reference that closes it.</summary>
    public void Report(FaultList faults)
    {
        var done = new HashSet<SchemaSite>();
        var active = new HashSet<SchemaSite>();
        var path = new Stack<(SchemaSite Site, int Next)>();
        foreach (var start in _edges.Keys)
        {
            Enter(start);
            while (path.TryPop(out var step))
            {
                var edges = _edges.GetValueOrDefault(step.Site);
                if (edges is null || step.Next >= edges.Count)
                {
                    active.Remove(step.Site);
                    continue;
                }

                path.Push((step.Site, step.Next + 1));
                var (target, keyword) = edges[step.Next];
                if (active.Contains(target))
                {
                    faults.Add(
                        SchemaFaultCodes.ReferenceLoop,
                        step.Site,
                        keyword,
                        $"References lead in a circle back to '{target.Location}', without descending into the value.");
                }

                Enter(target);
            }
        }

        void Enter(SchemaSite site)
        {
            if (!done.Add(site))
                return;

            active.Add(site);
            path.Push((site, 0));
        }
    }
}
