namespace Patchlog.Scripting;

/// <summary>Ends a use of an engine. It passes through the script, which cannot catch it.</summary>
public sealed class ScriptAbortException : Exception
{
    /// <summary>Ends the use with a fault.</summary>
    public ScriptAbortException(ScriptFault fault)
        : base(fault?.Message) => Fault = fault ?? throw new ArgumentNullException(nameof(fault));

    /// <summary>Why.</summary>
    public ScriptFault Fault { get; }
}
