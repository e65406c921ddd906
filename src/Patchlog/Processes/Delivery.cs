namespace Patchlog.Processes;

/// <summary>What became of a command that runs a process. A closed family.</summary>
abstract record Delivery
{
    Delivery() { }

    /// <summary>It took effect, now or earlier.</summary>
    public sealed record Done(Outcome.Success Outcome) : Delivery;

    /// <summary>It is refused for good.</summary>
    public sealed record Refused(Problem Why) : Delivery;

    /// <summary>It may take effect when it is sent again, or has: nobody knows.</summary>
    public sealed record Postponed(Problem Why) : Delivery;
}
