using System.Diagnostics.CodeAnalysis;
using Patchlog.Json;
using Patchlog.Rules.Syntax;

namespace Patchlog.Rules.Trying;

/// <summary>
/// What rules are tried on: the text of a file of facts, as <c>docs/rules.md</c> describes it. Immutable.
/// </summary>
/// <example>
/// <code>
/// { "facts": [ { "type": "Order", "data": { "id": "o1", "total": 150 } } ], "limit": 100 }
/// </code>
/// </example>
public sealed class FactsFile
{
    readonly ReadOnlyMemory<byte> _text;

    internal FactsFile(string name, ReadOnlyMemory<byte> text) => (Name, _text) = (name, text);

    /// <summary>What faults call the file.</summary>
    public string Name { get; }

    /// <summary>The facts that are asserted before the match, in order.</summary>
    public required IReadOnlyList<GivenFact> Facts { get; init; }

    /// <summary>The facts that are asserted during the match: the next one whenever nothing is left to fire.</summary>
    public required IReadOnlyList<GivenFact> During { get; init; }

    /// <summary>How many rules may fire; the run is stopped with the last one. Default 50, at most 10,000.</summary>
    public required int Limit { get; init; }

    /// <summary>What decides which activation fires first; the usual order if null.</summary>
    public IReadOnlyList<ConflictStrategy>? ConflictResolution { get; init; }

    /// <summary>The time that the rules see; null for that of whoever runs them.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>Reads a file. A member that is not known is a fault, so that a slip of the pen is noticed.</summary>
    /// <param name="name">What faults call it.</param>
    /// <param name="utf8">
    /// Its text, at most 4 MiB, without a byte order mark. Nobody may write to it afterwards.
    /// </param>
    /// <param name="facts">The facts, if the answer is true.</param>
    /// <param name="faults">
    /// What is wrong, if the answer is false; else empty. Their columns are in characters (code points).
    /// </param>
    public static bool TryRead(
        string name, ReadOnlyMemory<byte> utf8,
        [NotNullWhen(true)] out FactsFile? facts, out IReadOnlyList<RuleFault> faults)
    {
        ArgumentNullException.ThrowIfNull(name);
        var found = new FaultList();
        facts = null;
        if (JsonValue.TryParse(utf8.Span, TryingLimits.Json, out var document, out var fault))
        {
            facts = new FactsReader(name, utf8, found).Read(document);
        }
        else
        {
            var (line, column) = JsonLocation.OfOffset(utf8.Span, Math.Max(fault.ByteOffset, 0));
            found.Add(new(RuleFaultCodes.Unreadable, fault.Detail, name, line, column));
        }

        faults = found.All;
        return facts is not null;
    }

    /// <summary>A fault of one of the facts, at its place in this file.</summary>
    /// <param name="fact">The fact.</param>
    /// <param name="code">One of <see cref="RuleFaultCodes"/>.</param>
    /// <param name="message">What is wrong.</param>
    public RuleFault FaultAt(GivenFact fact, string code, string message)
    {
        ArgumentNullException.ThrowIfNull(fact);
        var (line, column) = JsonLocation.OfPointer(_text.Span, fact.Place);

        return new(code, message, Name, line, column);
    }
}
