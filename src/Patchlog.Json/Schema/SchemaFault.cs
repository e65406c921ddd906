namespace Patchlog.Json.Schema;

/// <summary>Why a schema was refused, in words its author can act on.</summary>
/// <param name="Code">A stable code for programs: one of <see cref="SchemaFaultCodes"/>.</param>
/// <param name="DocumentUri">
/// Which document: the URI it was given with, which is <see cref="SchemaOptions.BaseUri"/> for the schema itself.
/// </param>
/// <param name="Pointer">JSON Pointer (RFC 6901) of the place in that document.</param>
/// <param name="Detail">A sentence for people: what is wrong, and what was expected.</param>
public sealed record SchemaFault(string Code, string DocumentUri, string Pointer, string Detail);
