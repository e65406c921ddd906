using Patchlog.Json.Schema.Evaluating;
using Patchlog.Json.Schema.Resources;

namespace Patchlog.Json.Schema.Compiling;

/// <summary>
/// Prepares the dynamic scope: which resources have which of the dynamic anchors that some reference asks for. Without
/// such references nothing of it is kept at run time.
/// </summary>
sealed class DynamicLinker(SchemaCompiler compiler)
{
    readonly HashSet<string> _names = new(StringComparer.Ordinal);
    readonly Dictionary<SchemaResource, ResourceAnchors> _anchors = [];
    readonly HashSet<SchemaSite> _linked = [];

    /// <summary>Whether any reference depends on the dynamic scope.</summary>
    public bool IsUsed => _names.Count > 0;

    /// <summary>Remembers that a reference asks for a name; the empty one is that of <c>$recursiveRef</c>.</summary>
    public void Ask(string name) => _names.Add(name);

    /// <summary>Links what is known by now; true if that brought schemas to compile.</summary>
    public bool Link()
    {
        if (!IsUsed)
            return false;

        var before = compiler.Nodes.Count;
        foreach (var resource in compiler.Nodes.Keys.Select(site => site.Resource).Distinct().ToArray())
        {
            foreach (var name in _names)
            {
                if (resource.DynamicAnchors.TryGetValue(name, out var site))
                    AnchorsOf(resource).Add(name, compiler.NodeOf(site));
            }
        }

        foreach (var (site, node) in compiler.Nodes)
        {
            if (_anchors.TryGetValue(site.Resource, out var anchors) && _linked.Add(site))
                node.Enter(anchors);
        }

        return compiler.Nodes.Count > before;
    }

    ResourceAnchors AnchorsOf(SchemaResource resource)
    {
        if (!_anchors.TryGetValue(resource, out var anchors))
        {
            anchors = new ResourceAnchors();
            _anchors.Add(resource, anchors);
        }

        return anchors;
    }
}
