namespace Patchlog.Processes;

/// <summary>How a turn of a tenant went. The larger says more.</summary>
enum TurnResult
{
    /// <summary>There is nothing more to do.</summary>
    Idle,

    /// <summary>There is more to do.</summary>
    HasMore,

    /// <summary>Something could not be delivered, and is to be tried again later.</summary>
    Failed,
}
