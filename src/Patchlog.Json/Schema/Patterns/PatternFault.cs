namespace Patchlog.Json.Schema.Patterns;

/// <summary>Why a text is no pattern.</summary>
/// <param name="Offset">Where, in code points from 0.</param>
/// <param name="Detail">What is wrong, as a clause: "')' is missing".</param>
sealed record PatternFault(int Offset, string Detail)
{
    /// <summary>Whether it is a pattern, but too long a one.</summary>
    public bool IsLimit { get; init; }
}
