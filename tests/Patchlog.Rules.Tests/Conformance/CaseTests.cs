using Patchlog.Json;
using Shouldly;
using Xunit;

namespace Patchlog.Rules.Tests.Conformance;

/// <summary>
/// Recorded runs of nools 0.4.4. Where a folder has a <c>repaired.json</c>, nools is wrong there: the file says why and
/// what is right.
/// </summary>
public sealed class CaseTests
{
    const int CasesOfTheSet = 68;

    static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Cases");

    public static TheoryData<string> Cases() =>
        [.. Directory.GetDirectories(Root).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Fact]
    public void The_set_is_complete() => Cases().Count.ShouldBe(CasesOfTheSet);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_gives_what_was_recorded(string name)
    {
        var repaired = Path.Combine(Root, name, "repaired.json");
        var expected = Read(File.Exists(repaired) ? repaired : Path.Combine(Root, name, "expected.json"));

        var facts = Read(Path.Combine(Root, name, "facts.json"));
        var actual = CaseRun.Of(RulesOf(name), facts, path => Import(name, path));

        foreach (var (member, value) in expected.Members)
        {
            if (member.EndsWith("Error", StringComparison.Ordinal))
                ShouldSay(actual[member]!, value, $"{name} {member}");
            else if (member != "why")
                actual[member]!.ToString().ShouldBe(Sorted(value, actual[member]!).ToString(), $"{name} {member}");
        }
    }

    /// <summary>An error says in a sentence what nools says; what nools cannot compile needs only be refused.</summary>
    static void ShouldSay(JsonValue actual, JsonValue expected, string where)
    {
        if (expected is not JsonString text)
            actual.ShouldBe(JsonValue.Null, where);
        else if (where.EndsWith("compileError", StringComparison.Ordinal))
            actual.ShouldBeOfType<JsonString>(where);
        else
            actual.ShouldBeOfType<JsonString>(where).Value.ShouldContain(text.Value);
    }

    /// <summary>The expected value itself where the two are equal, whatever the order of their members.</summary>
    static JsonValue Sorted(JsonValue expected, JsonValue actual) => expected.Equals(actual) ? actual : expected;

    /// <summary>Two recordings use a timer, which rules do not have; a promise gives the same order.</summary>
    static string RulesOf(string name)
    {
        const string timer = "function setTimeout(f) { Promise.resolve().then(f); }";
        var rules = File.ReadAllText(Path.Combine(Root, name, "rules.nools"));
        return rules.Contains("setTimeout", StringComparison.Ordinal) ? timer + rules : rules;
    }

    static string? Import(string name, string path)
    {
        var file = Path.Combine(Root, name, path);
        return File.Exists(file) ? File.ReadAllText(file) : null;
    }

    static JsonObject Read(string path) => (JsonObject)JsonValue.Parse(File.ReadAllBytes(path));
}
