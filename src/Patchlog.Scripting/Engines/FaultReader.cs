using System.Globalization;
using System.Text.RegularExpressions;
using Acornima;
using Jint;
using Jint.Runtime;

namespace Patchlog.Scripting.Engines;

/// <summary>Tells the exceptions that a script causes from those that are bugs of ours.</summary>
static class FaultReader
{
    /// <summary>The fault that an exception means; null for none.</summary>
    /// <param name="exception">The exception, as it came out of the engine.</param>
    /// <param name="engine">The engine, which knows where it was.</param>
    public static ScriptFault? Read(Exception exception, Engine engine)
    {
        var fault = Read(exception);

        // What a promise was rejected with was thrown elsewhere, and before.
        return fault is { Line: 0 } && fault.Code != ScriptFaultCodes.Thrown
            ? Placed(fault, engine.Advanced.StackTrace)
            : fault;
    }

    static ScriptFault? Read(Exception exception) => exception switch
    {
        ScriptAbortException { Fault: { Code: ScriptFaultCodes.Thrown } thrown } => thrown,
        ScriptAbortException abort => Located(abort.Fault.Code, abort.Fault.Message, abort),
        JavaScriptException error => At(ScriptFaultCodes.Thrown, MessageOf(error), error.Location),
        PromiseRejectedException rejected => new ScriptFault(
            ScriptFaultCodes.Thrown, $"A promise was rejected: {rejected.RejectedValue}"),
        RecursionDepthOverflowException or InsufficientExecutionStackException => Located(
            ScriptFaultCodes.Recursion, "The script's calls nest too deeply.", exception),
        RegexMatchTimeoutException => Located(
            ScriptFaultCodes.RegexTime, "A regular expression took too long; it backtracks too much.", exception),
        MemoryLimitExceededException => Located(ScriptFaultCodes.Memory, exception.Message, exception),
        OutOfMemoryException => Located(
            ScriptFaultCodes.Memory, "The script asked for more memory than there is.", exception),
        _ => null,
    };

    /// <summary>What was thrown, as people would read it: an error's message, else the value.</summary>
    static string MessageOf(JavaScriptException thrown) =>
        string.IsNullOrEmpty(thrown.Message) ? thrown.Error.ToString() : thrown.Message;

    static ScriptFault Located(string code, string message, Exception exception) =>
        JintException.TryGetJavaScriptLocation(exception, out var location)
            ? At(code, message, location)
            : new ScriptFault(code, message);

    /// <summary>The fault at the innermost place of a stack: its first line ends with file, line and column.</summary>
    static ScriptFault Placed(ScriptFault fault, string stack)
    {
        var place = stack.Split('\n')[0].TrimEnd(')', '\r').Split(['(', ' '])[^1].Split(':');
        return place is [var file, var line, var column]
            && int.TryParse(line, CultureInfo.InvariantCulture, out var atLine)
            && int.TryParse(column, CultureInfo.InvariantCulture, out var atColumn)
            ? fault with { File = file, Line = atLine, Column = atColumn }
            : fault;
    }

    static ScriptFault At(string code, string message, in SourceLocation location) =>
        location.Start.Line == 0
            ? new ScriptFault(code, message)
            : new ScriptFault(code, message, location.SourceFile, location.Start.Line, location.Start.Column + 1);
}
