using Patchlog.Json;
using Patchlog.Rules.Tests.Conformance;
using Shouldly;

namespace Patchlog.Rules.Tests;

/// <summary>What tests begin with.</summary>
static class Given
{
    public static readonly DateTimeOffset Noon = new(2030, 1, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A session at noon.</summary>
    public static RuleSession Session(string rules, RuleLimits? limits = null, RuleObserver? observer = null) =>
        RuleSet.Compile(rules).NewSession(
            new RuleSessionOptions { Now = Noon, Limits = limits ?? Patient, Observer = observer });

    /// <summary>Limits that no test meets because the machine is slow.</summary>
    public static RuleLimits Patient { get; } = new() { MaxTime = TimeSpan.FromMinutes(5) };

    /// <summary>What is wrong with a rule file.</summary>
    public static IReadOnlyList<RuleFault> FaultsOf(string rules, RuleSetOptions? options = null)
    {
        RuleSet.TryCompile(new RuleSource("test.nools", rules), options, out var set, out var faults).ShouldBeFalse();
        set.ShouldBeNull();
        return faults;
    }

    /// <summary>The rules that fire, in order, on facts of one type each given as <c>Type:json</c>.</summary>
    public static string Fired(string rules, params string[] facts) => Result(rules, "fired", facts);

    /// <summary>What is logged.</summary>
    public static string Logged(string rules, params string[] facts) => Result(rules, "log", facts);

    static string Result(string rules, string member, string[] facts)
    {
        var items = facts.Select(fact => fact.Split(':', 2)).Select(parts => (JsonValue)new JsonObject.Builder()
            .Set("type", parts[0])
            .Set(parts[1].StartsWith('{') ? "data" : "value", JsonValue.Parse(parts[1]))
            .Build());
        var given = new JsonObject.Builder().Set("facts", JsonArray.Of([.. items])).Build();
        var result = CaseRun.Of(rules, given);
        foreach (var error in (string[])["compileError", "assertError", "matchError"])
            result[error].ShouldBe(JsonValue.Null);
        var texts = ((JsonArray)result[member]!).Items.ToArray().Cast<JsonString>();
        return string.Join(' ', texts.Select(text => text.Value));
    }
}
