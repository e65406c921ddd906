using System.Buffers;
using System.Text;
using Patchlog.Json.Schema.Evaluating;
using Patchlog.Json.Schema.Formats;
using Patchlog.Json.Schema.Patterns;
using Patchlog.Json.Schema.Resources;

namespace Patchlog.Json.Schema.Keywords;

/// <summary><c>minLength</c> and <c>maxLength</c> (2020-12 Validation §6.3), in code points.</summary>
sealed class LengthAssertion(SchemaSite site, string keyword, long bound, bool isMinimum)
    : SimpleAssertion(site, keyword)
{
    /// <summary>The most bytes that a code point takes in a JSON text: <c>\u001F</c>.</summary>
    const int LongestEscape = 6;

    public override bool Check(JsonValue value, Evaluation run) => Holds(value) || run.Fail(this, value);

    public override string Describe(JsonValue value)
    {
        var length = ValueText.Count(CodePointReader.Count(StringText.Content(value)), "character", "characters");
        return $"This string has {length}; expected at {(isMinimum ? "least" : "most")} {bound}.";
    }

    bool Holds(JsonValue value)
    {
        if (value is not JsonString text)
            return true;

        // Mostly the bytes tell already: a code point has one at least, and six at most.
        var content = StringText.Content(text);
        if (isMinimum ? content.Length >= bound * LongestEscape : content.Length <= bound)
            return true;

        if (isMinimum ? content.Length < bound : content.Length > bound * LongestEscape)
            return false;

        var length = StringText.Length(content);
        return isMinimum ? length >= bound : length <= bound;
    }
}

/// <summary><c>pattern</c> (2020-12 Validation §6.3.3).</summary>
sealed class PatternAssertion(SchemaSite site, string text, Pattern pattern) : SimpleAssertion(site, "pattern")
{
    public override bool Check(JsonValue value, Evaluation run) => Holds(value, run) || run.Fail(this, value);

    public override string Describe(JsonValue value) =>
        $"This is {ValueText.Of(value)}; expected a string that matches '{JsonFault.Excerpt(text)}'.";

    bool Holds(JsonValue value, Evaluation run) =>
        value is not JsonString content || pattern.Occurs(StringText.Content(content), run.Budget);
}

/// <summary><c>format</c> where it asserts (2020-12 Validation §7.2.2).</summary>
sealed class FormatAssertion(SchemaSite site, Format format) : SimpleAssertion(site, "format")
{
    const int CharactersOnStack = 256;

    public override bool Check(JsonValue value, Evaluation run) => Holds(value, run) || run.Fail(this, value);

    public override string Describe(JsonValue value) =>
        $"This is {ValueText.Of(value)}; expected {format.Description}.";

    bool Holds(JsonValue value, Evaluation run)
    {
        if (value is not JsonString text)
            return true;

        var content = StringText.Content(text);
        if (!run.Budget.TrySpend(content.Length))
            return false;

        char[]? rented = null;
        var characters = content.Length <= CharactersOnStack
            ? stackalloc char[CharactersOnStack]
            : rented = ArrayPool<char>.Shared.Rent(content.Length);
        var isValid = format.IsValid(characters[..StringText.Decode(content, characters)]);
        if (rented is not null)
            ArrayPool<char>.Shared.Return(rented);

        return isValid;
    }
}

/// <summary>The text of strings, as it stands in JSON between the quotes.</summary>
static class StringText
{
    public static ReadOnlySpan<byte> Content(JsonString text) => text.Utf8Text[1..^1];

    public static ReadOnlySpan<byte> Content(JsonValue value) => value is JsonString text ? Content(text) : [];

    /// <summary>How many code points there are.</summary>
    public static int Length(ReadOnlySpan<byte> content)
    {
        if (content.Contains((byte)'\\'))
            return CodePointReader.Count(content);

        var length = 0;
        foreach (var unit in content)
            length += (unit & 0xC0) == 0x80 ? 0 : 1;

        return length;
    }

    /// <summary>Writes the characters into a span that is as long as the content; answers how many there are.</summary>
    public static int Decode(ReadOnlySpan<byte> content, Span<char> characters)
    {
        if (!content.Contains((byte)'\\'))
            return Encoding.UTF8.GetChars(content, characters);

        var length = 0;
        for (var reader = new CodePointReader(content); reader.TryRead(out var codePoint);)
            length += new Rune(codePoint).EncodeToUtf16(characters[length..]);

        return length;
    }
}
