using Patchlog.Json;

namespace Patchlog.Rules.Trying;

/// <summary>
/// What rules did with some facts: one session from its begin to its end, for those who try rules or test them.
/// Immutable.
/// </summary>
/// <remarks>
/// A run always ends, and its account is bounded: by <see cref="RuleLimits"/>, by <see cref="FactsFile.Limit"/>, at
/// 16 MiB of steps and at 64 MiB of facts at the end.
/// </remarks>
public sealed record RuleRun
{
    internal RuleRun()
    {
    }

    /// <summary>What happened, in order; what the run itself asserted comes first.</summary>
    public IReadOnlyList<RuleRunStep> Steps { get; init; } = [];

    /// <summary>
    /// The facts at the end, in the order in which they were asserted. After a fault of assertion or match they show
    /// only how far it came.
    /// </summary>
    public IReadOnlyList<RuleRunFact> Facts { get; init; } = [];

    /// <summary>What is wrong with the rules: then nothing ran. Else empty.</summary>
    public IReadOnlyList<RuleFault> CompileErrors { get; init; } = [];

    /// <summary>Why a fact of the file could not be asserted, which ended the run; else null.</summary>
    public RuleFault? AssertError { get; init; }

    /// <summary>The fact that <see cref="AssertError"/> is about; else null.</summary>
    public GivenFact? RefusedFact { get; init; }

    /// <summary>Why the match failed, or why its facts can't be told; else null.</summary>
    public RuleFault? MatchError { get; init; }

    /// <summary>Why the run was stopped before its end: by its limit, or because it told too much; else null.</summary>
    public RuleFault? LimitHit { get; init; }

    /// <summary>All that is wrong; empty if the run went to its end.</summary>
    public IEnumerable<RuleFault> Faults
    {
        get
        {
            RuleFault?[] others = [AssertError, MatchError, LimitHit];
            return CompileErrors.Concat(others.OfType<RuleFault>());
        }
    }

    /// <summary>Runs rules on facts.</summary>
    /// <param name="rules">The rule file.</param>
    /// <param name="facts">The facts; their conflict resolution comes before that of the options.</param>
    /// <param name="options">What the rules need from their host; null for nothing.</param>
    /// <param name="session">
    /// What the session is told; null for the system's time and the limits of the rules. The run has an observer of
    /// its own, and the time of the facts comes first.
    /// </param>
    public static RuleRun Of(
        RuleSource rules, FactsFile facts, RuleSetOptions? options = null, RuleSessionOptions? session = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        options ??= RuleSetOptions.Default;
        session ??= RuleSessionOptions.Default;
        if (facts.ConflictResolution is { } order)
            options = options with { ConflictResolution = order };

        if (!RuleSet.TryCompile(rules, options, out var compiled, out var faults))
            return new() { CompileErrors = faults };

        var recorder = new RunRecorder(facts.Limit);
        using var begun = compiled.NewSession(session with { Now = facts.Now ?? session.Now, Observer = recorder });
        recorder.Session = begun;

        return new RuleRunner(begun, facts, recorder).Run();
    }

    /// <summary>This run with other places in its faults, such as paths that lead to the files.</summary>
    /// <param name="place">Answers the fault as it should be.</param>
    public RuleRun Relocate(Func<RuleFault, RuleFault> place)
    {
        ArgumentNullException.ThrowIfNull(place);
        return this with
        {
            CompileErrors = [.. CompileErrors.Select(place)],
            AssertError = AssertError is null ? null : place(AssertError),
            MatchError = MatchError is null ? null : place(MatchError),
            LimitHit = LimitHit is null ? null : place(LimitHit),
        };
    }

    /// <summary>
    /// Writes one object, in the format in which runs of nools are recorded: <c>compileError</c>, <c>assertError</c>,
    /// <c>matchError</c>, <c>limitHit</c>, <c>fired</c>, <c>bindings</c>, <c>events</c>, <c>emitted</c>, <c>log</c> and
    /// <c>facts</c> by their types.
    /// </summary>
    /// <param name="writer">Gets it as its next value.</param>
    public void WriteTo(JsonWriter writer) => RuleRunJson.Write(this, writer);
}
