namespace Patchlog.Json.Schema.Formats;

/// <summary>Whether the characters are of a format.</summary>
delegate bool FormatTest(ReadOnlySpan<char> text);

/// <summary>A value of <c>format</c> that can assert.</summary>
/// <param name="Description">What it asks for, to stand behind "expected".</param>
/// <param name="IsValid">Whether a string is of the format.</param>
sealed record Format(string Description, FormatTest IsValid);
