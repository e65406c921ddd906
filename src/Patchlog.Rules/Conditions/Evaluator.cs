using Jint.Native;
using Jint.Runtime;

namespace Patchlog.Rules.Conditions;

/// <summary>A condition, or a part of one, that was compiled. Immutable and shared by all sessions.</summary>
abstract class Evaluator
{
    /// <summary>The value in JavaScript's semantics.</summary>
    /// <exception cref="JavaScriptException">Where JavaScript would throw.</exception>
    public abstract JsValue Evaluate(Frame frame);

    /// <summary>Whether the value is truthy.</summary>
    public virtual bool IsTrue(Frame frame) => TypeConverter.ToBoolean(Evaluate(frame));
}
