using Patchlog.Json;
using Patchlog.Rules.Tests.Conformance;

namespace Patchlog.Rules.Tests.Differential;

/// <summary>Runs programs here and on nools, and makes those that differ smaller.</summary>
sealed class Comparison : IDisposable
{
    readonly Oracle _asIs = new(isMended: false);
    readonly Oracle _mended = new(isMended: true);

    /// <summary>How the two compare.</summary>
    public enum Outcomes
    {
        /// <summary>nools does the same.</summary>
        Same,

        /// <summary>nools does the same, once its known defects are mended.</summary>
        Repaired,

        /// <summary>Something is wrong.</summary>
        Different,
    }

    public Outcomes Compare(RandomProgram program)
    {
        var ours = CaseRun.Of(program.RulesText, program.FactsJson);
        if (IsSame(ours, _asIs.Run(program.RulesText, program.FactsJson)))
            return Outcomes.Same;
        return IsSame(ours, _mended.Run(program.RulesText, program.FactsJson))
            ? Outcomes.Repaired
            : Outcomes.Different;
    }

    /// <summary>A program that still differs and lacks nothing that it could lack.</summary>
    public RandomProgram Shrink(RandomProgram program)
    {
        var smaller = program.Smaller().FirstOrDefault(
            candidate => IsWhole(candidate) && Compare(candidate) == Outcomes.Different);
        return smaller is null ? program : Shrink(smaller);
    }

    /// <summary>A program, and what both sides do with it.</summary>
    public string Describe(RandomProgram program) => string.Join(
        '\n',
        program.RulesText,
        program.FactsJson,
        "ours:   " + CaseRun.Of(program.RulesText, program.FactsJson),
        "nools:  " + _asIs.Run(program.RulesText, program.FactsJson),
        "mended: " + _mended.Run(program.RulesText, program.FactsJson));

    public void Dispose()
    {
        _asIs.Dispose();
        _mended.Dispose();
    }

    /// <summary>Whether no rule lacks what another part of it names.</summary>
    static bool IsWhole(RandomProgram program) =>
        RuleSet.TryCompile(new RuleSource("rules.nools", program.RulesText), options: null, out _, out _);

    static bool IsSame(JsonObject ours, JsonObject theirs)
    {
        string[] members = ["limitHit", "fired", "bindings", "events", "log", "facts"];
        return IsSameError(ours, theirs["error"])
            && members.All(member => ours[member] is { } value && value.Equals(theirs[member]));
    }

    static bool IsSameError(JsonObject ours, JsonValue? theirs)
    {
        string[] members = ["compileError", "assertError", "matchError"];
        var all = string.Concat(members.Select(name => (ours[name] as JsonString)?.Value));
        return theirs is JsonString error ? all.Contains(error.Value, StringComparison.Ordinal) : all.Length == 0;
    }
}
