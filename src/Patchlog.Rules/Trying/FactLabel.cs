using System.Globalization;

namespace Patchlog.Rules.Trying;

/// <summary>What a fact is called in the account of a run.</summary>
/// <param name="Type">The name of its type; empty if patterns can't name it.</param>
/// <param name="Id">Which assertion of the run made it, from 1.</param>
public readonly record struct FactLabel(string Type, int Id)
{
    /// <summary>The type and the number, such as <c>Order#3</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Type}#{Id}");
}
