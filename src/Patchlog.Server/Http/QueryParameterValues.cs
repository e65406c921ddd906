using System.Diagnostics.CodeAnalysis;
using System.Text;
using Patchlog.Json;

namespace Patchlog.Server.Http;

/// <summary>
/// The values in the parameters of a query. A value that is a JSON number, <c>true</c>, <c>false</c> or <c>null</c> is
/// that; one in double quotes is a JSON string; anything else is a string as it stands.
/// </summary>
static class QueryParameterValues
{
    /// <summary>Reads one value.</summary>
    /// <param name="text">The value as written.</param>
    /// <param name="isText">True if it is a string, whatever it looks like.</param>
    /// <param name="value">The value, or null.</param>
    /// <param name="problem">Why there is none, or null.</param>
    public static bool TryRead(
        string text, bool isText, [NotNullWhen(true)] out JsonValue? value, [NotNullWhen(false)] out Problem? problem)
    {
        (value, problem) = (null, null);
        var isQuoted = text.StartsWith('"');
        JsonFault? fault = null;
        if (text.Length > 0 && !(isText && !isQuoted)
            && JsonValue.TryParse(Encoding.UTF8.GetBytes(text), JsonLimits.Default, out var read, out fault)
            && read is not (JsonArray or JsonObject) && !char.IsWhiteSpace(text[0]) && !char.IsWhiteSpace(text[^1]))
        {
            value = read;
            return true;
        }

        if (isQuoted)
            problem = ResourceRequest.Invalid($"The value {text} begins with a quote and is not a JSON string.");
        else if (fault?.Code is JsonFaultCodes.NumberTooLarge or JsonFaultCodes.NumberTooLong)
            problem = ResourceRequest.Invalid($"The number {text} is larger than a document can have.");
        else if (JsonString.TryFrom(text, out var plain))
            value = plain;
        else
            problem = ResourceRequest.Invalid("A value has a character that a string can't have.");

        return problem is null;
    }

    /// <summary>Splits a list at the commas outside of quotes.</summary>
    /// <param name="text">The list.</param>
    /// <param name="keepQuotes">False if quotes are taken off the items, or off what follows their minus.</param>
    /// <param name="items">The items, or null.</param>
    /// <param name="problem">A quote that does not end, or null.</param>
    public static bool TrySplit(
        string text, bool keepQuotes, [NotNullWhen(true)] out List<string>? items,
        [NotNullWhen(false)] out Problem? problem)
    {
        (items, problem) = (null, null);
        List<string> found = [];
        for (var start = 0; start <= text.Length; start++)
        {
            var end = EndOf(text, start);
            var item = text[start..end];
            start = end;

            // "a,b" or -"a,b"
            var quote = keepQuotes ? -1 : item.IndexOf('"', StringComparison.Ordinal);
            if (quote is 0 or 1 && (quote == 0 || item[0] == '-'))
            {
                if (!TryRead(item[quote..], isText: false, out var path, out problem))
                    return false;

                if (path is JsonString { Value: var unquoted })
                    item = item[..quote] + unquoted;
            }

            found.Add(item);
        }

        items = found;
        return true;
    }

    static int EndOf(string text, int start)
    {
        var isQuoted = false;
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] == '"' && (isQuoted || i == start || (i == start + 1 && text[start] == '-')))
                isQuoted = !isQuoted;
            else if (text[i] == '\\' && isQuoted)
                i++;
            else if (text[i] == ',' && !isQuoted)
                return i;
        }

        return text.Length;
    }
}
