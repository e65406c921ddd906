namespace Patchlog.Searching;

/// <summary>What a query does with deleted documents.</summary>
public enum DeletedDocuments
{
    /// <summary>The query does not find them.</summary>
    Exclude,

    /// <summary>The query finds them beside the others, without a body.</summary>
    Include,

    /// <summary>The query finds only them.</summary>
    Only,
}
