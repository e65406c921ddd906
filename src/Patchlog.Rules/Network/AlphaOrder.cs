using Patchlog.Rules.Matching;

namespace Patchlog.Rules.Network;

/// <summary>
/// In which order a fact reaches the patterns that it may meet. nools leads facts through a graph of shared nodes: a
/// type's node goes to aliases, those to conditions. A node goes to what was added last first, except that a type
/// goes to its first alias first, and facts enter at the type that was added last. Programs see this order in what
/// fires first, so the graph is built here as nools builds it, and then only its order is kept.
/// </summary>
sealed class AlphaOrder
{
    readonly List<(int Type, AlphaNode Node)> _types = [];
    readonly Dictionary<string, AlphaNode> _shared = new(StringComparer.Ordinal);

    /// <summary>Adds the way of a pattern.</summary>
    /// <param name="path">The number of the pattern.</param>
    /// <param name="type">Its type.</param>
    /// <param name="keys">Its alias and conditions, from the type on.</param>
    public void Add(int path, int type, IEnumerable<string> keys)
    {
        var node = TypeNode(type);
        foreach (var key in keys)
        {
            if (!_shared.TryGetValue(key, out var next))
                _shared.Add(key, next = new AlphaNode());
            node.Add(next, path);
            node = next;
        }

        node.AddEnd(path);
    }

    /// <summary>The numbers of the patterns that a fact of a type reaches, in order.</summary>
    public List<int> PathsOf(int type)
    {
        var paths = new List<int>();
        for (var i = _types.Count - 1; i >= 0; i--)
        {
            var isObject = type is not (FactTypes.String or FactTypes.Number or FactTypes.Boolean);
            if (_types[i].Type == type || (_types[i].Type == FactTypes.Object && isObject))
                _types[i].Node.CollectFromType(paths);
        }

        return paths;
    }

    AlphaNode TypeNode(int type)
    {
        var index = _types.FindIndex(known => known.Type == type);
        if (index < 0)
        {
            index = _types.Count;
            _types.Add((type, new AlphaNode()));
        }

        return _types[index].Node;
    }

    sealed class AlphaNode
    {
        readonly List<Way> _ways = [];

        public void Add(AlphaNode node, int path)
        {
            var way = _ways.Find(known => ReferenceEquals(known.Node, node));
            if (way is null)
                _ways.Add(way = new Way(node));
            way.Paths.Add(path);
        }

        public void AddEnd(int path)
        {
            var way = new Way(Node: null);
            way.Paths.Add(path);
            _ways.Add(way);
        }

        public void CollectFromType(List<int> paths)
        {
            foreach (var way in _ways)
                way.Node?.Collect(way.Paths, paths);
        }

        void Collect(HashSet<int> allowed, List<int> paths)
        {
            for (var i = _ways.Count - 1; i >= 0; i--)
            {
                var way = _ways[i];
                if (!allowed.Overlaps(way.Paths))
                    continue;

                if (way.Node is null)
                    paths.Add(way.Paths.Single());
                else
                    way.Node.Collect([.. way.Paths.Where(allowed.Contains)], paths);
            }
        }

        sealed record Way(AlphaNode? Node)
        {
            public HashSet<int> Paths { get; } = [];
        }
    }
}
