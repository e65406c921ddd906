
namespace Patchlog;

/// <summary>What an event does to its aggregate.</summary>
public enum EventType
{
    /// <summary>The body is the whole aggregate: its first event, or a revival after a deletion.</summary>
    Create,

    /// <summary>The body is an RFC 6902 patch of the version before.</summary>
    Patch,

    /// <summary>There is no body: the aggregate is gone, its history stays.</summary>
    Delete,
}
