using System.Text;
using Patchlog.Rules.Trying;
using Shouldly;
using Xunit;

namespace Patchlog.Rules.Tests.Trying;

/// <summary>Files of facts: what they say, and where they are wrong.</summary>
public sealed class FactsFileTests
{
    [Fact]
    public void All_members_are_read()
    {
        const string text = """
            {
              "facts": [{ "type": "Order", "data": { "id": 1 } }, { "type": "Number", "value": 7 }],
              "during": [{ "type": "Order", "data": {} }],
              "mode": "matchUntilHalt",
              "limit": 3,
              "conflictResolution": ["salience", "factRecency"],
              "now": "2026-01-31T09:30:00Z"
            }
            """;

        FactsFile.TryRead("facts.json", Encoding.UTF8.GetBytes(text), out var facts, out var faults).ShouldBeTrue();

        faults.ShouldBeEmpty();
        facts.Name.ShouldBe("facts.json");
        facts.Facts.Select(fact => $"{fact.Type} {fact.Value}").ShouldBe(["""Order {"id":1}""", "Number 7"]);
        facts.During.ShouldHaveSingleItem().Type.ShouldBe("Order");
        facts.Limit.ShouldBe(3);
        facts.ConflictResolution.ShouldBe([ConflictStrategy.Salience, ConflictStrategy.FactRecency]);
        facts.Now.ShouldBe(new DateTimeOffset(2026, 1, 31, 9, 30, 0, TimeSpan.Zero));
        facts.FaultAt(facts.Facts[1], RuleFaultCodes.Fact, "No.").ToString().ShouldBe("facts.json:2:55: No.");
    }

    [Fact]
    public void What_is_left_out_has_its_default()
    {
        FactsFile.TryRead("facts.json", """{"facts":[]}"""u8.ToArray(), out var facts, out _).ShouldBeTrue();

        (facts.Limit, facts.ConflictResolution, facts.Now, facts.During.Count).ShouldBe((50, null, null, 0));
    }

    [Theory]
    [InlineData("""{"facts":[}""", "f.json:1:11: ")]
    [InlineData("""{"facts":[],"facts":[]}""", "f.json:1:13: ")]
    [InlineData("", "f.json:1:1: ")]
    [InlineData("[]", "f.json:1:1: A file of facts is an object")]
    [InlineData("{}", "f.json:1:1: facts is missing")]
    [InlineData("""{"facts":{}}""", "f.json:1:2: facts must be an array")]
    [InlineData("""{"facts":null}""", "f.json:1:2: facts must be an array")]
    [InlineData("""{"facts":[],"fact":[]}""", "f.json:1:13: There is no member \"fact\" here")]
    [InlineData("""{"facts":[1]}""", "f.json:1:11: A fact is an object")]
    [InlineData("""{"facts":[{"data":{}}]}""", "f.json:1:11: type must be")]
    [InlineData("""{"facts":[{"type":1,"data":{}}]}""", "f.json:1:12: type must be")]
    [InlineData("""{"facts":[{"type":"T"}]}""", "f.json:1:11: A fact has exactly one of data")]
    [InlineData("""{"facts":[{"type":"T","data":1,"value":1}]}""", "f.json:1:11: A fact has exactly one of data")]
    [InlineData("""{"facts":[{"type":"T","data":{},"id":1}]}""", "f.json:1:33: There is no member \"id\" here")]
    [InlineData("""{"facts":[],"limit":0}""", "f.json:1:13: limit must be")]
    [InlineData("""{"facts":[],"limit":1.5}""", "f.json:1:13: limit must be")]
    [InlineData("""{"facts":[],"limit":10001}""", "f.json:1:13: limit must be")]
    [InlineData("""{"facts":[],"limit":"9"}""", "f.json:1:13: limit must be")]
    [InlineData("""{"facts":[],"conflictResolution":["Salience"]}""", "f.json:1:13: conflictResolution must be")]
    [InlineData("""{"facts":[],"conflictResolution":"salience"}""", "f.json:1:13: conflictResolution must be")]
    [InlineData("""{"facts":[],"mode":"until"}""", "f.json:1:13: mode must be")]
    [InlineData("""{"facts":[],"mode":"match","during":[{"type":"T","data":1}]}""", "f.json:1:13: mode must be")]
    [InlineData("""{"facts":[],"now":"noon"}""", "f.json:1:13: now must be")]
    public void A_fault_names_line_and_column(string text, string beginning)
    {
        FactsFile.TryRead("f.json", Encoding.UTF8.GetBytes(text), out var facts, out var faults).ShouldBeFalse();

        facts.ShouldBeNull();
        faults[0].Code.ShouldBe(RuleFaultCodes.Unreadable);
        faults[0].ToString().ShouldStartWith(beginning);
    }

    [Fact]
    public void Several_faults_are_told_at_once_and_not_too_many()
    {
        var wrong = string.Join(',', Enumerable.Repeat("""{"type":"T","daat":{}}""", 40_000));

        FactsFile.TryRead("f.json", Encoding.UTF8.GetBytes($"{{\"facts\":[{wrong}]}}"), out _, out var faults)
            .ShouldBeFalse();

        faults.Count.ShouldBe(50);
    }

    [Fact]
    public void Files_are_bounded()
    {
        var text = $$"""{"facts":[{"type":"String","value":"{{new string('x', 4 << 20)}}"}]}""";

        FactsFile.TryRead("f.json", Encoding.UTF8.GetBytes(text), out _, out var faults).ShouldBeFalse();

        faults.Count.ShouldBe(1);
    }
}
