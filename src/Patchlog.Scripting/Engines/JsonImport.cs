using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using Jint;
using Jint.Native;
using Patchlog.Json;

namespace Patchlog.Scripting.Engines;

/// <summary>JSON → JavaScript.</summary>
sealed class JsonImport(Engine engine)
{
    /// <summary>Digits that every double carries, so that no such literal needs a check.</summary>
    const int SafeDigits = 15;

    public bool TryRead(
        JsonValue json, [NotNullWhen(true)] out JsValue? value, [NotNullWhen(false)] out ScriptFault? fault)
    {
        fault = null;
        value = json switch
        {
            JsonString text => new JsString(text.Value),
            JsonNumber number => Number(number, out fault),
            JsonObject members => Object(members, out fault),
            JsonArray items => Array(items, out fault),
            JsonBoolean boolean => boolean == JsonValue.True ? JsBoolean.True : JsBoolean.False,
            _ => JsValue.Null,
        };
        return fault is null && value is not null;
    }

    JsObject? Object(JsonObject members, out ScriptFault? fault)
    {
        fault = null;
        var result = new JsObject(engine);
        foreach (var (name, member) in members.Members)
        {
            if (!TryRead(member, out var value, out fault))
                return null;
            result.FastSetDataProperty(name, value);
        }

        return result;
    }

    JsArray? Array(JsonArray items, out ScriptFault? fault)
    {
        fault = null;
        var values = new JsValue[items.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (!TryRead(items[i], out var value, out fault))
                return null;
            values[i] = value;
        }

        return new JsArray(engine, values);
    }

    /// <summary>The number as a double of the same value; false if it would be rounded.</summary>
    public static bool TryFit(JsonNumber number, [NotNullWhen(true)] out JsValue? value)
    {
        var literal = number.Utf8Literal;
        if (literal.Length <= SafeDigits && long.TryParse(literal, NumberStyles.AllowLeadingSign, null, out var small))
        {
            value = small == 0 && literal[0] == '-' ? JsNumber.Create(-0.0) : JsNumber.Create(small);
            return true;
        }

        var rounded = number.ToDouble();
        var isSame = double.IsFinite(rounded) && JsonNumber.From(rounded).Equals(number);
        value = isSame ? JsNumber.Create(rounded) : null;

        return isSame;
    }

    /// <summary>The digits of a number, cut where a message would be too long.</summary>
    public static string Excerpt(string literal) => literal.Length <= 40 ? literal : literal[..40] + "…";

    static JsValue? Number(JsonNumber number, out ScriptFault? fault)
    {
        fault = null;
        if (TryFit(number, out var value))
            return value;

        if (number.Utf8Literal.Length <= EngineLimits.MaxBigIntDigits
            && BigInteger.TryParse(number.Literal, NumberStyles.AllowLeadingSign, null, out var big))
        {
            return new JsBigInt(big);
        }

        fault = new ScriptFault(
            ScriptFaultCodes.NotJson, $"JavaScript would round the number {Excerpt(number.Literal)}.");
        return null;
    }
}
