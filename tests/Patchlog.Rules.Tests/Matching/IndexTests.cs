using Patchlog.Json;
using Shouldly;
using Xunit;

namespace Patchlog.Rules.Tests.Matching;

/// <summary>An index finds what a search through everything finds, whatever the values are.</summary>
public sealed class IndexTests
{
    static readonly string[] Values =
    [
        "0", "-0", "1", "2", "1.5", "\"1\"", "\"01\"", "\"1.0\"", "\" 1 \"", "\"\"", "\"a\"", "\"b\"", "\"Infinity\"",
        "true", "false", "null", "[]", "[1]", "{}", "9007199254740993", "1e300",
    ];

    [Theory]
    [InlineData("b.k == a.k")]
    [InlineData("b.k === a.k")]
    [InlineData("b.k == a.k && b.m == a.m")]
    [InlineData("b.k < a.k")]
    [InlineData("a.k <= b.k")]
    [InlineData("b.k > a.k && b.m == a.m")]
    [InlineData("b.k >= a.k && b.m < a.m")]
    [InlineData("b.o.x == a.k")]
    public void An_index_finds_all(string condition)
    {
        var random = new Random(3);
        for (var round = 0; round < 60; round++)
        {
            var facts = Enumerable.Range(0, 12).Select(_ => Fact(random)).ToList();
            Pairs(condition, facts).ShouldBe(Pairs($"({condition} || false)", facts));
        }
    }

    static string Fact(Random random)
    {
        string Any() => Values[random.Next(Values.Length)];
        var nested = random.Next(4) == 0 ? "null" : $$"""{ "x": {{Any()}} }""";
        var k = random.Next(8) == 0 ? "" : $"\"k\": {Any()}, ";
        return $$"""{ {{k}}"m": {{Any()}}, "o": {{nested}} }""";
    }

    /// <summary>The pairs that match, in any order, and again after every second fact was changed.</summary>
    static List<string> Pairs(string condition, List<string> facts)
    {
        var pairs = new Collector();
        var guarded = condition.Contains("b.o", StringComparison.Ordinal) ? "b.o != null && " + condition : condition;
        using var session = Given.Session(
            "define A { k: undefined, m: 0, o: null }"
            + $"rule R {{ when {{ a : A; b : A {guarded}; }} then {{ }} }}",
            observer: pairs);
        var handles = facts.Select(fact => session.Assert("A", JsonValue.Parse(fact))).ToList();
        session.Match();

        for (var i = 0; i + 1 < facts.Count; i += 2)
            session.Modify(handles[i], (JsonObject)JsonValue.Parse(facts[i + 1]));
        session.Match();
        return [.. pairs.Found.Order(StringComparer.Ordinal)];
    }

    sealed class Collector : RuleObserver
    {
        public List<string> Found { get; } = [];

        public override void OnFiring(RuleFiring firing) =>
            Found.Add(string.Join(' ', firing.Bindings.Select(binding => binding.Fact)));
    }
}
