using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;

namespace Patchlog.Rules.Matching;

/// <summary>The types that patterns can name. Those that files define come behind the built-in ones.</summary>
static class FactTypes
{
    /// <summary>A value of no type that a pattern could name, such as null.</summary>
    public const int None = -1;

    public const int Array = 0;
    public const int String = 1;
    public const int Number = 2;
    public const int Boolean = 3;
    public const int RegExp = 4;
    public const int Date = 5;
    public const int Object = 6;

    public static readonly string[] BuiltIn = ["Array", "String", "Number", "Boolean", "RegExp", "Date", "Object"];

    /// <summary>The type of a value, the narrowest.</summary>
    /// <param name="value">The value.</param>
    /// <param name="prototypes">The prototypes of the types that files define, in their order.</param>
    public static int Of(JsValue value, Dictionary<ObjectInstance, int> prototypes)
    {
        if (value is not ObjectInstance instance)
        {
            return value.Type switch
            {
                Types.String => String,
                Types.Number => Number,
                Types.Boolean => Boolean,
                _ => None,
            };
        }

        for (var prototype = instance.Prototype; prototype is not null; prototype = prototype.Prototype)
        {
            if (prototypes.TryGetValue(prototype, out var defined))
                return BuiltIn.Length + defined;
        }

        return value switch
        {
            JsArray => Array,
            JsDate => Date,
            _ => value.IsRegExp() ? RegExp : Object,
        };
    }

    /// <summary>Whether a value is of a type or of a narrower one.</summary>
    public static bool Is(JsValue value, int type, Dictionary<ObjectInstance, int> prototypes)
    {
        var own = Of(value, prototypes);
        return own == type || (type == Object && value is ObjectInstance);
    }
}
