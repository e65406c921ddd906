using Patchlog.Bundles;
using Patchlog.Scripting;

namespace Patchlog.Deciding.Handlers;

/// <summary>What is said of a function of the bundle that failed: where, and whether it passed a limit.</summary>
static class HandlerProblems
{
    /// <summary>The problem of what the engine says.</summary>
    public static Problem Of(ScriptFault fault, BundleScript script)
    {
        var file = fault.File ?? script.File;
        var place = fault.Line == 0 ? file : $"{file}:{fault.Line}:{fault.Column}";
        var isLimit = fault.Code is ScriptFaultCodes.Statements or ScriptFaultCodes.Time or ScriptFaultCodes.Memory
            or ScriptFaultCodes.Recursion or ScriptFaultCodes.RegexTime;

        return new(
            isLimit ? ProblemCode.HandlerLimit : ProblemCode.HandlerFailed,
            $"{place}: {Excerpt.Of(fault.Message, HandlerLimits.MaxTextLength)}");
    }

    /// <summary>The problem of a decision that would rest on too many aggregates.</summary>
    public static Problem TooManyReads(BundleScript script, int count) => new(
        ProblemCode.HandlerLimit,
        $"{script.File}: It names {count} aggregates; a decision rests on {HandlerLimits.MaxReads} at most.");

    /// <summary>The problem of too long a list of them.</summary>
    public static Problem TooManyElements(BundleScript script, int count) => new(
        ProblemCode.HandlerLimit,
        $"{script.File}: It returns {count} elements; there may be {HandlerLimits.MaxNamedReads}.");

    /// <summary>The problem of a decision that would rest on too much.</summary>
    public static Problem TooLargeReads(string file, long bytes) => new(
        ProblemCode.HandlerLimit,
        $"{file}: The documents that it names have {bytes} bytes; a decision rests on "
        + $"{HandlerLimits.MaxReadBytes} at most.");

    /// <summary>The problem of an answer that can't be one.</summary>
    public static Problem Failed(BundleScript script, string detail) =>
        new(ProblemCode.HandlerFailed, $"{script.File}: {detail}");
}
