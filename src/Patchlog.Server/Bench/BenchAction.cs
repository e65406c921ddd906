namespace Patchlog.Server.Bench;

/// <summary>What a request does to its aggregate.</summary>
enum BenchAction
{
    /// <summary>Creates a document.</summary>
    Create,

    /// <summary>Patches a document that exists.</summary>
    Patch,

    /// <summary>Reads a document that exists.</summary>
    Read,
}
