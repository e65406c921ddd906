using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Patchlog.Statecharts.Definitions;

/// <summary>The transitions of a state by the events that they take. Immutable.</summary>
sealed class TransitionTable
{
    readonly FrozenDictionary<string, ImmutableArray<Transition>> _exact;
    readonly (string Descriptor, ImmutableArray<Transition> Transitions)[] _wild;

    public TransitionTable(IReadOnlyList<(string Descriptor, ImmutableArray<Transition> Transitions)> rows)
    {
        Rows = [.. rows];
        _exact = rows.Where(row => row.Descriptor != "*" && !EventDescriptors.IsPrefix(row.Descriptor))
            .ToFrozenDictionary(row => row.Descriptor, row => row.Transitions, StringComparer.Ordinal);

        // The longest first; those of one length as they were written.
        _wild =
        [
            .. rows.Where(row => row.Descriptor == "*" || EventDescriptors.IsPrefix(row.Descriptor))
                .OrderByDescending(row => row.Descriptor.Length),
        ];
    }

    public static TransitionTable Empty { get; } = new([]);

    /// <summary>All of them, in document order.</summary>
    public ImmutableArray<(string Descriptor, ImmutableArray<Transition> Transitions)> Rows { get; }

    /// <summary>Those that take exactly the event.</summary>
    public ImmutableArray<Transition> Exactly(string type) => _exact.GetValueOrDefault(type, []);

    /// <summary>How many descriptors have a wildcard.</summary>
    public int WildCount => _wild.Length;

    /// <summary>Those of a descriptor with a wildcard, if it takes the event.</summary>
    /// <param name="at">Which, beginning with the longest.</param>
    /// <param name="type">The event.</param>
    public ImmutableArray<Transition> Wild(int at, string type)
    {
        var (descriptor, transitions) = _wild[at];
        var isTaking = descriptor == "*" || EventDescriptors.StartsWith(type, descriptor[..^2]);

        return isTaking ? transitions : [];
    }
}
