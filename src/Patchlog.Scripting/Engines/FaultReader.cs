using System.Text.RegularExpressions;
using Acornima;
using Jint;
using Jint.Runtime;

namespace Patchlog.Scripting.Engines;

/// <summary>Tells the exceptions that a script causes from those that are bugs of ours.</summary>
static class FaultReader
{
    public static ScriptFault? Read(Exception exception) => exception switch
    {
        ScriptAbortException abort => abort.Fault,
        JavaScriptException thrown => At(ScriptFaultCodes.Thrown, MessageOf(thrown), thrown.Location),
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

    static ScriptFault At(string code, string message, in SourceLocation location) =>
        location.Start.Line == 0
            ? new ScriptFault(code, message)
            : new ScriptFault(code, message, location.SourceFile, location.Start.Line, location.Start.Column + 1);
}
