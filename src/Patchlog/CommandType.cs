
namespace Patchlog;

/// <summary>What a command asks for.</summary>
public enum CommandType
{
    /// <summary>A new aggregate, or the revival of a deleted one.</summary>
    Create,

    /// <summary>Create or replace (HTTP PUT; has no envelope of its own).</summary>
    Put,

    /// <summary>RFC 6902 operations or an RFC 7396 merge patch.</summary>
    Patch,

    /// <summary>The end of an aggregate; its history stays.</summary>
    Delete,

    /// <summary>A custom command, answered by a handler of the bundle.</summary>
    Logic,

    /// <summary>A message to a process, or the start of one.</summary>
    Orchestration,
}
