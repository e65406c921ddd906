
namespace Patchlog;

/// <summary>One fault in what was sent.</summary>
/// <param name="Pointer">RFC 6901, into the command's envelope or the request's body.</param>
/// <param name="Code">A stable word for a program.</param>
/// <param name="Detail">A sentence for a person.</param>
public sealed record ProblemError(string Pointer, string Code, string Detail);
