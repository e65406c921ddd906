using System.Globalization;

namespace Patchlog.Bundles;

/// <summary>What is wrong with a bundle, in words its author can act on. Immutable.</summary>
/// <param name="File">The path in the bundle; empty where the fault is about all of it.</param>
/// <param name="Detail">A sentence: what is wrong, and what was expected.</param>
/// <param name="Line">From 1; 0 where no single line is meant.</param>
/// <param name="Column">In characters from 1; 0 where no line is meant.</param>
public sealed record BundleFault(string File, string Detail, int Line = 0, int Column = 0)
{
    /// <summary>The fault as a compiler would print it: <c>schemas/order.json:3:14: …</c></summary>
    public override string ToString()
    {
        var place = Line == 0
            ? File
            : string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}");

        return place.Length == 0 ? Detail : $"{place}: {Detail}";
    }
}
