using System.Text;
using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Compiling;

/// <summary>Finds the states that definitions name, by XState's rules.</summary>
/// <param name="root">The root.</param>
/// <param name="byId">All states by their id.</param>
/// <param name="children">The children of each state by their key, history states among them.</param>
sealed class StatePaths(
    StateNode root, IReadOnlyDictionary<string, StateNode> byId,
    IReadOnlyDictionary<(StateNode, string), StateNode> children)
{
    /// <summary>The target of a transition; null if there is none.</summary>
    /// <param name="source">The state that the transition belongs to.</param>
    /// <param name="target">A sibling, <c>.child</c>, <c>#id</c>, each with a path behind it.</param>
    public StateNode? FindTarget(StateNode source, string target)
    {
        if (target.StartsWith('#'))
            return FindById(target[1..]);
        if (target.StartsWith('.'))
            return Descend(source, Split(target[1..]));

        return source.Parent is { } parent ? Descend(parent, Split(target)) : null;
    }

    /// <summary>A state by <c>#id</c> or by its path below the root; null if there is none.</summary>
    public StateNode? FindState(string state) =>
        state.StartsWith('#') ? FindById(state[1..]) : Descend(root, Split(state));

    /// <summary>A child by its key; null if there is none.</summary>
    public StateNode? FindChild(StateNode parent, string key) => children.GetValueOrDefault((parent, key));

    StateNode? FindById(string text)
    {
        if (byId.TryGetValue(text, out var whole))
            return whole;

        var parts = Split(text);
        return byId.TryGetValue(parts[0], out var first) ? Descend(first, parts[1..]) : null;
    }

    StateNode? Descend(StateNode from, List<string> keys)
    {
        var at = from;
        foreach (var key in keys)
        {
            if (!children.TryGetValue((at, key), out var child))
                return null;
            at = child;
        }

        return at;
    }

    // A backslash keeps the dot behind it from dividing.
    static List<string> Split(string path)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        for (var at = 0; at < path.Length; at++)
        {
            if (path[at] == '.')
            {
                parts.Add(part.ToString());
                part.Clear();
                continue;
            }

            at += path[at] == '\\' && at + 1 < path.Length ? 1 : 0;
            part.Append(path[at]);
        }

        parts.Add(part.ToString());
        return parts;
    }
}
