using Patchlog.Deciding;
using Patchlog.Json;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Deciding.Handlers;

/// <summary>Which other aggregates a decision rests on, and how handlers see them.</summary>
public sealed class ReadsTests
{
    const string Order = """{"id":"o-1","customer":"c-1"}""";

    const string Names = """
        [
          { targetName: 'customers', targetId: state.customer ?? command.body.customer },
          { targetName: 'orders', targetId: 'o-1' },
          { targetName: 'stock', targetId: 'owl' },
          { targetName: 'customers', targetId: state.customer ?? command.body.customer },
        ]
        """;

    [Fact]
    public void A_handler_sees_what_was_named_in_its_order_and_null_for_what_is_not_there()
    {
        var test = CaseOf(Names, "state.seen = ctx.reads");
        test.Others["customers/c-1"] = """{"id":"c-1","limit":1.5}""";

        var accepted = test.Accept(Order);

        test.Asked.ShouldBe(["customers/c-1", "stock/owl"]);
        accepted.BodyAfter!["seen"]!.ToString().ShouldBe(
            $$"""[{"id":"c-1","limit":1.5},{{Order}},null,{"id":"c-1","limit":1.5}]""");
        accepted.Conditions.Select(condition => $"{condition.Key.TargetName} {condition.Version}")
            .ShouldBe(["customers 7", "stock 0"]);
    }

    [Fact]
    public void Its_own_aggregate_is_what_it_is_decided_on_and_no_condition()
    {
        var test = CaseOf("[{ targetName: 'orders', targetId: 'o-1' }]", "state.seen = ctx.reads[0]?.customer ?? 'none'");

        test.Accept(Order).BodyAfter!["seen"].ShouldBe("c-1");
        test.Accept(null).BodyAfter!["seen"].ShouldBe("none");
        test.Accept(Order).Conditions.ShouldBeEmpty();
    }

    [Fact]
    public void A_deleted_aggregate_is_null_and_counts_with_its_version()
    {
        var test = CaseOf(Names, "state.seen = ctx.reads[0]");
        test.Others["customers/c-1"] = "null";

        var accepted = test.Accept(null, """ "body": { "customer": "c-1" } """);

        accepted.BodyAfter!["seen"].ShouldBe(JsonValue.Null);
        accepted.Conditions[0].Version.ShouldBe(new(7));
    }

    [Theory]
    [InlineData("patch", """ "type": "patch", "body": { "n": 1 } """)]
    [InlineData("delete", """ "type": "delete" """)]
    [InlineData("merge without effect", """ "type": "patch", "body": { "customer": "c-1" } """)]
    public void Generic_commands_rest_on_what_is_named_too(string what, string members)
    {
        var decision = CaseOf(Names, "").Decide(Order, members);

        decision.ShouldNotBeOfType<Decision.Reject>(what);
        decision.Conditions.Length.ShouldBe(2);
    }

    [Fact]
    public void A_refusal_rests_on_what_was_read_and_one_before_that_does_not()
    {
        var test = CaseOf(Names, "ctx.reject('blocked', `${ctx.reads[0]}`)");

        var decision = test.Decide(Order).ShouldBeOfType<Decision.Reject>();
        (decision.Why.Code, decision.Conditions.Length).ShouldBe((ProblemCode.Rejected, 2));

        test.Decide(Order, """ "targetVersion": 9 """).Conditions.ShouldBeEmpty();
        test.Asked.ShouldBeNull();
    }

    [Fact]
    public void What_a_handler_does_to_what_it_read_changes_nothing()
    {
        var test = CaseOf(Names, "ctx.reads[0].limit = 0; ctx.reads.length = 0");
        test.Others["customers/c-1"] = """{"id":"c-1","limit":1}""";

        test.Decide(Order).ShouldBeOfType<Decision.Unchanged>();
    }

    [Fact]
    public void Nothing_may_be_named()
    {
        CaseOf("[]", "state.n = ctx.reads.length").Accept(Order).Conditions.ShouldBeEmpty();
        DecisionCase.Ship("state.n = ctx.reads.length").Accept(Order).BodyAfter!["n"].ShouldBe(0);
    }

    [Theory]
    [InlineData("undefined", "It must return an array")]
    [InlineData("({ length: 1 })", "It must return an array")]
    [InlineData("[null]", "Its element 0 does not name")]
    [InlineData("[{ targetName: 'stock' }]", "Its element 0 does not name")]
    [InlineData("[{ targetName: 'stock', targetId: 7 }]", "Its element 0 does not name")]
    [InlineData("[{ targetName: 'stock', targetId: '..' }]", "Its element 0 does not name")]
    [InlineData("[{ targetName: 'commands', targetId: 'a' }]", "Its element 0 does not name")]
    [InlineData("[{ targetName: 'stock', targetId: 'a', tenant: 'other' }]", "Its element 0 does not name")]
    [InlineData("[{ targetName: 'a/b', targetId: 'a' }]", "Its element 0 does not name")]
    [InlineData("state.none.id", "Cannot read propert")]
    [InlineData("(() => { throw 'no' })()", "no")]
    public void What_names_nothing_fails_with_its_file(string names, string expected)
    {
        var problem = CaseOf(names, "").Refuse(Order);

        problem.Code.ShouldBe(ProblemCode.HandlerFailed);
        problem.Detail.ShouldStartWith("reads/orders.js");
        problem.Detail.ShouldContain(expected);
    }

    [Theory]
    [InlineData(16, true)]
    [InlineData(17, false)]
    public void A_decision_rests_on_sixteen_others_at_most(int count, bool isGood)
    {
        var test = CaseOf(
            $"Array.from({{ length: {count} }}, (_, at) => ({{ targetName: 'stock', targetId: `s${{at}}` }}))", "");

        if (isGood)
            test.Decide(Order).Conditions.Length.ShouldBe(count);
        else
            test.Refuse(Order).Code.ShouldBe(ProblemCode.HandlerLimit);
    }

    [Fact]
    public void A_list_is_as_long_as_it_may_be_whatever_it_names()
    {
        var problem = CaseOf("Array(65).fill({ targetName: 'stock', targetId: 'a' })", "").Refuse(Order);

        problem.Code.ShouldBe(ProblemCode.HandlerLimit);
        problem.Detail.ShouldBe("reads/orders.js: It returns 65 elements; there may be 64.");
    }

    [Fact]
    public void A_document_that_is_named_twice_counts_once()
    {
        var test = CaseOf("Array(2).fill({ targetName: 'stock', targetId: 'a' })", "");
        test.Others["stock/a"] = $$"""{"id":"a","text":"{{new string('x', 600_000)}}"}""";

        test.Decide(Order).Conditions.Length.ShouldBe(1);
    }

    [Fact]
    public void What_never_ends_is_ended()
    {
        var problem = CaseOf("(() => { for (;;); })()", "").Refuse(Order);

        problem.Code.ShouldBe(ProblemCode.HandlerLimit);
        problem.Detail.ShouldStartWith("reads/orders.js");
    }

    [Theory]
    [InlineData(-200, true)]
    [InlineData(1, false)]
    public void A_decision_rests_on_a_mebibyte_at_most(int beyond, bool isGood)
    {
        var test = CaseOf("[{ targetName: 'stock', targetId: 'a' }, { targetName: 'stock', targetId: 'b' }]", "");
        test.Others["stock/a"] = $$"""{"id":"a","text":"{{new string('x', 1 << 19)}}"}""";
        test.Others["stock/b"] = $$"""{"id":"b","text":"{{new string('x', (1 << 19) + beyond)}}"}""";

        if (isGood)
        {
            test.Decide(Order).ShouldBeOfType<Decision.Unchanged>();
            return;
        }

        var problem = test.Refuse(Order);
        problem.Code.ShouldBe(ProblemCode.HandlerLimit);
        problem.Detail.ShouldStartWith("reads/orders.js: The documents that it names have 10486");
    }

    [Fact]
    public void It_may_import_from_the_handlers_and_they_from_it()
    {
        var test = new DecisionCase(
            ("handlers/_names.js", "export const customers = 'customers'"),
            ("reads/_all.js", "export const all = ['customers']"),
            ("reads/orders.js", """
                import { customers } from '../handlers/_names.js';
                export default (command, { customer }) => [{ targetName: customers, targetId: customer }]
                """),
            ("handlers/orders/ship.js", """
                import { all } from '../../reads/_all.js';
                export default (state, command, ctx) => { state.all = all; state.reads = ctx.reads.length }
                """));

        test.Accept(Order).BodyAfter!.ToString().ShouldEndWith(""" "all":["customers"],"reads":1} """.Trim());
    }

    [Fact]
    public void Time_and_chance_are_those_of_the_command()
    {
        var test = CaseOf(
            "[{ targetName: 'days', targetId: `${new Date().getFullYear()}-${Math.random()}`.slice(0, 12) }]", "");

        test.Decide(Order);
        var first = test.Asked;
        test.Decide(Order);

        test.Asked.ShouldBe(first);
        first!.ShouldHaveSingleItem().ShouldStartWith("days/2026-0.");
    }

    static DecisionCase CaseOf(string names, string body) => new(
        ("reads/orders.js", $"export default (command, state) => {names};"),
        ("handlers/orders/ship.js", $"export default function (state, command, ctx) {{\n{body}\n}}"));
}
