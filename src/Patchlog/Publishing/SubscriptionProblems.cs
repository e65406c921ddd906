namespace Patchlog.Publishing;

/// <summary>The problems that workers of a durable subscription are told.</summary>
static class SubscriptionProblems
{
    /// <summary>The subscription was dropped under the worker.</summary>
    public static Problem Dropped => new(ProblemCode.SubscriptionLost,
        "The durable subscription was dropped, with its acknowledged position. Subscribing again creates a new one.");

    /// <summary>The worker no longer owns its partition.</summary>
    public static Problem Lost => new(ProblemCode.SubscriptionLost,
        "The partition is no longer this worker's: its lease ended, or the subscription was dropped. Subscribe again.");

    /// <summary>The worker must release its partition, because the workers have changed.</summary>
    public static Problem Rebalanced => new(ProblemCode.Rebalanced,
        "A worker of this durable subscription joined or left: partitions change. Subscribe again, under a new id.");

    /// <summary>The worker wants other events than the subscription is about.</summary>
    public static Problem OtherFilter => new(ProblemCode.InvalidRequest,
        "The name is in use for other events: all workers of a durable subscription ask for the same type and id.");

    /// <summary>The tenant is the server's own, and a position would be state of somebody else there.</summary>
    public static Problem Reserved => Problem.At(ProblemCode.InvalidRequest, "/tenant", "reserved",
        "The tenant \"_system\" is the server's own: no durable subscription is kept there. Subscribe without a name, "
        + "and keep the position yourself.");

    /// <summary>The database was away for longer than the lease.</summary>
    public static Problem Unavailable => new(ProblemCode.Unavailable,
        "The database can't be reached. Subscribe again.");

    /// <summary>The lease could not be renewed, for a reason that nobody thought of.</summary>
    public static Problem Failed => new(ProblemCode.Internal, "The server has a fault; its log says more.");

    /// <summary>The stored document can't be read.</summary>
    public static Problem Damaged => new(ProblemCode.Internal,
        "The stored document of the durable subscription can't be read. An operator must drop the subscription.");
}
