using System.Globalization;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Descriptors;
using Patchlog.Json;

namespace Patchlog.Statecharts.Scripts;

/// <summary>
/// A JSON object as scripts see it: it can't be changed, and its members become JavaScript values when they are read.
/// </summary>
sealed class JsonView : ObjectInstance
{
    readonly JsonViews _views;
    Dictionary<string, PropertyDescriptor>? _read;

    public JsonView(JsonViews views, JsonObject json)
        : base(views.Engine)
    {
        (_views, Json) = (views, json);
        Prototype = views.Engine.Intrinsics.Object.PrototypeObject;
        base.PreventExtensions();
    }

    /// <summary>What it shows.</summary>
    public JsonObject Json { get; }

    /// <inheritdoc/>
    public override PropertyDescriptor GetOwnProperty(JsValue property)
    {
        if (property.IsSymbol())
            return PropertyDescriptor.Undefined;

        var name = property.ToString();
        if (_read?.TryGetValue(name, out var read) == true)
            return read;
        if (Json[name] is not { } value)
            return PropertyDescriptor.Undefined;

        read = _views.Describe(name, value);
        (_read ??= new(StringComparer.Ordinal)).Add(name, read);

        return read;
    }

    /// <inheritdoc/>
    public override JsValue Get(JsValue property, JsValue receiver)
    {
        var own = GetOwnProperty(property);
        return own == PropertyDescriptor.Undefined || !own.IsDataDescriptor()
            ? base.Get(property, receiver)
            : own.Value;
    }

    /// <inheritdoc/>
    public override List<JsValue> GetOwnPropertyKeys(Types types = Types.Empty | Types.String | Types.Symbol)
    {
        var keys = new List<JsValue>(Json.Count);
        if ((types & Types.String) == Types.Empty)
            return keys;

        // As ordinary objects have them: indexes first.
        foreach (var (name, _) in Json.Members)
        {
            if (IsIndex(name))
                keys.Add(new JsString(name));
        }

        keys.Sort((one, other) => uint.Parse(one.ToString(), CultureInfo.InvariantCulture)
            .CompareTo(uint.Parse(other.ToString(), CultureInfo.InvariantCulture)));
        foreach (var (name, _) in Json.Members)
        {
            if (!IsIndex(name))
                keys.Add(new JsString(name));
        }

        return keys;
    }

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<JsValue, PropertyDescriptor>> GetOwnProperties()
    {
        foreach (var key in GetOwnPropertyKeys(Types.String))
            yield return new(key, GetOwnProperty(key));
    }

    /// <inheritdoc/>
    public override bool Set(JsValue property, JsValue value, JsValue receiver) => false;

    /// <inheritdoc/>
    public override bool DefineOwnProperty(JsValue property, PropertyDescriptor desc) => false;

    /// <inheritdoc/>
    public override bool Delete(JsValue property) => !HasOwnProperty(property);

    static bool IsIndex(string name) =>
        name.Length is > 0 and <= 10 && (name == "0" || name[0] != '0')
        && uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
        && index != uint.MaxValue;
}
