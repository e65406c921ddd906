using System.Runtime.CompilerServices;
using Patchlog.Json;
using Patchlog.Rules.Matching;
using Shouldly;
using Xunit;

namespace Patchlog.Rules.Tests.Sessions;

public sealed class SessionTests
{
    const string Orders = "define Order { id: '', total: 0, discount: 0 } ";

    [Fact]
    public void An_action_changes_a_fact()
    {
        using var session = Given.Session(
            Orders + "rule Big { when { o : Order o.total > 100 && o.discount == 0; }"
            + " then { modify(o, function () { this.discount = 10; }); } }");
        var order = session.Assert("Order", JsonValue.Parse("""{"id":"o1","total":150}"""));

        session.Match();

        order.ToJson().ShouldBe(JsonValue.Parse("""{"id":"o1","total":150,"discount":10}"""));
        session.Firings.ShouldBe(1);
        session.Facts.ShouldBe([order]);
    }

    [Fact]
    public void The_host_changes_facts_between_matches()
    {
        var observer = new Names();
        using var session = Given.Session(
            Orders + "rule Small { when { o : Order o.total < 10; } then { } }"
            + "rule Any { when { o : Order; } then { } }"
            + "rule None { when { not(o : Order); } then { } }",
            observer: observer);
        var order = session.Assert("Order", JsonValue.Parse("""{"total":50}"""));
        session.Match();
        session.Modify(order, (JsonObject)JsonValue.Parse("""{"total":5}"""));
        session.Match();
        session.Retract(order);
        session.Match();

        observer.Text.ShouldBe("Any Small Any None");
        order.IsInMemory.ShouldBeFalse();
        session.TryModify(order, JsonObject.Empty, out var fault).ShouldBeFalse();
        fault.Message.ShouldContain("Order#1 was retracted before");
    }

    [Fact]
    public void A_session_sees_nothing_of_another()
    {
        var rules = RuleSet.Compile(
            "define A { n: 0, list: [] } global seen = { count: 0 };"
            + " function f() { f.calls = (f.calls || 0) + 1; return f.calls; }"
            + " rule R { when { a : A; } then { seen.count++; leaked = 1; a.list.push(1);"
            + " A.prototype.n = 7; Array.prototype.x = 1;"
            + " emit('seen', seen.count, f(), a.list.length, a.n, typeof before); before = 1; } }");
        for (var i = 0; i < 5; i++)
        {
            var emitted = new Emitted();
            using var session = rules.NewSession(new RuleSessionOptions { Observer = emitted });
            session.Assert("A", JsonObject.Empty);
            session.Match();
            emitted.Text.ShouldBe("""[1,1,1,7,"undefined"]""");
        }
    }

    [Fact]
    public void What_is_made_once_for_all_sessions_keeps_nothing_of_them()
    {
        var rules = RuleSet.Compile(
            "define A { n: 0 } function mark(o) { o.n = (o.n || 0) + 1; return o.n; }"
            + " function last(r) { var i = r.lastIndex; r.lastIndex = 5; return i; }"
            + " rule R { when { a : A {n : n}; x : Number from mark(/x/); y : Number from last(/y/g);"
            + " z : Number from mark(deepEqual.prototype) + 0 * n; }"
            + " then { var f = arguments.callee; emit('x', x, y, mark(f), mark(f.prototype)); } }");
        var results = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var emitted = new Emitted();
            using var session = rules.NewSession(new RuleSessionOptions { Observer = emitted });
            session.TryAssert("A", [JsonObject.Empty], out _, out var fault);
            session.TryMatch(out fault);
            results.Add(emitted.Text + fault?.Message);
        }

        results.Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public void A_session_that_is_over_does_not_touch_the_next()
    {
        var rules = RuleSet.Compile("define A { } rule R { agenda-group: g; when { a : A; } then { } }");
        var over = rules.NewSession();
        var fact = over.Assert("A", JsonObject.Empty);
        over.Dispose();

        using var session = rules.NewSession();
        session.Assert("A", JsonObject.Empty);
        Should.Throw<ObjectDisposedException>(() => over.Focus("g"));
        Should.Throw<ObjectDisposedException>(over.Halt);
        Should.Throw<ObjectDisposedException>(() => over.Facts);
        Should.Throw<ObjectDisposedException>(fact.ToJson);
        session.Match();
        session.Firings.ShouldBe(0);
    }

    [Fact]
    public void A_session_that_is_over_keeps_none_of_its_facts()
    {
        var rules = RuleSet.Compile(
            "define A { n: 0 } define B { n: 0 }"
            + " rule R { when { a : A; not(b : B b.n > a.n); exists(c : A c.n >= a.n); } then { } }");
        var fact = RunAndForget(rules);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        fact.TryGetTarget(out _).ShouldBeFalse();
        GC.KeepAlive(rules);
    }

    /// <summary>A fact of a session that is over.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    static WeakReference<Fact> RunAndForget(RuleSet rules)
    {
        using var session = rules.NewSession(new RuleSessionOptions { Limits = Given.Patient });
        session.Assert("A", JsonObject.Empty);
        var fact = session.Assert("B", JsonObject.Empty);
        session.Match();
        return new WeakReference<Fact>(fact.Fact);
    }

    [Fact]
    public void A_promise_that_nobody_waits_for_is_kept_before_the_next_rule_fires() =>
        Given.Logged(
            "define A { n: 0 } rule R { when { a : A; }"
            + " then { Promise.resolve().then(function () { console.log('later' + a.n); }); console.log('now' + a.n); } }",
            "A:{\"n\":1}", "A:{\"n\":2}").ShouldBe("now2 later2 now1 later1");

    [Fact]
    public void A_rule_without_loop_does_not_lose_what_is_to_fire_anyway() =>
        Given.Fired(
            "define A { } define C { n: 0 }"
            + " rule R { no-loop: true; when { a : A; c : C; } then { modify(c, function () { this.n++; }); } }",
            "A:{}", "A:{}", "A:{}", "C:{}").ShouldBe("R R R");

    [Fact]
    public void A_session_that_was_given_up_half_way_leaves_nothing()
    {
        var rules = RuleSet.Compile(
            "define A { n: 0 }"
            + " rule R { when { a : A a.n == 1; not(b : A b.n == 2); exists(c : A c.n > 0); } then { } }");
        for (var i = 0; i < 3; i++)
        {
            using var session = rules.NewSession();
            session.Assert("A", JsonValue.Parse("""{"n":1}"""));
            if (i < 2)
                continue;

            session.Match();
            session.Firings.ShouldBe(1);
        }
    }

    [Fact]
    public void Time_and_chance_are_the_hosts()
    {
        const string rules = "define A { }"
            + " rule R { when { a : A now() > yearsAgo(1) && dateCmp(now(), secondsFromNow(1)) == -1; }"
            + " then { emit('x', new Date().toISOString(), Math.random()); } }";
        var set = RuleSet.Compile(rules);
        string Run(ulong seed)
        {
            var emitted = new Emitted();
            using var session = set.NewSession(
                new RuleSessionOptions { Now = Given.Noon, Seed = seed, Observer = emitted });
            session.Assert("A", JsonObject.Empty);
            session.Match();
            return emitted.Text;
        }

        Run(1).ShouldBe(Run(1));
        Run(1).ShouldNotBe(Run(2));
        Run(1).ShouldStartWith("[\"2030-01-02T12:00:00.000Z\",0.");
    }

    [Fact]
    public void Functions_of_the_host_are_called_by_conditions_and_actions()
    {
        var options = new RuleSetOptions
        {
            Functions = new Dictionary<string, RuleFunction>
            {
                ["rate"] = (_, arguments) => ((JsonString)arguments[0]).Value == "DE" ? 19 : 20,
                ["reject"] = (_, arguments) =>
                    throw new RuleException(new RuleFault("rejected", arguments[0].ToString())),
            },
        };
        var rules = RuleSet.Compile(
            "define A { land: '' }"
            + " rule R { when { a : A rate(a.land) == 19; } then { reject({ land: a.land }); } }",
            options);
        using var session = rules.NewSession();
        session.Assert("A", JsonValue.Parse("""{"land":"FR"}"""));
        session.Assert("A", JsonValue.Parse("""{"land":"DE"}"""));
        session.TryMatch(out var fault).ShouldBeFalse();
        fault.Code.ShouldBe("rejected");
        fault.Message.ShouldBe("""{"land":"DE"}""");
    }

    [Fact]
    public void A_rule_without_loop_is_not_activated_by_its_own_action()
    {
        var observer = new Names();
        using var session = Given.Session(
            "define A { n: 0 }"
            + " rule Once { no-loop: true; when { a : A; } then { modify(a, function () { this.n++; }); } }"
            + " rule Other { salience: -1; when { a : A a.n == 1; } then { modify(a, function () { this.n = 5; }); } }",
            observer: observer);
        session.Assert("A", JsonObject.Empty);
        session.Match();
        observer.Text.ShouldBe("Once Other Once");
    }

    [Fact]
    public void A_match_until_halt_waits_for_more()
    {
        var observer = new Names();
        using var session = Given.Session(
            "rule Stop { salience: 1; when { n : Number n == 3; } then { halt(); } }"
            + " rule See { when { n : Number; } then { } }",
            observer: observer);
        var next = 0;
        session.TryMatchUntilHalt(
            self => self.TryAssert("Number", [++next], out _, out _), out var fault).ShouldBeTrue(fault?.Message);
        observer.Text.ShouldBe("See See Stop");
    }

    [Theory]
    [InlineData("Number", "3", "Number")]
    [InlineData("String", "\"a\"", "String")]
    [InlineData("Boolean", "true", "Boolean")]
    [InlineData("Date", "\"2001-02-03T00:00:00Z\"", "Date Object")]
    [InlineData("Array", "[1]", "Array Object")]
    [InlineData("Object", "{\"a\":1}", "Object")]
    public void A_fact_has_the_type_of_its_value(string type, string value, string fired)
    {
        var observer = new Names();
        string[] types = ["Number", "String", "Boolean", "Date", "Array", "Object"];
        using var session = Given.Session(
            string.Concat(types.Select(name => $"rule {name} {{ when {{ x : {name}; }} then {{ }} }} ")),
            observer: observer);
        session.Assert(type, JsonValue.Parse(value));
        session.Match();
        observer.Text.Split(' ').ShouldBe(fired.Split(' '), ignoreOrder: true);
    }

    [Fact]
    public void A_whole_number_beyond_doubles_stays_exact()
    {
        using var session = Given.Session(
            Orders + "rule R { when { o : Order o.total > 9007199254740992; } then { } }");
        var order = session.Assert("Order", JsonValue.Parse("""{"total":9007199254740993}"""));
        session.Match();
        session.Firings.ShouldBe(1);
        order.ToJson().ShouldBe(JsonValue.Parse("""{"id":"","total":9007199254740993,"discount":0}"""));
    }

    [Fact]
    public void Sessions_of_one_rule_set_run_at_once()
    {
        var rules = RuleSet.Compile(
            Orders + "rule R { when { o : Order o.total < 20; } then { modify(o, function () { this.total++; }); } }");
        Parallel.For(0, 50, run =>
        {
            using var session = rules.NewSession();
            var order = session.Assert("Order", JsonObject.Empty);
            session.Match();
            ((JsonObject)order.ToJson())["total"].ShouldBe((JsonValue)20);
        });
    }

    sealed class Names : RuleObserver
    {
        readonly List<string> _names = [];

        public string Text => string.Join(' ', _names);

        public override void OnFiring(RuleFiring firing) => _names.Add(firing.Rule);
    }

    sealed class Emitted : RuleObserver
    {
        public string Text { get; private set; } = "";

        public override void OnEmitted(string name, IReadOnlyList<JsonValue> arguments) =>
            Text += JsonArray.Of([.. arguments]);
    }
}
