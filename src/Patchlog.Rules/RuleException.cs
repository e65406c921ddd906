namespace Patchlog.Rules;

/// <summary>Thrown by the methods that promise a value, where their <c>Try…</c> twins answer false.</summary>
public sealed class RuleException : Exception
{
    /// <summary>With at least one fault.</summary>
    public RuleException(params IReadOnlyList<RuleFault> faults)
        : base(faults is null ? null : string.Join(Environment.NewLine, faults)) =>
        Faults = faults ?? throw new ArgumentNullException(nameof(faults));

    /// <summary>What is wrong: several faults of one text, else one.</summary>
    public IReadOnlyList<RuleFault> Faults { get; }
}
