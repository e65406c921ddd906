namespace Patchlog.Activating;

/// <summary>One reason why what a source has now is not active. Immutable.</summary>
/// <param name="Summary">A sentence that everybody may read; nothing of any tenant.</param>
public sealed record ActivationFault(string Summary)
{
    /// <summary>Whose data the reason is about; null if it is about nobody's.</summary>
    public Tenant? Tenant { get; init; }

    /// <summary>The same with that data: for its owner, and for the log.</summary>
    public string Detail { get; init; } = Summary;

    /// <summary>What a reader of one tenant may know of it.</summary>
    public string TextFor(Tenant reader) => Tenant == reader ? Detail : Summary;
}
