using System.Collections.Immutable;
using System.Text;
using Patchlog.Json;

namespace Patchlog.Statecharts.Compiling;

/// <summary>What is wrong with a definition, in the order in which it was found.</summary>
/// <param name="source">The definition.</param>
sealed class FaultList(StatechartSource source)
{
    readonly List<StatechartFault> _faults = [];
    readonly HashSet<(string, string)> _seen = [];
    byte[]? _utf8;

    public bool IsEmpty => _faults.Count == 0;

    /// <summary>All of them.</summary>
    public ImmutableArray<StatechartFault> All => [.. _faults];

    /// <summary>Adds a fault, unless the same is there already or there are enough.</summary>
    /// <param name="pointer">Where.</param>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="code">One of <see cref="StatechartFaultCodes"/>.</param>
    public void Add(string pointer, string message, string code = StatechartFaultCodes.Definition)
    {
        if (_faults.Count >= StatechartLimits.MaxFaults || !_seen.Add((pointer, message)))
            return;

        _utf8 ??= Encoding.UTF8.GetBytes(source.Text);
        _faults.Add(Locate(source.Name, _utf8, pointer, message, code));
    }

    /// <summary>Adds the fault of a text that is no acceptable JSON.</summary>
    public void Add(JsonFault fault)
    {
        _utf8 ??= Encoding.UTF8.GetBytes(source.Text);
        var (line, column) = JsonLocation.OfOffset(_utf8, Math.Max(fault.ByteOffset, 0));

        _faults.Add(new(StatechartFaultCodes.Syntax, fault.Detail, source.Name, fault.Pointer, line, column));
    }

    /// <summary>A fault at a place of a definition.</summary>
    public static StatechartFault Locate(string file, byte[] utf8, string pointer, string message, string code)
    {
        var parsed = JsonPointer.TryParse(pointer, out var found) ? found : JsonPointer.Root;
        var (line, column) = JsonLocation.OfPointer(utf8, parsed);

        return new(code, message, file, pointer, line, column);
    }
}
