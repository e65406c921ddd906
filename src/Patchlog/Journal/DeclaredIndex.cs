namespace Patchlog.Journal;

/// <summary>An index on one path of one type.</summary>
/// <param name="TargetName">The type.</param>
/// <param name="Path">The path in the body (RFC 6901).</param>
/// <param name="IsUsable">
/// False while the index is built, and after a run that was interrupted: create it again then.
/// </param>
/// <param name="Bytes">The index's size.</param>
public sealed record DeclaredIndex(TargetName TargetName, string Path, bool IsUsable, long Bytes);
