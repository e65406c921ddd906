using System.Diagnostics.CodeAnalysis;

namespace Patchlog.Json.Schema.Evaluating;

/// <summary>
/// What a schema resource brings to the dynamic scope (2020-12 Core §7.1): its dynamic anchors, and under the empty
/// name its root if it has <c>$recursiveAnchor</c>. Filled while compiling, then immutable.
/// </summary>
sealed class ResourceAnchors
{
    readonly Dictionary<string, SchemaNode> _nodes = new(StringComparer.Ordinal);

    public void Add(string name, SchemaNode node) => _nodes[name] = node;

    public bool TryGet(string name, [NotNullWhen(true)] out SchemaNode? node) => _nodes.TryGetValue(name, out node);
}

/// <summary>The resources that validation has gone through to get where it is, the outermost first.</summary>
sealed class DynamicScope
{
    ResourceAnchors[] _resources = new ResourceAnchors[16];
    int _count;

    public void Reset() => _count = 0;

    public void Push(ResourceAnchors resource)
    {
        if (_count == _resources.Length)
            Array.Resize(ref _resources, _count * 2);

        _resources[_count++] = resource;
    }

    public void Pop() => _count--;

    /// <summary>The schema that the outermost resource has under a name.</summary>
    public SchemaNode? Find(string name)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_resources[i].TryGet(name, out var node))
                return node;
        }

        return null;
    }
}
