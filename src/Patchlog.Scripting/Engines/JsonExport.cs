using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Descriptors;
using Patchlog.Json;

namespace Patchlog.Scripting.Engines;

/// <summary>JavaScript → JSON.</summary>
/// <param name="inherited">Whether members that an object only inherits count.</param>
/// <param name="literals">Numbers that go back as they were written; null where there are none.</param>
/// <param name="spend">Counts the work as statements; null where nobody does.</param>
/// <param name="isPassive">Whether no script is asked: no getter, no <c>toJSON</c>, no proxy.</param>
sealed class JsonExport(
    bool inherited, LiteralNumbers? literals = null, Action<int>? spend = null, bool isPassive = false)
{
    /// <summary>Units of work between two looks at the bounds.</summary>
    const int WorkPerLook = 256;

    /// <summary>Characters of a text that are as much work as a value.</summary>
    const int CharactersPerUnit = 64;

    /// <summary>Beyond this a double's neighbours are more than 1 apart, and "R" writes an exponent.</summary>
    const double PlainIntegers = 1e15;

    static readonly JsString ToJson = new("toJSON");

    int _values;
    int _work;

    public bool TryRead(
        JsValue value, [NotNullWhen(true)] out JsonValue? json, [NotNullWhen(false)] out ScriptFault? fault) =>
        TryRead(value, before: null, out json, out fault);

    /// <summary>Reads; what equals the value that was there before is that value itself.</summary>
    public bool TryRead(
        JsValue value, JsonValue? before,
        [NotNullWhen(true)] out JsonValue? json, [NotNullWhen(false)] out ScriptFault? fault)
    {
        fault = null;
        json = Read(value, before, depth: 0, ref fault);
        if (json is null)
            fault ??= Fault("The value is undefined or a function.");
        return fault is null && json is not null;
    }

    /// <summary>Reads the members of an object, whatever its <c>toJSON</c> says.</summary>
    public bool TryReadMembers(
        ObjectInstance instance, JsonObject before,
        [NotNullWhen(true)] out JsonObject? json, [NotNullWhen(false)] out ScriptFault? fault)
    {
        fault = null;
        json = Members(instance, before, depth: 0, ref fault);

        return json is not null;
    }

    /// <summary>Null where the value is left out, and where there is a fault.</summary>
    JsonValue? Read(JsValue value, JsonValue? before, int depth, ref ScriptFault? fault)
    {
        if (++_values > EngineLimits.MaxExportedValues)
            fault ??= Fault($"The value has more than {EngineLimits.MaxExportedValues} parts.");
        if (depth >= JsonValue.MaxDepth && value is ObjectInstance)
            fault ??= Fault("The value is too deep, or contains itself.");
        if (fault is not null)
            return null;

        Work(value is JsString { Length: var length } ? 1 + (length / CharactersPerUnit) : 1);
        return value switch
        {
            JsString text => Text(text.ToString(), before as JsonString, ref fault),
            JsNumber => Number(TypeConverter.ToNumber(value), before as JsonNumber, ref fault),
            JsBoolean => ReferenceEquals(value, JsBoolean.True) ? JsonValue.True : JsonValue.False,
            JsBigInt => JsonValue.Parse(value.ToString()),
            JsArray array => Array(array, before as JsonArray, depth, ref fault),
            ObjectInstance instance => Object(instance, before as JsonObject, depth, ref fault),
            _ => value.IsNull() ? JsonValue.Null : null,
        };
    }

    JsonArray Array(JsArray array, JsonArray? before, int depth, ref ScriptFault? fault)
    {
        var items = new List<JsonValue>();
        var isSame = true;
        for (var i = 0u; i < array.Length && fault is null; i++)
        {
            var old = i < before?.Count ? before[(int)i] : null;
            var item = Item(array, i, old, depth, ref fault);
            isSame &= ReferenceEquals(item, old);
            items.Add(item);
        }

        return isSame && before?.Count == items.Count ? before : JsonArray.Of([.. items]);
    }

    JsonValue Item(JsArray array, uint index, JsonValue? before, int depth, ref ScriptFault? fault)
    {
        if (literals is { Any: true } && literals.TryFind(array.GetOwnProperty(JsNumber.Create(index)), out var number))
            return number;

        return Read(array[index], before, depth + 1, ref fault) ?? JsonValue.Null;
    }

    JsonValue? Object(ObjectInstance instance, JsonObject? before, int depth, ref ScriptFault? fault)
    {
        if (instance.IsCallable())
            return null;

        if (isPassive && instance is not JsObject)
            return instance is JsDate date && date.Prototype?.Get(ToJson) is { } toText
                ? Read(toText.Call(date, []), before, depth + 1, ref fault)
                : JsonValue.Null;

        var isLiteral = literals is { Any: true } && literals.TryFind(instance.GetOwnProperty(ToJson), out _);
        if (!isPassive && !isLiteral && instance.Get(ToJson) is var toJson && toJson.IsCallable())
            return Read(toJson.Call(instance, []), before, depth + 1, ref fault);

        return Members(instance, before, depth, ref fault);
    }

    JsonObject? Members(ObjectInstance instance, JsonObject? before, int depth, ref ScriptFault? fault)
    {
        var members = new List<JsonMember>();
        AddMembers(members, instance, before, depth, ref fault);
        if (fault is not null)
            return null;

        return before?.Count == members.Count && members.TrueForAll(
            member => ReferenceEquals(before[member.Name], member.Value))
            ? before
            : JsonObject.Of(CollectionsMarshal.AsSpan(members));
    }

    /// <summary>
    /// Adds the members that the objects of the prototype chain say, each unless a nearer one said it.
    /// </summary>
    void AddMembers(
        List<JsonMember> result, ObjectInstance instance, JsonObject? before, int depth, ref ScriptFault? fault)
    {
        HashSet<string>? seen = null;
        for (var level = instance; level is not null; level = inherited ? level.Prototype : null)
        {
            // A chain is as long as a script has made it.
            Work(1);
            if (isPassive && level is not JsObject && level.Prototype is not null)
                return;

            if (inherited && level.Prototype is not null)
                seen ??= [];

            AddMembersOf(level, result, instance, before, seen, depth, ref fault);
            if (fault is not null)
                return;
        }
    }

    void AddMembersOf(
        ObjectInstance level,
        List<JsonMember> result,
        ObjectInstance instance,
        JsonObject? before,
        HashSet<string>? seen,
        int depth,
        ref ScriptFault? fault)
    {
        foreach (var key in level.GetOwnPropertyKeys(Types.String))
        {
            var name = key.ToString();
            var property = level.GetOwnProperty(key);
            if (!property.Enumerable || (seen is not null && !seen.Add(name)))
                continue;

            if (literals is { Any: true } && literals.TryFind(property, out var number))
                result.Add(new(name, number));
            else if (isPassive && !property.IsDataDescriptor())
                continue;
            else if (Read(ValueOf(instance, key, property), before?[name], depth + 1, ref fault) is { } member
                && IsName(name, ref fault))
                result.Add(new(name, member));
            if (fault is not null)
                return;
        }
    }

    // What an ordinary object holds need not be looked up again.
    static JsValue ValueOf(ObjectInstance instance, JsValue key, PropertyDescriptor property) =>
        instance is JsObject && property.IsDataDescriptor() ? property.Value : instance.Get(key);

    void Work(int units)
    {
        _work += units;
        if (_work < WorkPerLook)
            return;

        spend?.Invoke(_work);
        _work = 0;
    }

    // Most names are ASCII: they need no text of their own to be looked at.
    static bool IsName(string name, ref ScriptFault? fault) =>
        (Ascii.IsValid(name) && !name.Contains('\0', StringComparison.Ordinal)) || Text(name, ref fault) is not null;

    static JsonString? Text(string text, JsonString? before, ref ScriptFault? fault) =>
        before is not null && before.Value == text ? before : Text(text, ref fault);

    static JsonNumber? Number(double number, JsonNumber? before, ref ScriptFault? fault) =>
        before is not null
        && BitConverter.DoubleToInt64Bits(before.ToDouble()) == BitConverter.DoubleToInt64Bits(number)
            ? before
            : Number(number, ref fault);

    static JsonString? Text(string text, ref ScriptFault? fault)
    {
        if (JsonString.TryFrom(text, out var json))
            return json;

        fault = Fault("A text has a lone surrogate or U+0000, which JSON text must not have.");
        return null;
    }

    static JsonNumber? Number(double number, ref ScriptFault? fault)
    {
        if (double.IsFinite(number))
        {
            return Math.Abs(number) < PlainIntegers && number == Math.Truncate(number)
                ? JsonNumber.From((long)number)
                : JsonNumber.From(number);
        }

        fault = Fault($"JSON has no number for {number.ToString(CultureInfo.InvariantCulture)}.");
        return null;
    }

    static ScriptFault Fault(string message) => new(ScriptFaultCodes.NotJson, message);
}
