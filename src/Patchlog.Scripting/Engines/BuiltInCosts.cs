using System.Text;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;

namespace Patchlog.Scripting.Engines;

/// <summary>
/// Lets the built-ins of the language count their work as statements, and refuses before it is begun what would take
/// more than any bound allows: an engine looks at its bounds between statements only, and one built-in may loop over
/// millions of elements, or multiply a text by its own length. Not thread-safe, as the engine is not.
/// </summary>
sealed class BuiltInCosts(Engine engine, Budget budget, ScriptLimits limits)
{
    /// <summary>Elements or characters that are as much work as a statement.</summary>
    const int PerStatement = 64;

    /// <summary>Comparisons of characters in a search that are as much work as an element.</summary>
    const int PerElement = 64;

    // They take no longer for a long text or array, or copy a part of it.
    static readonly HashSet<string> Short =
    [
        "constructor", "at", "charAt", "charCodeAt", "codePointAt", "startsWith", "endsWith", "slice", "substring",
        "substr", "push", "pop", "keys", "values", "entries", "toString", "valueOf",
    ];

    readonly ReplacementCosts _replacements = new(engine);

    delegate double Measure(JsValue self, JsValue[] arguments);

    public void Apply()
    {
        var text = Prototype("String");
        ChargeAll(text, (self, arguments) => Length(self) + arguments.Sum(Length));
        foreach (var name in (string[])["indexOf", "lastIndexOf", "includes", "split", "replaceAll"])
            Charge(text, name, (self, arguments) => Length(self) * Length(At(arguments, 0)) / PerElement);

        Bound(text, "repeat", (self, arguments) => Length(self) * Number(At(arguments, 0)));
        Bound(text, "padStart", (_, arguments) => Number(At(arguments, 0)));
        Bound(text, "padEnd", (_, arguments) => Number(At(arguments, 0)));
        Bound(text, "concat", (self, arguments) => Length(self) + arguments.Sum(Length));
        Bound(text, "replace", (self, arguments) => ReplacementCosts.OfText(self, arguments, isGlobal: false));
        Bound(text, "replaceAll", (self, arguments) => ReplacementCosts.OfText(self, arguments, isGlobal: true));

        foreach (var name in (string[])["match", "matchAll", "search"])
            BoundPattern(text, name);

        // Three characters for each byte of UTF-8.
        foreach (var name in (string[])["encodeURI", "encodeURIComponent"])
            Bound(engine.Global, name, static (_, arguments) => At(arguments, 0) is JsString text
                ? 3.0 * Encoding.UTF8.GetByteCount(text.ToString())
                : 0);

        var array = Prototype("Array");
        ChargeAll(array, (self, _) => LengthOfList(self));
        Bound(array, "join", LengthOfJoined);
        Charge(array, "flat", (self, _) => CountNested(self, depth: 0));
        CompareAtCost(array, "sort");
        CompareAtCost(array, "toSorted");
        Charge((ObjectInstance)engine.Global.Get("Array"), "from", (_, arguments) => LengthOfList(At(arguments, 0)));

        ChargePatterns(Prototype("RegExp"));
        Charge(Prototype("Function"), "apply", (_, arguments) => LengthOfList(At(arguments, 1)));
        Charge((ObjectInstance)engine.Global.Get("Reflect"), "apply", (_, arguments) => LengthOfList(At(arguments, 2)));
        StringifyAtCost((ObjectInstance)engine.Global.Get("JSON"));
    }

    ObjectInstance Prototype(string type) => (ObjectInstance)engine.Global.Get(type).Get("prototype");

    /// <summary>Charges for every function of an object what it is given, but for those that are short.</summary>
    void ChargeAll(ObjectInstance owner, Measure measure)
    {
        foreach (var key in owner.GetOwnPropertyKeys(Types.String))
        {
            var isFunction = owner.GetOwnProperty(key).IsDataDescriptor() && owner.Get(key).IsCallable();
            if (isFunction && !Short.Contains(key.ToString()))
                Charge(owner, key, measure);
        }
    }

    // What they all call, exec, stays the engine's own: by that it knows its faster ways. Each match has a clock.
    void ChargePatterns(ObjectInstance pattern)
    {
        var symbols = engine.Global.Get("Symbol");
        Bound(pattern, symbols.Get("replace"), "replace", _replacements.OfPattern);
        foreach (var name in (string[])["replace", "match", "matchAll", "search", "split"])
            Charge(pattern, symbols.Get(name), LookAndRead);

        Charge(pattern, "test", LookAndRead);

        static double LookAndRead(JsValue self, JsValue[] arguments) =>
            (PerStatement * EngineLimits.ClockInterval) + arguments.Sum(Length);
    }

    /// <summary>What is no pattern yet is made one within the function, past its constructor.</summary>
    void BoundPattern(ObjectInstance text, string name)
    {
        var symbol = engine.Global.Get("Symbol").Get(name);
        Wrap(text, name, (original, self, arguments) =>
        {
            var given = At(arguments, 0);
            if (given.IsUndefined() || (given is ObjectInstance own && !own.Get(symbol).IsUndefined()))
                return original.Call(self, arguments);

            var pattern = new JsString(TypeConverter.ToString(given));
            return pattern.Length <= EngineLimits.MaxPatternLength
                ? original.Call(self, new JsValue[] { pattern })
                : throw Error($"A regular expression has at most {EngineLimits.MaxPatternLength} characters.");
        });
    }

    void Charge(ObjectInstance owner, JsValue key, Measure measure) =>
        Wrap(owner, key, (original, self, arguments) =>
        {
            Spend(measure(self, arguments));
            return original.Call(self, arguments);
        });

    void Bound(ObjectInstance owner, string name, Measure measure) => Bound(owner, name, name, measure);

    void Bound(ObjectInstance owner, JsValue key, string name, Measure measure) =>
        Wrap(owner, key, (original, self, arguments) => measure(self, arguments) > limits.MaxStringLength
            ? throw Error($"The result of {name} would be longer than {limits.MaxStringLength} characters.")
            : original.Call(self, arguments));

    /// <summary>Charges for each comparison, also for those without a function.</summary>
    void CompareAtCost(ObjectInstance array, string name) => Wrap(array, name, (original, self, arguments) =>
    {
        var given = At(arguments, 0);
        if (!given.IsUndefined() && !given.IsCallable())
            return original.Call(self, arguments);

        var compare = new ClrFunction(engine, "compare", (_, pair) =>
        {
            if (given.IsCallable())
            {
                budget.Spend(1);
                return given.Call(JsValue.Undefined, pair);
            }

            var (left, right) = (TypeConverter.ToString(pair[0]), TypeConverter.ToString(pair[1]));
            Spend(Math.Min(left.Length, right.Length));
            return JsNumber.Create(string.CompareOrdinal(left, right));
        });

        return original.Call(self, [compare]);
    });

    /// <summary>Charges for each value that is written, however often it is met.</summary>
    void StringifyAtCost(ObjectInstance json) => Wrap(json, "stringify", (original, _, arguments) =>
    {
        var given = At(arguments, 1);
        if (given.IsObject() && !given.IsCallable())
        {
            CountListed(At(arguments, 0), depth: 0);
            return original.Call(json, arguments);
        }

        var replace = new ClrFunction(engine, "replace", (holder, member) =>
        {
            Spend(PerStatement + Length(member[1]));
            return given.IsCallable() ? given.Call(holder, member) : member[1];
        });

        return original.Call(json, [At(arguments, 0), replace, At(arguments, 2)]);
    });

    void Wrap(ObjectInstance owner, JsValue key, Func<JsValue, JsValue, JsValue[], JsValue> call)
    {
        const PropertyFlag hidden = PropertyFlag.Writable | PropertyFlag.Configurable;
        var original = owner.Get(key);
        var name = original.Get("name").ToString();
        var length = (int)TypeConverter.ToNumber(original.Get("length"));
        var wrapper = new ClrFunction(
            engine, name, (self, arguments) => call(original, self, arguments), length, PropertyFlag.Configurable);

        owner.DefineOwnProperty(key, new PropertyDescriptor(wrapper, hidden));
    }

    void Spend(double elements) =>
        budget.Spend(1 + (int)Math.Min(elements / PerStatement, int.MaxValue / 2));

    JavaScriptException Error(string message) => new(engine.Intrinsics.Error, message);

    /// <summary>
    /// How many elements a built-in of arrays would visit. What may say another length each time is refused.
    /// </summary>
    double LengthOfList(JsValue self)
    {
        var length = self switch
        {
            JsArray array => array.Length,
            JsString text => text.Length,
            ObjectInstance list => LengthOfOther(list),
            _ => 0,
        };

        return length <= limits.MaxArrayLength
            ? length
            : throw Error($"Built-ins of arrays take lists of at most {limits.MaxArrayLength} elements, "
                + "whose length is no accessor, and no proxies.");
    }

    double LengthOfOther(ObjectInstance list)
    {
        for (var level = list; level is not null; level = level.Prototype)
        {
            budget.Spend(1);
            if (level.GetType().Name == "JsProxy")
                return double.PositiveInfinity;

            if (level.GetOwnProperty("length") is var own && own != PropertyDescriptor.Undefined)
                return own.IsDataDescriptor() ? Number(own.Value) : double.PositiveInfinity;
        }

        return 0;
    }

    /// <summary>Elements of all depths, counted as they are met; what counts them is charged.</summary>
    double CountNested(JsValue value, int depth)
    {
        if (value is not JsArray array || depth > limits.MaxRecursion)
            return 1;

        Spend(LengthOfList(array));
        for (var i = 0u; i < array.Length; i++)
        {
            if (array[i] is JsArray)
                CountNested(array[i], depth + 1);
        }

        return array.Length;
    }

    /// <summary>Charges for what may be written of a value, without reading a member that is an accessor.</summary>
    void CountListed(JsValue value, int depth)
    {
        Spend(PerStatement + Length(value));
        if (value is not ObjectInstance instance || depth > limits.MaxRecursion)
            return;

        foreach (var key in instance.GetOwnPropertyKeys(Types.String))
        {
            if (instance.GetOwnProperty(key) is var member && member.IsDataDescriptor())
                CountListed(member.Value, depth + 1);
        }
    }

    double LengthOfJoined(JsValue self, JsValue[] arguments)
    {
        if (self is not ObjectInstance list)
            return 0;

        var given = At(arguments, 0);
        var count = LengthOfList(list);
        var length = (given.IsUndefined() ? 1 : Length(given)) * count;
        for (var i = 0u; i < count; i++)
        {
            var element = list is JsArray array ? array[i] : list.GetOwnProperty(JsNumber.Create(i)).Value;
            length += element is JsString text ? text.Length : 1;
        }

        return length;
    }

    static JsValue At(JsValue[] arguments, int index) =>
        arguments.Length > index ? arguments[index] : JsValue.Undefined;

    static double Length(JsValue value) => value is JsString text ? text.Length : 0;

    static double Number(JsValue? value) => value is JsNumber ? TypeConverter.ToNumber(value) : 0;
}
