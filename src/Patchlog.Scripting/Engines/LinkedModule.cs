using System.Collections.Immutable;

namespace Patchlog.Scripting.Engines;

/// <summary>A module with the way to what it imports. Immutable once it is linked.</summary>
sealed class LinkedModule(string file, ModuleSource source)
{
    ImmutableArray<(ModuleSource Module, ImmutableArray<int> Imports)> _order;

    public string File { get; } = file;

    public ModuleSource Source { get; } = source;

    /// <summary>What it imports, in the order of <see cref="ModuleSource.Imports"/>.</summary>
    public List<LinkedModule> Imports { get; } = [];

    /// <summary>All that it exports, what it forwards included.</summary>
    public HashSet<string> Exports { get; } = new(source.Exports, StringComparer.Ordinal);

    /// <summary>
    /// What runs, in order: before each module what it imports, which is named by its place in the order.
    /// </summary>
    public ImmutableArray<(ModuleSource Module, ImmutableArray<int> Imports)> Order =>
        _order.IsDefault ? _order = FindOrder() : _order;

    ImmutableArray<(ModuleSource, ImmutableArray<int>)> FindOrder()
    {
        var order = ImmutableArray.CreateBuilder<(ModuleSource, ImmutableArray<int>)>();
        var places = new Dictionary<LinkedModule, int>();
        Visit(this);

        return order.ToImmutable();

        int Visit(LinkedModule module)
        {
            if (places.TryGetValue(module, out var place))
                return place;

            var imports = module.Imports.ConvertAll(Visit);
            order.Add((module.Source, [.. imports]));

            return places[module] = order.Count - 1;
        }
    }
}
