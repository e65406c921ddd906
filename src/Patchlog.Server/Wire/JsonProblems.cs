using Patchlog.Json;

namespace Patchlog.Server.Wire;

/// <summary>Faults of a JSON text as problems.</summary>
static class JsonProblems
{
    /// <summary>The problem of a text that the JSON reader refused.</summary>
    /// <param name="fault">The fault that the reader found.</param>
    /// <param name="at">
    /// The pointer to the text within the command: empty, or <c>/body</c> for the document of a resource route.
    /// </param>
    public static Problem Of(JsonFault fault, string at = "") =>
        Problem.At(ProblemCode.InvalidJson, at + fault.Pointer, fault.Code, fault.Detail);
}
