using Patchlog.Deciding;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Deciding.BusinessRules;

/// <summary>Rules that fail or never end: the command is refused, and the problem names rule and line.</summary>
public sealed class FailingRuleTests
{
    const string Order = """{"id":"o-1","total":50}""";

    [Theory]
    [InlineData("throws", "throw new Error('broken');", ":2:", "broken")]
    [InlineData("null", "o.none.at = 1;", ":2:", "undefined or null")]
    [InlineData("loop", "while (true) { }", ":2:", "The script ran")]
    [InlineData("memory", "var a = []; while (true) { a.push(new Array(10000).join('x')); }", ":2:", "The script")]
    [InlineData("itself", "modify(o, function () { this.n = (this.n || 0) + 1; });", ":2:", "'itself'")]
    [InlineData("foreign", "modify({});", ":2:", "does not exist")]
    [InlineData("command", "modify(c, function () { this.type = 'x'; });", ":2:", "It modifies a Command")]
    [InlineData("id", "modify(o, function () { this.id = 'x'; }); halt();", "", "The id of a document")]
    [InlineData("NaN", "modify(o, function () { this.total = NaN; }); halt();", "", "no number for NaN")]
    [InlineData("code", "reject('', 'x');", ":2:", "reject takes a code")]
    [InlineData("pointer", "reject('a', 'x', 'b');", ":2:", "reject takes a code")]
    [InlineData("much", "for (var i = 0; i < 30; i++) emit('e', new Array(50000).join('x'));", ":2:", "1048576 bytes")]
    [InlineData("data", "emit('e', 1, 2);", ":2:", "emit takes a name (")]
    [InlineData("name", "emit('\\uD83D', 1);", ":2:", "emit takes a name (")]
    [InlineData("deep", "var d = 1; for (var i = 0; i < 240; i++) d = [d]; emit('e', d);", ":2:", "nested more than 200 deep")]
    [InlineData("far", "reject('a', 'x', '/' + new Array(2000).join('p'));", ":2:", "reject takes a code")]
    [InlineData("iterators", "[1].values().drop(0);", ":2:", "drop")]
    [InlineData("before", "b.total = 1;", "", "It modifies a Before")]
    public void A_rule_that_fails_refuses_the_command(string rule, string action, string place, string why)
    {
        var problem = Case($"rule {rule} {{ when {{ o : Order; c : Command; b : Before; }} then {{ {action} }} }}")
            .Refuse(Order, Patch);

        problem.Code.ShouldBe(ProblemCode.RuleFailed, problem.Detail);
        problem.Detail.ShouldContain(why);
        if (place.Length > 0)
        {
            problem.Detail.ShouldStartWith($"rules/orders.nools{place}");
            problem.Detail.ShouldContain($"'{rule}'");
        }
    }

    [Fact]
    public void A_condition_that_fails_refuses_the_command()
    {
        var problem = Case("rule far { when { o : Order o.none.at == 1; } then { } }").Refuse(Order, Patch);

        problem.Code.ShouldBe(ProblemCode.RuleFailed);
        problem.Detail.ShouldStartWith("rules/orders.nools:2:");
        problem.Detail.ShouldContain("far");
    }

    [Fact]
    public void A_long_chain_of_prototypes_takes_no_stack()
    {
        var decision = Case("""
            rule chain { when { o : Order; } then {
              var p = {}; for (var i = 0; i < 300000; i++) p = Object.create(p); emit('x', p); } }
            """).Decide(Order, Patch);

        // It is an object without members, where the machine is fast enough to make it within the bounds.
        if (decision is Decision.Accept accepted)
            accepted.Events[0].Data!.ToString().ShouldBe("""{"x":[{}]}""");
        else
            decision.ShouldBeOfType<Decision.Reject>().Why.Code.ShouldBe(ProblemCode.RuleFailed);
    }

    [Theory]
    [InlineData("reject('x', 'No.')", "rejects, which only actions may")]
    [InlineData("emit('x', 1)", "emits, which only actions may")]
    public void A_condition_decides_nothing(string call, string why)
    {
        var problem = Case($$"""
            function check() { {{call}}; return false; }
            rule look { when { o : Order check(); } then { } }
            """).Refuse(Order, Patch);

        problem.Code.ShouldBe(ProblemCode.RuleFailed, problem.Detail);
        problem.Detail.ShouldContain(why);
    }

    [Fact]
    public void A_fault_counts_though_the_command_was_rejected_before()
    {
        var test = Case("""
            rule no { salience: 1, when { o : Order; } then { reject('no', 'No.'); } }
            rule bad { when { o : Order; } then { throw new Error('bad'); } }
            """);

        test.Refuse(Order, Patch).Code.ShouldBe(ProblemCode.RuleFailed);
    }

    [Fact]
    public void Two_rules_that_wake_each_other_end()
    {
        var problem = Case("""
            rule ping { when { o : Order isUndefined(o.ball); } then { modify(o, function () { this.ball = 1; }); } }
            rule pong { when { o : Order o.ball == 1; } then { modify(o, function () { delete this.ball; }); } }
            """).Refuse(Order, Patch);

        // The one or the other, depending on the machine.
        problem.Detail.ShouldMatch("More than 10000 rules fired|The script ran longer");
    }

    [Fact]
    public void A_number_that_JavaScript_would_round_is_not_read_in_silence()
    {
        var problem = Case("rule read { when { o : Order o.total > 1; } then { } }")
            .Refuse("""{"id":"o-1","total":9007199254740993}""", Patch);

        problem.Detail.ShouldContain("JavaScript would round the number");
    }

    [Fact]
    public void Only_so_many_rejections_are_told_and_long_ones_are_cut()
    {
        var problem = Case("""
            rule many { when { o : Order; } then {
              for (var i = 0; i < 70; i++) reject('no', i + new Array(5000).join('x')); } }
            """).Refuse(Order, Patch);

        problem.Errors.Length.ShouldBe(50);
        problem.Errors[0].Detail.Length.ShouldBe(1001);
        problem.Detail.ShouldEndWith("There are 70 reasons in all.");
    }

    const string Patch = """ "type": "patch", "body": { "note": 1 } """;

    static DecisionCase Case(string rules) => new(("rules/orders.nools", $"define Order {{ total: 0 }}\n{rules}"));
}
