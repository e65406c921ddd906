using Patchlog.Deciding;
using Patchlog.Deciding.Handlers;
using Patchlog.Journal;
using Patchlog.Json;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Deciding.Handlers;

/// <summary>What a handler is given, and what becomes of what it answers.</summary>
public sealed class HandlerTests
{
    const string Order = """{"id":"o-1","status":"open","total":12.50}""";

    [Fact]
    public void What_a_handler_changes_in_its_state_is_the_patch()
    {
        var accepted = DecisionCase.Ship("state.status = 'shipped'; state.lines = [command.body.line];")
            .Accept(Order, """ "body": {"line": 7} """);

        var @event = accepted.Events.ShouldHaveSingleItem();
        (@event.Name, @event.Type, @event.Version).ShouldBe(("ship", EventType.Patch, new Version(4)));
        @event.Body.ShouldBe(JsonValue.Parse(
            """
            [
              {"op":"replace","path":"/status","value":"shipped"},
              {"op":"add","path":"/lines","value":[7]}
            ]
            """));
        accepted.BodyAfter!.ToString().ShouldBe("""{"id":"o-1","status":"shipped","total":12.50,"lines":[7]}""");
    }

    [Theory]
    [InlineData("")]
    [InlineData("state.total = 12.5;")]
    [InlineData("return []")]
    [InlineData("state.status = 'shipped'; return []")]
    [InlineData("return [{ name: 'same', body: state }]")]
    public void A_handler_may_change_nothing(string body) =>
        DecisionCase.Ship(body).Decide(Order).ShouldBeOfType<Decision.Unchanged>();

    [Fact]
    public void Where_there_is_no_aggregate_a_handler_may_make_one()
    {
        var accepted = DecisionCase.Ship("state.status = Object.keys(state).length").Accept(null);

        var @event = accepted.Events.ShouldHaveSingleItem();
        (@event.Type, @event.Version).ShouldBe((EventType.Create, new Version(1)));
        accepted.BodyAfter!.ToString().ShouldBe("""{"id":"o-1","status":0}""");

        DecisionCase.Ship("").Decide(null).ShouldBeOfType<Decision.Unchanged>();
    }

    [Fact]
    public void A_handler_may_return_several_events()
    {
        var accepted = DecisionCase.Ship(
            """
            return [
              { name: 'packed', patch: [{ op: 'add', path: '/packed', value: true }] },
              { name: 'sent', patch: { status: 'sent' }, data: { by: command.actor } },
              { name: 'noted', data: [1] },
              { name: 'replaced', body: { id: 'o-1', n: 1 } },
              { name: 'gone', delete: true },
              { name: 'back', body: { n: 2 } },
            ];
            """).Accept(Order);

        accepted.Events.Select(e => $"{e.Version} {e.Type} {e.Name} {e.Body} {e.Data}".Trim()).ShouldBe(
        [
            """4 Patch packed [{"op":"add","path":"/packed","value":true}]""",
            """5 Patch sent [{"op":"replace","path":"/status","value":"sent"}] {"by":"ada"}""",
            "6 Patch noted [] [1]",
            $"7 Patch replaced {accepted.Events[3].Body}",
            "8 Delete gone",
            """9 Create back {"id":"o-1","n":2}""",
        ]);
        accepted.BodyAfter!.ToString().ShouldBe("""{"id":"o-1","n":2}""");
    }

    [Fact]
    public void A_handler_knows_its_command_and_the_time_of_it()
    {
        var accepted = DecisionCase.Ship("return [{ name: 'seen', data: { command, now: ctx.now, date: new Date() } }]")
            .Accept(Order, """ "targetVersion": 3, "body": {"a": 1}, "context": {"b": 2} """);

        accepted.Events[0].Data.ShouldBe(JsonValue.Parse(
            """
            {
              "command": {
                "id": "c-1", "name": "ship", "type": "logic", "tenant": "t", "targetName": "orders", "targetId": "o-1",
                "body": { "a": 1 }, "context": { "b": 2 }, "actor": "ada",
                "receivedAt": "2026-03-04T05:06:07.089Z"
              },
              "now": "2026-03-04T05:06:07.089Z", "date": "2026-03-04T05:06:07.089Z"
            }
            """));
    }

    [Fact]
    public void Chance_is_a_function_of_the_command()
    {
        var ship = DecisionCase.Ship(
            "return [{ name: 'rolled', data: [ctx.uuid(), ctx.uuid(), ctx.random(), Math.random()] }]");
        var rolled = (JsonArray)ship.Accept(Order).Events[0].Data!;

        rolled.ShouldBe((JsonArray)ship.Accept(Order).Events[0].Data!);
        rolled.Items.ToArray().Distinct().Count().ShouldBe(4);
        ship.Accept(Order, """ "id": "c-2" """).Events[0].Data.ShouldNotBe(rolled);
        ship.Accept(Order, """ "tenant": "u" """).Events[0].Data.ShouldNotBe(rolled);
    }

    [Theory]
    [InlineData("ctx.reject('already-shipped', 'Ship once.')", "", "already-shipped", "Ship once.")]
    [InlineData("ctx.reject('late', 'Too late.', '/body/when')", "/body/when", "late", "Too late.")]
    [InlineData("try { ctx.reject('a', 'b') } catch (e) { throw e }", "", "a", "b")]
    [InlineData("try { ctx.reject('a', 'b') } finally { state.status = 'x' }", "", "a", "b")]
    [InlineData("[1].map(() => ctx.reject('a', 'b'))", "", "a", "b")]
    public void A_handler_may_reject(string body, string pointer, string code, string message)
    {
        var problem = DecisionCase.Ship(body).Refuse(Order);

        problem.Code.ShouldBe(ProblemCode.Rejected);
        problem.Detail.ShouldBe(message);
        problem.Errors.ShouldHaveSingleItem().ShouldBe(new(pointer, code, message));
        (problem.IsRetryable, problem.Applied).ShouldBe((false, Applied.No));
    }

    [Fact]
    public void What_a_handler_logs_comes_with_the_decision()
    {
        const string log = "ctx.log('total', state.total, [1], undefined);";
        DecisionCase.Ship(log).Decide(Order).Log.ShouldBe(["total 12.5 [1] undefined"]);
        DecisionCase.Ship(log + "state.a = 1").Decide(Order).Log.ShouldHaveSingleItem();
        DecisionCase.Ship(log + "ctx.reject('a', 'b')").Decide(Order).Log.ShouldHaveSingleItem();
        DecisionCase.Ship(log + "throw 1").Decide(Order).Log.ShouldHaveSingleItem();

        var many = DecisionCase.Ship("for (let i = 0; i < 200; i++) ctx.log('x'.repeat(5000))").Decide(Order).Log;
        (many.Length, many[0].Length).ShouldBe((100, 1_001));
    }

    [Fact]
    public void Handlers_import_modules_of_the_bundle()
    {
        var bundle = new DecisionCase(
            ("handlers/orders/ship.js", "import { twice } from '../_lib/math.js'; export default s => { s.n = twice(2) }"),
            ("handlers/_lib/math.js", "export const twice = n => n * 2"));

        bundle.Accept(Order).BodyAfter!["n"].ShouldBe(4);
    }

    [Fact]
    public void Arguments_are_held_to_their_schema_before_the_handler_sees_them()
    {
        var bundle = new DecisionCase(
            ("schemas/orders.ship.json", """{"required":["carrier"],"properties":{"carrier":{"type":"string"}}}"""),
            ("handlers/orders/ship.js", "export default (s, c) => { s.carrier = c.body.carrier }"));

        bundle.Accept(Order, """ "body": {"carrier":"gls"} """).BodyAfter!["carrier"].ShouldBe("gls");
        bundle.Refuse(Order).Errors.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            error => error.Pointer.ShouldBe("/body"), error => error.Code.ShouldBe("required"));
        bundle.Refuse(Order, """ "body": {"carrier":1} """).Code.ShouldBe(ProblemCode.SchemaViolation);
    }

    [Fact]
    public void What_a_handler_makes_is_held_to_the_schema_of_its_type()
    {
        var bundle = new DecisionCase(
            ("schemas/orders.json", """{"properties":{"status":{"enum":["open","shipped"]}}}"""),
            ("handlers/orders/ship.js", "export default (s, c) => { s.status = c.body.status }"));

        bundle.Accept(Order, """ "body": {"status":"shipped"} """);
        bundle.Refuse(Order, """ "body": {"status":"lost"} """).Errors.ShouldHaveSingleItem().Pointer.ShouldBe("/body/status");
    }

    [Fact]
    public void A_handler_may_decide_a_generic_command_of_its_type()
    {
        var bundle = new DecisionCase(
            ("handlers/orders/create.js", "export default (s, c) => { Object.assign(s, c.body, { status: 'new' }) }"),
            ("handlers/orders/delete.js", "export default (s) => { s.status = 'archived' }"),
            ("handlers/orders/patch.js", "export default (s, c, ctx) => ctx.reject('frozen', 'Send ship.')"));

        var created = bundle.Accept(null, """ "type": "create", "body": {"n":1}""");
        created.Events[0].Name.ShouldBe("created");
        created.BodyAfter!.ToString().ShouldBe("""{"id":"o-1","n":1,"status":"new"}""");
        bundle.Accept(Order, """ "type": "delete" """).Events[0].Name.ShouldBe("patched");
        bundle.Refuse(Order, """ "type": "patch", "body": {}""").Code.ShouldBe(ProblemCode.Rejected);
        bundle.Refuse(null, """ "type": "patch", "body": {}""").Code.ShouldBe(ProblemCode.NotFound);
        bundle.Refuse(Order, """ "name": "create" """).Code.ShouldBe(ProblemCode.UnknownCommand);
    }

    [Fact]
    public void A_command_to_a_deleted_aggregate_is_refused_before_its_handler_runs()
    {
        var deleted = new AggregateState(new Version(4), null, default, default);

        DecisionCase.Ship("state.n = 1").DecideOn(deleted).ShouldBeOfType<Decision.Reject>().Why.Code
            .ShouldBe(ProblemCode.Deleted);
    }

    [Fact]
    public void Without_a_target_the_handler_names_it()
    {
        DecisionCase.Ship("state.id = command.body.id").Decide(null, """ "body": {"id":"o-9"} """, id: "")
            .ShouldBeOfType<Decision.BelongsTo>().Id.Value.ShouldBe("o-9");

        var unnamed = DecisionCase.Ship("state.n = 1");
        var id = unnamed.Decide(null, id: "").ShouldBeOfType<Decision.BelongsTo>().Id;
        unnamed.Decide(null, id: "").ShouldBeOfType<Decision.BelongsTo>().Id.ShouldBe(id);
        DecisionCase.Ship("ctx.reject('a', 'b')").Refuse(null, id: "").Code.ShouldBe(ProblemCode.Rejected);
        DecisionCase.Ship("state.id = 'search'").Refuse(null, id: "").Code.ShouldBe(ProblemCode.HandlerFailed);
    }

    [Fact]
    public void A_handler_has_as_many_events_as_a_journal_takes() =>
        HandlerLimits.MaxEvents.ShouldBe(JournalLimits.MaxEventsPerCommand);

    [Fact]
    public void A_creation_by_a_handler_keeps_to_the_id_that_was_made_for_it()
    {
        var bundle = new DecisionCase(("handlers/orders/create.js", "export default (s, c) => { Object.assign(s, c.body) }"));

        var created = bundle.Accept(null, """ "type": "create", "body": {"n":1}""", id: "");
        created.BodyAfter!["id"].ShouldNotBeNull().ToString().Trim('"').ShouldBe(bundle.LastTarget);
        bundle.Refuse(null, """ "type": "create", "body": {"id":"o-1"}""", id: "o-2").Code
            .ShouldBe(ProblemCode.HandlerFailed);
        bundle.Refuse(Order, """ "type": "create", "body": {"n":1}""").Code.ShouldBe(ProblemCode.AlreadyExists);
    }

    [Fact]
    public void What_is_no_function_is_no_handler()
    {
        var problem = new DecisionCase(("handlers/orders/ship.js", "export default { ship() {} }")).Refuse(Order);

        (problem.Code, problem.Detail).ShouldBe((ProblemCode.HandlerFailed,
            "handlers/orders/ship.js: The default export of a handler is a function."));
    }
}
