using Jint;
using Jint.Native;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;

namespace Patchlog.Rules.Sessions;

/// <summary>
/// How an action tells that it is done, where that is later: it calls <c>next()</c>, <c>next(error)</c>, or its
/// promise is settled.
/// </summary>
sealed class NextCallback
{
    /// <summary>Whether the action takes <c>next</c> itself.</summary>
    public bool IsWanted { get; private set; }

    public bool IsDone { get; private set; }

    /// <summary>What went wrong, or null.</summary>
    public JsValue? Error { get; private set; }

    /// <summary>The function <c>next</c>.</summary>
    public JsValue Create(Engine engine)
    {
        IsWanted = true;
        return Function(engine, arguments => arguments is [var error, ..] && !IsFalsy(error) ? error : null);
    }

    public JsValue Done(Engine engine) => Function(engine, _ => null);

    public JsValue Failed(Engine engine) =>
        Function(engine, arguments => arguments is [var error, ..] ? error : JsValue.Undefined);

    ClrFunction Function(Engine engine, Func<JsValue[], JsValue?> errorOf) => new(
        engine,
        "next",
        (_, arguments) =>
        {
            Error ??= IsDone ? null : errorOf(arguments);
            IsDone = true;
            return JsValue.Undefined;
        },
        0,
        PropertyFlag.AllForbidden);

    static bool IsFalsy(JsValue value) => !Jint.Runtime.TypeConverter.ToBoolean(value);
}
