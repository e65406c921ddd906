using Patchlog.Json;

namespace Patchlog.Server.Wire;

/// <summary>Faults of a text as problems.</summary>
static class JsonProblems
{
    /// <summary>The problem of a text that the reader refused.</summary>
    /// <param name="fault">What the reader said.</param>
    /// <param name="at">Where in the command the text stands: empty, or <c>/body</c> for a resource's document.</param>
    public static Problem Of(JsonFault fault, string at = "") =>
        Problem.At(ProblemCode.InvalidJson, at + fault.Pointer, fault.Code, fault.Detail);
}
