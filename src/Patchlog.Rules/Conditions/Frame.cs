using Jint;
using Jint.Native;
using Patchlog.Rules.Matching;
using Patchlog.Scripting;

namespace Patchlog.Rules.Conditions;

/// <summary>What a condition sees while it is evaluated. One for each session, filled for each evaluation.</summary>
sealed class Frame
{
    /// <summary>The fact that the pattern is about.</summary>
    public JsValue Own { get; set; } = JsValue.Undefined;

    /// <summary>The facts of the patterns before it.</summary>
    public Token? Left { get; set; }

    /// <summary>The test in progress, so that a fault can name it.</summary>
    public Test? Test { get; set; }

    /// <summary>Functions, globals and built-ins, by their slots.</summary>
    public JsValue[] Scope { get; set; } = [];

    /// <summary>The rarer operators, as functions of JavaScript.</summary>
    public OperatorFunctions Operators { get; set; } = OperatorFunctions.None;

    /// <summary>The engine that the values belong to.</summary>
    public Engine? Engine { get; set; }

    /// <summary>What bounds the session.</summary>
    public ScriptEngine? Script { get; set; }

    /// <summary>Forgets the session.</summary>
    public void Clear()
    {
        Own = JsValue.Undefined;
        Left = null;
        Test = null;
        Scope = [];
        Operators = OperatorFunctions.None;
        Engine = null;
        Script = null;
    }

    /// <summary>The token so many patterns before the last.</summary>
    public Token Ancestor(int steps)
    {
        var token = Left;
        for (; steps > 0; steps--)
            token = token?.Parent;
        return token ?? throw new InvalidOperationException("A condition looks before the first pattern.");
    }
}
