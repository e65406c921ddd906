using Patchlog.Json;
using Patchlog.Rules.Trying;

namespace Patchlog.Rules.Tests.Conformance;

/// <summary>
/// Runs rules on facts as the recordings of nools were made: at their time, and with limits that no machine is too slow
/// for.
/// </summary>
static class CaseRun
{
    static readonly RuleSessionOptions Session = new()
    {
        Now = new DateTimeOffset(2026, 11, 28, 0, 0, 0, TimeSpan.Zero),
        Limits = new RuleLimits { MaxTime = TimeSpan.FromMinutes(2) },
    };

    /// <summary>Runs a case, and answers what happened in the format of the recordings.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="facts">The facts, in the format of the recordings.</param>
    /// <param name="import">Finds imported files.</param>
    public static JsonObject Of(string rules, JsonObject facts, Func<string, string?>? import = null)
    {
        if (!FactsFile.TryRead("facts.json", facts.ToUtf8Bytes(), out var given, out var faults))
            throw new RuleException(faults);

        var options = RuleSetOptions.Default with { Import = import ?? (_ => null) };
        var run = RuleRun.Of(new("rules.nools", rules), given, options, Session);

        using var writer = new JsonWriter();
        run.WriteTo(writer);
        return (JsonObject)JsonValue.Parse(writer.Written.Span);
    }
}
