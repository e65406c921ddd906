
namespace Patchlog;

/// <summary>Whether a failed command took effect.</summary>
public enum Applied
{
    /// <summary>It certainly did not.</summary>
    No,

    /// <summary>Nobody can say yet: ask for the outcome by the command's id.</summary>
    Unknown,
}
