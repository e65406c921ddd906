namespace Patchlog.Describing.TypeScript;

/// <summary>Finds types that would be defined by themselves, which TypeScript refuses.</summary>
static class Circles
{
    /// <summary>The types on circles, and those between two of them.</summary>
    /// <param name="uses">For each type the types that it names outside of all objects and arrays.</param>
    public static IReadOnlySet<string> Find(IReadOnlyDictionary<string, IReadOnlySet<string>> uses)
    {
        var users = uses.Keys.ToDictionary(name => name, _ => new List<string>(), StringComparer.Ordinal);
        foreach (var (name, used) in uses)
        {
            foreach (var other in used)
                users[other].Add(name);
        }

        // What nothing leads to, or what leads nowhere, is on no circle; then the same goes for those beside it.
        var left = Peel(uses.Keys, name => uses[name], name => users[name]);
        return Peel(left, name => users[name].Where(left.Contains), name => uses[name].Where(left.Contains));
    }

    /// <summary>What is left of the names when those that need no other are taken away, again and again.</summary>
    static HashSet<string> Peel(
        IEnumerable<string> names, Func<string, IEnumerable<string>> needs, Func<string, IEnumerable<string>> neededBy)
    {
        var left = names.ToHashSet(StringComparer.Ordinal);
        var open = left.ToDictionary(name => name, name => needs(name).Count(), StringComparer.Ordinal);
        var free = new Queue<string>(left.Where(name => open[name] == 0));
        while (free.TryDequeue(out var name))
        {
            left.Remove(name);
            foreach (var other in neededBy(name))
            {
                if (--open[other] == 0)
                    free.Enqueue(other);
            }
        }

        return left;
    }
}
