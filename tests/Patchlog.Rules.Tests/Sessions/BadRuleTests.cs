using Patchlog.Json;
using Shouldly;
using Xunit;

namespace Patchlog.Rules.Tests.Sessions;

/// <summary>Rules that would harm their host end their session, and nothing else.</summary>
public sealed class BadRuleTests
{
    const string A = "define A { n: 0, s: '', t: null }\n";
    const string Keeps = "then { modify(a, function () { this.n++; }); } }";

    [Theory]
    [InlineData("rule R { when { a : A; } " + Keeps, RuleFaultCodes.Firings)]
    [InlineData(
        "rule R { when { a : A a.n % 2 == 0; } " + Keeps + "rule S { when { a : A a.n % 2 == 1; } " + Keeps,
        RuleFaultCodes.Firings)]
    [InlineData("rule R { when { a : A; } then { for (;;) { } } }", RuleFaultCodes.Limit)]
    [InlineData("rule R { when { a : A; } then { function f() { f(); } f(); } }", RuleFaultCodes.Limit)]
    [InlineData("rule R { when { a : A; } then { let x = []; for (;;) x.push('y'.repeat(9e3)) } }", RuleFaultCodes.Limit)]
    [InlineData("rule R { when { a : A; } then { 'x'.repeat(3e8); } }", RuleFaultCodes.Failed)]
    [InlineData("rule R { when { a : A; } then { /^(a+)+$/.test('a'.repeat(60) + 'b'); } }", RuleFaultCodes.Limit)]
    [InlineData("rule R { when { a : A; } then { throw new Error('no'); } }", RuleFaultCodes.Failed)]
    [InlineData("rule R { when { a : A; } then { missing(); } }", RuleFaultCodes.Failed)]
    [InlineData("rule R { when { a : A; } then { modify({ n: 1 }); } }", RuleFaultCodes.Failed)]
    [InlineData("rule R { when { a : A; } then { retract(a); retract(a); } }", RuleFaultCodes.Failed)]
    [InlineData("rule R { when { a : A; } then { return new Promise(function () { }); } }", RuleFaultCodes.NeverEnds)]
    [InlineData("rule R { when { a : A; } then { if (a.n == 1) { next(); } } }", RuleFaultCodes.NeverEnds)]
    [InlineData("rule R { when { a : A; } then { next(new Error('no')); } }", RuleFaultCodes.Failed)]
    [InlineData("rule R { when { a : A; } then { return Promise.reject(new Error('no')); } }", RuleFaultCodes.Failed)]
    [InlineData("rule R { when { a : A; } then { for (var i = 0; ; i++) assert(i); } }", RuleFaultCodes.Facts)]
    [InlineData("rule R { when { a : A; } then { emit('x', NaN); } }", RuleFaultCodes.Fact)]
    [InlineData("rule R { when { a : A; } then { assert(null); } }", RuleFaultCodes.Failed)]
    public void A_bad_action_is_a_fault_of_its_rule_and_line(string rules, string code)
    {
        using var session = Given.Session(A + rules, Given.Patient with { MaxFacts = 1000, MaxFirings = 1000 });
        session.Assert("A", JsonObject.Empty);

        session.TryMatch(out var fault).ShouldBeFalse();

        fault.Code.ShouldBe(code, fault.Message);
        if (code != RuleFaultCodes.Fact)
            (fault.Rule is "R" or "S", fault.Line).ShouldBe((true, 2), fault.ToString());
        session.TryMatch(out var again).ShouldBeFalse();
        again.Code.ShouldBe(RuleFaultCodes.SessionDead);
    }

    [Theory]
    [InlineData("a.s.x.y == 1", "Cannot read properties of undefined (reading 'y')")]
    [InlineData("a.s.missing()", "missing is not a function")]
    [InlineData("boom(a.n)", "bang")]
    [InlineData("a.s =~ /^(a+)+$/", "backtracks")]
    [InlineData("forever(a.n)", "never end")]
    [InlineData("adds(a.n)", "only actions may")]
    [InlineData("3 in a.t", "allocated more than")]
    public void A_bad_condition_is_a_fault_of_its_rule_and_line(string condition, string message)
    {
        using var session = Given.Session(
            A + "function boom() { throw new Error('bang'); } function forever() { for (;;) { } }"
            + "function adds() { return assert(1); }\n"
            + $"rule R {{ when {{ a : A {condition}; }} then {{ }} }}");

        var data = JsonValue.Parse($$$"""{"s":"{{{new string('a', 60)}}}b","t":{"length":1e15}}""");
        session.TryAssert("A", [data], out _, out var fault).ShouldBeFalse();

        fault.Message.ShouldContain(message);
        (fault.Rule, fault.Line).ShouldBe(("R", 3), fault.ToString());
    }

    [Fact]
    public void An_action_cannot_catch_the_fault_of_a_condition()
    {
        using var session = Given.Session(
            A + "rule R { when { a : A a.n == 0; }"
            + " then { try { modify(a, function () { this.s = null; this.n = 1; }); } catch (e) { } } }\n"
            + "rule S { when { a : A a.n == 1 && a.s.length == 0; } then { } }");
        session.Assert("A", JsonObject.Empty);
        session.TryMatch(out var fault).ShouldBeFalse();
        (fault.Rule, fault.Line).ShouldBe(("S", 3));
    }

    [Fact]
    public void An_action_may_catch_that_a_fact_is_not_in_memory()
    {
        using var session = Given.Session(
            A + "rule R { when { a : A; } then { retract(a); try { modify(a); } catch (e) { emit('c'); } } }");
        session.Assert("A", JsonObject.Empty);
        session.TryMatch(out var fault).ShouldBeTrue(fault?.Message);
    }

    [Fact]
    public void A_cross_join_of_many_facts_is_ended()
    {
        using var session = Given.Session(
            A + "rule R { when { a : A; b : A a.n + b.n == -1; c : A; } then { } }",
            Given.Patient with { MaxSteps = 1_000_000 });
        RuleFault? fault = null;
        for (var i = 0; i < 10_000 && fault is null; i++)
            session.TryAssert("A", [JsonValue.Parse($$"""{"n":{{i}}}""")], out _, out fault);

        fault.ShouldNotBeNull().Code.ShouldBe(RuleFaultCodes.Limit);
        fault.Rule.ShouldBe("R");
    }

    [Fact]
    public void An_equality_join_of_many_facts_takes_few_steps()
    {
        using var session = Given.Session(
            A + "rule R { when { a : A; b : A b.n == a.n && b.s != a.s; } then { } }",
            Given.Patient with { MaxSteps = 200_000 });
        for (var i = 0; i < 10_000; i++)
            session.Assert("A", JsonValue.Parse($$"""{"n":{{i}}}"""));
        session.Match();
    }

    [Theory]
    [InlineData("global X = missing();")]
    [InlineData("global X = (function () { for (;;) { } })();")]
    [InlineData("define B { n: missing() }")]
    public void A_bad_declaration_is_told_by_the_first_call(string declaration)
    {
        using var session = Given.Session(declaration);
        session.Fault.ShouldNotBeNull();
        session.TryMatch(out var fault).ShouldBeFalse();
        (fault.Code is RuleFaultCodes.Failed or RuleFaultCodes.Limit, fault.Line).ShouldBe((true, 1), fault.ToString());
    }

    [Theory]
    [InlineData("Missing", "{}")]
    [InlineData("A", """{"n":1E400}""")]
    [InlineData("Number", "null")]
    public void A_fact_that_cannot_be_is_refused(string type, string data)
    {
        using var session = Given.Session(A);
        session.TryAssert(type, [JsonValue.Parse(data)], out _, out var fault).ShouldBeFalse();
        fault.ShouldNotBeNull();
    }

    [Fact]
    public void A_cancelled_session_ends()
    {
        using var cancellation = new CancellationTokenSource();
        using var session = RuleSet.Compile(A + "rule R { when { a : A; } then { for (;;) { } } }").NewSession(
            new RuleSessionOptions { Limits = Given.Patient, Cancellation = cancellation.Token });
        session.Assert("A", JsonObject.Empty);
        cancellation.Cancel();
        session.TryMatch(out var fault).ShouldBeFalse();
        fault.Message.ShouldContain("cancelled");
    }

    [Fact]
    public void A_session_that_cannot_begin_is_told_by_the_first_call()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        using var session = RuleSet.Compile("global X = (function () { for (;;) { } })();").NewSession(
            new RuleSessionOptions { Limits = Given.Patient, Cancellation = cancellation.Token });
        session.TryMatch(out var fault).ShouldBeFalse();
        fault.Message.ShouldContain("cancelled");
    }

    [Theory]
    [InlineData("toJSON: function () { for (;;) { } }", RuleFaultCodes.Limit)]
    [InlineData("toJSON: function () { throw new Error('no'); }", RuleFaultCodes.Failed)]
    public void A_fact_whose_value_cannot_be_told_is_a_fault(string member, string code)
    {
        using var session = Given.Session($"define A {{ {member} }}");
        var fact = session.Assert("A", JsonObject.Empty);
        Should.Throw<RuleException>(fact.ToJson).Faults[0].Code.ShouldBe(code);
    }

    [Fact]
    public void A_host_that_fails_ends_the_session()
    {
        var options = new RuleSetOptions
        {
            Functions = new Dictionary<string, RuleFunction> { ["f"] = (_, _) => throw new NotSupportedException() },
        };
        var rules = RuleSet.Compile(A + "rule R { when { a : A f(); } then { } }", options);
        using (var session = rules.NewSession())
        {
            Should.Throw<NotSupportedException>(() => session.Assert("A", JsonObject.Empty));
            session.TryMatch(out var fault).ShouldBeFalse();
            fault.Message.ShouldContain("host");
        }

        using var next = rules.NewSession();
        next.TryMatch(out _).ShouldBeTrue();
    }

    [Fact]
    public void An_observer_cannot_match_while_a_rule_fires()
    {
        var observer = new Matching();
        using var session = Given.Session(A + "rule R { when { a : A; } then { } }", observer: observer);
        observer.Session = session;
        session.Assert("A", JsonObject.Empty);
        session.TryMatch(out var fault).ShouldBeFalse();
        fault.Message.ShouldContain("matching already");
    }

    [Fact]
    public void Rules_go_on_after_a_thousand_bad_sessions()
    {
        var rules = RuleSet.Compile(A + "rule R { when { a : A; } then { if (a.n) { throw new Error(); } } }");
        for (var i = 0; i < 1000; i++)
        {
            using var session = rules.NewSession(new RuleSessionOptions { Limits = Given.Patient });
            session.Assert("A", JsonValue.Parse($$"""{"n":{{i % 2}}}"""));
            session.TryMatch(out _).ShouldBe(i % 2 == 0);
        }
    }

    sealed class Matching : RuleObserver
    {
        public RuleSession? Session { get; set; }

        public override void OnFiring(RuleFiring firing) => Session?.Match();
    }
}
