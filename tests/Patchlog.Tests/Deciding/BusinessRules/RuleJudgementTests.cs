using Patchlog.Deciding;
using Patchlog.Json;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Deciding.BusinessRules;

/// <summary>Business rules that judge commands: what they see, refuse, change and add.</summary>
public sealed class RuleJudgementTests
{
    const string Order = """{"id":"o-1","total":50,"note":"n"}""";

    const string Define = "define Order { total: 0, discount: 0 }\n";

    [Fact]
    public void Every_rejection_of_a_run_is_in_one_problem()
    {
        var test = Rules("""
            rule "too much" { when { o : Order o.total > 100; } then { reject('too-much', 'At most 100.', '/total'); } }
            rule "too odd" { when { o : Order o.total % 2 == 1; } then { reject('too-odd', 'Even ones only.'); } }
            """);

        var problem = test.Refuse(Order, Patch("""{"total":101}"""));

        problem.Code.ShouldBe(ProblemCode.Rejected);
        problem.Detail.ShouldEndWith("There are 2 reasons in all.");
        problem.Errors.OrderBy(error => error.Code).ShouldBe(
            [new("/total", "too-much", "At most 100."), new("", "too-odd", "Even ones only.")]);
        test.Accept(Order, Patch("""{"total":4}""")).Fired.ShouldBeEmpty();
    }

    [Fact]
    public void A_reason_that_is_given_again_is_one_reason()
    {
        var problem = Rules("""
            rule no { when { o : Order o.total > 60; } then { reject('large', 'Too large.'); } }
            rule stamp { when { o : Order o.discount == 0; } then { modify(o, function () { this.discount = 1; }); } }
            """).Refuse(Order, Patch("""{"total":70}"""));

        (problem.Detail, problem.Errors.Length).ShouldBe(("Too large.", 1));
    }

    [Fact]
    public void One_rejection_is_the_problem_itself()
    {
        var problem = Rules("""
            rule no { when { c : Command c.type == 'patch'; } then { reject('no', 'Never.'); } }
            """).Refuse(Order, Patch("""{"total":101}"""));

        (problem.Detail, problem.Errors.Length).ShouldBe(("Never.", 1));
    }

    [Fact]
    public void What_an_action_changes_joins_the_patch_and_nothing_else_does()
    {
        var accepted = Rules("""
            rule "big order" { when { o : Order o.total > 100 && o.discount == 0; }
              then { modify(o, function () { this.discount = 10; }); } }
            """).Accept(
                Order,
                Patch("""[{"op":"test","path":"/total","value":50},{"op":"replace","path":"/total","value":101}]"""));

        accepted.Events.ShouldHaveSingleItem().Body!.ToString().ShouldBe(
            """[{"op":"replace","path":"/total","value":101},{"op":"add","path":"/discount","value":10}]""");
        accepted.BodyAfter!.ToString().ShouldBe("""{"id":"o-1","total":101,"note":"n","discount":10}""");
        accepted.KeepsCommand.ShouldBeTrue();
        accepted.Fired.ShouldBe(["big order"]);
    }

    [Fact]
    public void A_creation_has_what_rules_have_made_of_it()
    {
        var accepted = Rules("""
            rule stamp { when { o : Order; c : Command; not(b : Before); }
              then { modify(o, function () { this.since = c.receivedAt; this.key = uuid(); }); } }
            """, options: "no-loop: true,").Accept(null, Create("""{"id":"o-1","total":1}"""));

        var created = accepted.Events.ShouldHaveSingleItem();
        created.Body.ShouldBe(accepted.BodyAfter);
        created.Type.ShouldBe(EventType.Create);
        accepted.BodyAfter!["since"].ShouldBe("2026-03-04T05:06:07.089Z");
        Guid.TryParse(((JsonString)accepted.BodyAfter["key"]!).Value, out _).ShouldBeTrue();
    }

    [Fact]
    public void A_command_that_changes_nothing_is_judged_and_may_be_amended()
    {
        var test = Rules("""
            rule floor { when { o : Order o.total < 60; } then { modify(o, function () { this.total = 60; }); } }
            """);

        var accepted = test.Accept(Order, Patch("""{"note":"n"}"""));

        accepted.Events.ShouldHaveSingleItem().Body!.ToString().ShouldBe(
            """[{"op":"replace","path":"/total","value":60}]""");
        accepted.Events[0].Name.ShouldBe("patched");
        test.Decide("""{"id":"o-1","total":60}""", Patch("""{"total":6e1}""")).ShouldBeOfType<Decision.Unchanged>();
    }

    [Fact]
    public void What_rules_take_back_whole_changes_nothing()
    {
        var test = Rules("""
            rule ceiling { when { o : Order o.total > 50; } then { modify(o, function () { this.total = 50; }); } }
            """);

        test.Decide(Order, Patch("""{"total":70}""")).ShouldBeOfType<Decision.Unchanged>();
    }

    [Fact]
    public void What_was_amended_is_held_to_the_schema_again()
    {
        var problem = Rules(
            "rule break { when { o : Order o.total > 1; } then { modify(o, function () { this.total = -1; }); } }",
            ("schemas/orders.json", """{"properties":{"total":{"minimum":0}}}""")).Refuse(Order, Patch("""{"total":70}"""));

        problem.Code.ShouldBe(ProblemCode.SchemaViolation);
        problem.Errors.ShouldHaveSingleItem().Pointer.ShouldBe("/body/total");
    }

    [Fact]
    public void Emitted_data_are_on_the_last_event_by_name()
    {
        var test = Rules("""
            rule tell { when { o : Order o.total > 60; } then { emit('grew', { to: o.total }); emit('seen'); emit('grew', 2); } }
            """);

        test.Accept(Order, Patch("""{"total":70}""")).Events[0].Data!.ToString()
            .ShouldBe("""{"grew":[{"to":70},2],"seen":[null]}""");

        // What changes nothing says it all the same.
        var told = test.Accept("""{"id":"o-1","total":70}""", Patch("""{"total":70}""")).Events.ShouldHaveSingleItem();
        (told.Body!.ToString(), told.Type).ShouldBe(("[]", EventType.Patch));
    }

    [Fact]
    public void A_deletion_is_seen_by_its_command_and_what_was_there_before()
    {
        var test = Rules("""
            rule keep { when { c : Command c.type == 'delete'; b : Before b.total > 10; not(o : Order); }
              then { reject('kept', 'It has ' + b.total + '.'); } }
            rule tell { when { c : Command c.type == 'delete'; b : Before b.total <= 10; } then { emit('gone', b.note); } }
            """);

        test.Refuse(Order, """ "type": "delete" """).Detail.ShouldBe("It has 50.");
        test.Accept("""{"id":"o-1","total":3,"note":"n"}""", """ "type": "delete" """)
            .Events.ShouldHaveSingleItem().Data!.ToString().ShouldBe("""{"gone":["n"]}""");
    }

    [Fact]
    public void The_rules_for_all_types_come_last_and_see_what_the_others_have_changed()
    {
        var test = new DecisionCase(
            ("rules/orders.nools", Define + """
                rule up { when { o : Order o.total < 100; } then { modify(o, function () { this.total = 100; }); } }
                """),
            ("rules/_all.nools", """
                import('parts/_tell.nools');
                rule all { when { a : Aggregate a.total == 100; } then { tell(a); } }
                """),
            ("rules/parts/_tell.nools", "function tell(a) { reject('seen', 'It is ' + a.total + ', ' + a.note + '.'); }"));

        test.Refuse(Order, Patch("""{"note":"m"}""")).Detail.ShouldBe("It is 100, m.");
        test.Accept(Order, """ "targetName": "others", "type": "patch", "body": { "total": 99 } """).Fired.ShouldBeEmpty();
    }

    [Fact]
    public void Documents_that_were_read_are_facts_of_their_types()
    {
        var test = Rules("""
            define Customer { limit: 0 }
            rule limit { when { c : Customer; o : Order o.total > c.limit; }
              then { reject('limit', 'At most ' + c.limit + '.'); } }
            """, ("reads/orders.js", "export default () => [{ targetName: 'customers', targetId: 'c-1' }]"));
        test.Others["customers/c-1"] = """{"id":"c-1","limit":60}""";

        test.Refuse(Order, Patch("""{"total":70}""")).Detail.ShouldBe("At most 60.");
        test.Accept(Order, Patch("""{"total":60}""")).Conditions.ShouldHaveSingleItem().Version.ShouldBe(new(7));

        test.Others.Clear();
        test.Accept(Order, Patch("""{"total":70}"""));
    }

    [Fact]
    public void Numbers_that_JavaScript_would_round_stay_as_they_were_written()
    {
        const string document = """{"id":"o-1","total":1.10,"big":9007199254740993,"far":1E400}""";
        var test = new DecisionCase(("rules/orders.nools", """
            rule set { when { a : Aggregate a.total > 1 && a.flag != true; }
              then { modify(a, function () { this.flag = true; }); } }
            """));

        test.Accept(document, Patch("""{"note":1}""")).BodyAfter!.ToString().ShouldBe(
            """{"id":"o-1","total":1.10,"big":9007199254740993,"far":1E400,"note":1,"flag":true}""");
    }

    [Fact]
    public void What_is_put_into_a_default_is_kept_and_shared_with_nobody()
    {
        var test = new DecisionCase(("rules/orders.nools", """
            define Order { total: 0, tags: [], by: { name: "" }, toJSON: function () { return {}; } }
            rule tag { when { o : Order o.total > 60 && o.tags.length == 0; }
              then { modify(o, function () { this.tags.push('large'); }); } }
            """));

        test.Accept(Order, Patch("""{"total":70}""")).BodyAfter!.ToString()
            .ShouldBe("""{"id":"o-1","total":70,"note":"n","tags":["large"]}""");
        test.Accept(Order, Patch("""{"total":71}""")).BodyAfter!["tags"]!.ToString().ShouldBe("""["large"]""");
        test.Accept(Order, Patch("""{"total":7}""")).BodyAfter!["tags"].ShouldBeNull();
    }

    [Fact]
    public void Many_members_are_removed_in_one_pass()
    {
        const int count = 30_000;
        var members = string.Join(',', Enumerable.Range(0, count).Select(number => $"\"k{number}\":null"));
        var test = new DecisionCase(("rules/orders.nools", """
            rule clean { when { a : Aggregate; } then { for (var k in a) if (a[k] === null) delete a[k]; } }
            """));

        test.Accept($$"""{"id":"o-1",{{members}}}""", Patch("""{"note":1}""")).BodyAfter!.ToString()
            .ShouldBe("""{"id":"o-1","note":1}""");
    }

    [Fact]
    public void Whether_somebody_looks_changes_nothing()
    {
        var large = string.Join(',', Enumerable.Range(0, 3_000).Select(number => $"\"member{number}\":{number}"));
        var test = Rules("""
            rule count { when { o : Order o.n < 60; } then { modify(o, function () { this.n++; }); } }
            rule getter { when { c : Command; } then { assert(new Odd()); } }
            define Odd { constructor: function () { Object.defineProperty(this, 'x',
              { enumerable: true, get: function () { throw new Error('odd'); } }); } }
            """);
        var document = $$"""{"id":"o-1","n":1,{{large}}}""";

        var plain = new DecisionCase(("rules/orders.nools", $$"""
            rule count { when { o : Aggregate o.n < 60; } then { modify(o, function () { this.n++; }); } }
            """));
        var untraced = plain.Accept(document, Patch("""{"note":1}"""));
        var traced = plain.Accept(document, Patch("""{"note":1}""") + """, "context": { "trace": true } """);

        traced.BodyAfter.ShouldBe(untraced.BodyAfter);
        traced.Trace!["truncated"].ShouldBe(JsonValue.True);
        untraced.Trace.ShouldBeNull();
        test.Accept("""{"id":"o-1","n":100}""", Patch("""{"note":1}""") + """, "context": { "trace": true } """)
            .Fired.ShouldContain("getter");
    }

    [Theory]
    [InlineData("assert({ get z() { count++; return count; } })")]
    [InlineData("assert({ toJSON: function () { count++; return 1; } })")]
    [InlineData("Object.defineProperty(o, 'z', { enumerable: true, get: function () { count++; return 1; } })")]
    [InlineData("assert(new Proxy({}, { ownKeys: function () { count++; return []; } }))")]
    public void Who_looks_runs_no_script(string action)
    {
        var test = Rules($$"""
            global counters = { n: 0 };
            rule look { no-loop: true, when { o : Order; }
              then { var count = 0; {{action}}; modify(o, function () { this.seen = count; }); } }
            """);
        var traced = Patch("""{"note":"m"}""") + """, "context": { "trace": true } """;

        test.Accept(Order, traced).BodyAfter!["seen"].ShouldBe(test.Accept(Order, Patch("""{"note":"m"}""")).BodyAfter!["seen"]);
    }

    [Fact]
    public void A_trace_without_room_names_the_rules_all_the_same()
    {
        var problem = Rules("""
            define Z { a: 0 }
            rule many { no-loop: true, when { o : Order; } then { for (var i = 0; i < 3000; i++) assert(new Z({ a: i })); } }
            rule big { when { z : Z z.a == 1; } then { reject('no', 'nope'); } }
            """).Refuse(Order, Patch("""{"total":1}""") + """, "context": { "trace": true } """);

        var file = (JsonObject)((JsonArray)problem.Trace!["rules"]!)[0];
        ((JsonArray)file["fired"]!).Items.ToArray().Select(one => ((JsonObject)one)["rule"]!.ToString())
            .ShouldBe(["\"many\"", "\"big\""]);
        problem.Trace["truncated"].ShouldBe(JsonValue.True);
    }

    [Fact]
    public void What_rules_write_to_the_log_comes_behind_what_a_handler_wrote()
    {
        var accepted = Rules(
            "rule tell { when { o : Order; } then { console.log('total', o.total); } }",
            ("handlers/orders/ship.js", "export default (state, command, ctx) => { ctx.log('shipped'); state.n = 1; }"))
            .Accept(Order);

        accepted.Log.ShouldBe(["shipped", "total 50"]);
    }

    [Fact]
    public void A_handler_and_rules_decide_one_after_the_other()
    {
        var accepted = Rules(
            "rule tell { when { o : Order o.total > 60; } then { emit('grew', o.total); } }",
            ("handlers/orders/ship.js", """
                export default (state) => [
                  { name: 'grown', patch: { total: 70 }, data: { by: 'ship' } },
                  { name: 'grown', patch: { total: 80 } },
                ]
                """)).Accept(Order);

        accepted.Events.Select(one => one.Data?.ToString()).ShouldBe(["""{"by":"ship"}""", """{"grew":[80]}"""]);
    }

    [Fact]
    public void The_same_command_is_judged_alike_every_time()
    {
        var test = Rules("""
            rule stamp { when { o : Order isUndefined(o.a); } then {
              modify(o, function () { this.a = uuid(); this.b = Math.random(); this.c = Date.now(); }); } }
            """);

        var first = test.Accept(Order, Patch("""{"note":"m"}"""));
        var second = test.Accept(Order, Patch("""{"note":"m"}"""));
        var other = test.Accept(Order, """ "id": "c-2", "type": "patch", "body": {"note":"m"} """);

        second.BodyAfter.ShouldBe(first.BodyAfter);
        other.BodyAfter!["a"].ShouldNotBe(first.BodyAfter!["a"]);
        other.BodyAfter["c"].ShouldBe(first.BodyAfter["c"]);
    }

    static string Patch(string body) => $""" "type": "patch", "body": {body} """;

    static string Create(string body) => $""" "type": "create", "body": {body} """;

    static DecisionCase Rules(string rules, params IEnumerable<(string Path, string Text)> files) =>
        new([("rules/orders.nools", Define + rules), .. files]);

    static DecisionCase Rules(string rules, string options) =>
        Rules(rules.Replace("{ when", $"{{ {options} when", StringComparison.Ordinal));
}
