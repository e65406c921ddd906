using System.Globalization;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime.Descriptors;
using Patchlog.Json;
using Patchlog.Scripting;

namespace Patchlog.Statecharts.Scripts;

/// <summary>
/// Shows JSON values to the scripts of one engine during one use: what was shown once is shown again.
/// </summary>
/// <param name="script">The engine.</param>
/// <param name="freeze">The function <c>Object.freeze</c>.</param>
sealed class JsonViews(ScriptEngine script, JsValue freeze)
{
    /// <summary>Digits that every double carries.</summary>
    const int SafeDigits = 15;

    readonly Dictionary<JsonValue, JsValue> _shown = new(ReferenceEqualityComparer.Instance);

    public Engine Engine => script.Engine;

    /// <summary>
    /// A value as scripts see it: an object or an array of which nothing can be changed, or a plain one.
    /// </summary>
    public JsValue Show(JsonValue value)
    {
        if (value is not (JsonObject or JsonArray))
            return Describe("value", value).Value;
        if (_shown.TryGetValue(value, out var shown))
            return shown;

        if (_shown.Count >= ScriptsLimits.MaxShown)
            _shown.Clear();

        if (value is JsonArray items)
            return Array(items);

        shown = new JsonView(this, (JsonObject)value);
        _shown.Add(value, shown);

        return shown;
    }

    /// <summary>A member as a property. A number that a double would round can't be read.</summary>
    public PropertyDescriptor Describe(string name, JsonValue value) => value switch
    {
        JsonString text => ReadOnly(new JsString(text.Value)),
        JsonNumber number => Number(name, number),
        JsonBoolean => ReadOnly(value == JsonValue.True ? JsBoolean.True : JsBoolean.False),
        JsonNull => ReadOnly(JsValue.Null),
        _ => ReadOnly(Show(value)),
    };

    PropertyDescriptor Number(string name, JsonNumber number)
    {
        var literal = number.Utf8Literal;
        if (literal.Length <= SafeDigits
            && long.TryParse(literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small)
            && (small != 0 || literal.Length == 1))
        {
            return ReadOnly(JsNumber.Create(small));
        }

        var holder = (ObjectInstance)script.Json.ImportDocument(JsonObject.Empty.With(name, number));
        var property = holder.GetOwnProperty(new JsString(name));

        return property.IsDataDescriptor() ? ReadOnly(property.Value) : property;
    }

    JsValue Array(JsonArray items)
    {
        var values = new JsValue[items.Count];
        for (var at = 0; at < values.Length; at++)
        {
            var item = Describe("item", items[at]);
            if (!item.IsDataDescriptor())
                return Frozen(script.Json.ImportDocument(items));   // a copy for this one reader

            values[at] = item.Value;
        }

        var shown = Frozen(new JsArray(Engine, values));
        _shown.Add(items, shown);

        return shown;
    }

    JsValue Frozen(JsValue value) => freeze.Call(JsValue.Undefined, [value]);

    static PropertyDescriptor ReadOnly(JsValue value) => new(value, PropertyFlag.OnlyEnumerable);
}
