using System.Diagnostics.CodeAnalysis;
using Jint;
using Jint.Native;
using Patchlog.Json;

namespace Patchlog.Scripting.Engines;

/// <summary>
/// JSON → plain objects, arrays, texts and numbers; what a double would round is one of the literals.
/// </summary>
sealed class DocumentImport(Engine engine, LiteralNumbers literals)
{
    public JsValue Read(JsonValue json) => json switch
    {
        JsonString text => new JsString(text.Value),
        JsonNumber number => JsonImport.TryFit(number, out var value)
            ? value
            : throw new ArgumentException("A document is an object or an array, and no number.", nameof(json)),
        JsonObject members => Object(members),
        JsonArray items => Array(items),
        JsonBoolean boolean => boolean == JsonValue.True ? JsBoolean.True : JsBoolean.False,
        _ => JsValue.Null,
    };

    JsObject Object(JsonObject members)
    {
        var result = new JsObject(engine);
        foreach (var (name, member) in members.Members)
        {
            if (IsRounded(member, out var number))
                literals.Define(result, name, number);
            else
                result.FastSetDataProperty(name, Read(member));
        }

        return result;
    }

    JsArray Array(JsonArray items)
    {
        var values = new JsValue[items.Count];
        var isRounding = false;
        for (var i = 0; i < values.Length; i++)
        {
            var isRounded = IsRounded(items[i], out _);
            values[i] = isRounded ? JsValue.Undefined : Read(items[i]);
            isRounding |= isRounded;
        }

        var result = new JsArray(engine, values);
        for (var i = 0; i < values.Length && isRounding; i++)
        {
            if (IsRounded(items[i], out var number))
                literals.Define(result, JsNumber.Create(i), number);
        }

        return result;
    }

    static bool IsRounded(JsonValue value, [NotNullWhen(true)] out JsonNumber? number)
    {
        number = value as JsonNumber;
        return number is not null && !JsonImport.TryFit(number, out _);
    }
}
