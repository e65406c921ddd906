using System.Text;
using Patchlog.Json;
using Patchlog.Rules.Trying;
using Shouldly;
using Xunit;

namespace Patchlog.Rules.Tests.Trying;

/// <summary>Runs: their account, why they end, and what bounds them.</summary>
public sealed class RuleRunTests
{
    const string Loop = "define A { n: 0 }\nrule Loop { when { a : A; } then { modify(a); } }";

    const string Facts = """{"facts":[{"type":"A","data":{"n":1}}]}""";

    [Fact]
    public void The_account_tells_all_that_happens_in_its_order()
    {
        const string rules = """
            define A { n: 0 }
            rule R {
                when { a : A a.n == 1 {n : number}; }
                then {
                    modify(a, function () { this.n = 2; });
                    emit("done", { n: number });
                    var b = assert(new A({ n: 3 }));
                    console.log("hello");
                    retract(b);
                }
            }
            """;

        var run = Run(rules, Facts);

        run.Faults.ShouldBeEmpty();
        run.Steps[0].ShouldBe(new RuleRunStep.Asserted(new("A", 1)));
        var fired = run.Steps[1].ShouldBeOfType<RuleRunStep.Fired>();
        fired.Rule.ShouldBe("R");
        fired.Bindings.ShouldBe([new("a", new("A", 1), null), new("number", null, 1)]);
        run.Steps[2].ShouldBe(new RuleRunStep.Modified(new("A", 1)));
        run.Steps[3].ShouldBeOfType<RuleRunStep.Emitted>().Name.ShouldBe("done");
        run.Steps[4].ShouldBe(new RuleRunStep.Asserted(new("A", 2)));
        run.Steps[5].ShouldBe(new RuleRunStep.Logged("hello"));
        run.Steps[6].ShouldBe(new RuleRunStep.Retracted(new("A", 2)));
        run.Steps.Count.ShouldBe(7);
        run.Facts.ShouldHaveSingleItem().ToString().ShouldContain("A#1");
    }

    [Fact]
    public void Rules_that_do_not_compile_run_nothing()
    {
        var run = Run("rule R { }", Facts);

        run.CompileErrors.ShouldNotBeEmpty();
        run.Steps.ShouldBeEmpty();
    }

    [Fact]
    public void A_refused_fact_is_named_and_ends_the_run()
    {
        var run = Run(
            "define A { }", """{"facts":[{"type":"A","data":{}},{"type":"B","data":{}},{"type":"A","data":{}}]}""");

        run.AssertError.ShouldNotBeNull().Message.ShouldContain("'B'");
        run.RefusedFact.ShouldNotBeNull().Type.ShouldBe("B");
        run.Steps.Count.ShouldBe(1);
        run.Faults.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_fact_that_is_refused_during_the_match_is_named_too()
    {
        var run = Run("define A { }", """{"facts":[],"during":[{"type":"A","data":{}},{"type":"B","data":{}}]}""");

        run.AssertError.ShouldNotBeNull().Message.ShouldContain("'B'");
        run.RefusedFact.ShouldNotBeNull().Place.ToString().ShouldBe("/during/1");
    }

    [Fact]
    public void The_limit_stops_a_run_and_names_the_last_rule()
    {
        var run = Run(Loop, """{"limit":3,"facts":[{"type":"A","data":{}}]}""");

        run.Steps.OfType<RuleRunStep.Fired>().Count().ShouldBe(3);
        run.MatchError.ShouldBeNull();
        var hit = run.LimitHit.ShouldNotBeNull();
        (hit.Code, hit.Rule).ShouldBe((RuleFaultCodes.Firings, "Loop"));
        hit.ToString().ShouldStartWith("rules.nools:2:6: 3 rules fired");
    }

    [Fact]
    public void A_failed_action_is_a_fault_of_the_match()
    {
        var run = Run("define A { } rule R { when { a : A; } then { throw new Error('no'); } }", Facts);

        run.MatchError.ShouldNotBeNull().Rule.ShouldBe("R");
        run.Steps.Count.ShouldBe(2);
    }

    [Fact]
    public void A_fact_that_is_no_json_at_the_end_is_a_fault()
    {
        var run = Run("define A { n: 0 } rule R { when { a : A a.n == 1; } then { a.n = NaN; modify(a); } }", Facts);

        run.MatchError.ShouldNotBeNull().Message.ShouldStartWith("A#1 can't be told");
        run.Facts.ShouldHaveSingleItem().Value.ShouldBe(JsonValue.Null);
    }

    [Fact]
    public void An_account_that_grows_too_long_stops_the_run()
    {
        var text = new string('x', 1_000_000);
        var action = $"for (var i = 0; i < 100; i++) console.log('{text}');";

        var run = Run($"define A {{ }} rule R {{ when {{ a : A; }} then {{ {action} }} }}", Facts);

        run.LimitHit.ShouldNotBeNull().Code.ShouldBe(RuleFaultCodes.Limit);
        run.Steps.OfType<RuleRunStep.Logged>().Count().ShouldBeLessThan(20);
    }

    [Fact]
    public void Texts_that_are_no_unicode_do_not_break_a_run()
    {
        var run = Run("define A { } rule R { when { a : A; } then { console.log('\\ud800'); } }", Facts);

        run.Faults.ShouldBeEmpty();
        Written(run)["log"].ShouldNotBeNull().ToString().ShouldBe("[\"\uFFFD\"]");
    }

    [Fact]
    public void Relocated_faults_are_those_that_are_written()
    {
        var run = Run("rule R { }", Facts).Relocate(fault => fault with { File = "folder/" + fault.File });

        Written(run)["compileError"].ShouldBeOfType<JsonString>().Value.ShouldStartWith("folder/rules.nools:1:");
    }

    [Fact]
    public void The_time_of_the_facts_comes_first()
    {
        const string rules = "define A { } rule R { when { a : A; } then { console.log(new Date().toISOString()); } }";

        Logged(Run(rules, Facts)).ShouldStartWith("2030-01-02T12:00");
        Logged(Run(rules, """{"now":"2001-01-01T00:00:00Z","facts":[{"type":"A","data":{}}]}"""))
            .ShouldStartWith("2001-01-01T00:00");
    }

    [Fact]
    public void An_import_that_its_host_refuses_is_a_fault_at_its_place()
    {
        var options = RuleSetOptions.Default with
        {
            Import = path => throw new RuleException(new RuleFault(RuleFaultCodes.Undeclared, $"{path} is secret.")),
        };

        Given.FaultsOf("import('a.nools');", options).ShouldHaveSingleItem().ToString()
            .ShouldBe("test.nools:1:8: a.nools is secret.");
    }

    static string Logged(RuleRun run) => run.Steps.OfType<RuleRunStep.Logged>().ShouldHaveSingleItem().Text;

    static JsonObject Written(RuleRun run)
    {
        using var writer = new JsonWriter();
        run.WriteTo(writer);
        return (JsonObject)JsonValue.Parse(writer.Written.Span);
    }

    static RuleRun Run(string rules, string facts)
    {
        FactsFile.TryRead("facts.json", Encoding.UTF8.GetBytes(facts), out var given, out _).ShouldBeTrue();
        return RuleRun.Of(
            new("rules.nools", rules), given, session: new() { Now = Given.Noon, Limits = Given.Patient });
    }
}
