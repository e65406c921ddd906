using Shouldly;
using Xunit;

namespace Patchlog.Rules.Tests.Syntax;

public sealed class FaultTests
{
    [Theory]
    [InlineData("banana", 1, 1, "'banana'", "define, global, function, import or rule")]
    [InlineData("define { }", 1, 8, "'{'", "the name of the type")]
    [InlineData("define A { ", 1, 12, "the end of the file", "'}' for the '{' of line 1")]
    [InlineData("global x 1;", 1, 10, "'1'", "'='")]
    [InlineData("rule R { salience: high; when { } then { } }", 1, 20, "'high'", "a whole number")]
    [InlineData("rule R { auto-focus: 1; when { } then { } }", 1, 22, "'1'", "true or false")]
    [InlineData(
        "rule R { enabled: true; when { } then { } }",
        1, 10, "'enabled'", "salience, agenda-group, auto-focus, no-loop, when or then")]
    [InlineData(
        "rule R {\n  when {\n    A n == 1;\n  }\n  then { }\n}", 3, 7, "'n'", "':' and a type after the alias 'A'")]
    [InlineData(
        "rule R { when { a : Number a > ; } then { } }", 1, 32, "';'", "a value, a variable, '(', '[', '!' or '-'")]
    [InlineData("rule R { when { a : Number (a > 1; } then { } }", 1, 34, "';'", "')'")]
    [InlineData("rule R { when { a : Number a > 1 2; } then { } }", 1, 34, "'2'", "';', an operator, '{' or 'from'")]
    [InlineData("rule R { when { not(a : Number; } then { } }", 1, 31, "';'", "')'")]
    [InlineData(
        "rule R { when { a : Number a == 'x; } then { } }",
        1, 33, "a text without its closing quote", "the end of a text, a comment or a regular expression")]
    [InlineData("import('x'", 1, 11, "the end of the file", "')'")]
    [InlineData("rule R { then { } salience: 1; }", 1, 19, "'salience'", "'}' after the action")]
    [InlineData("rule R { then { } then { } }", 1, 19, "'then'", "'}' after the action")]
    [InlineData("rule R { then { } } then", 1, 21, "'then'", "define, global, function, import or rule")]
    public void A_fault_says_where_it_is_what_stands_there_and_what_could(
        string rules, int line, int column, string found, string expected)
    {
        var fault = Given.FaultsOf(rules)[0];
        fault.Code.ShouldBe(RuleFaultCodes.Syntax);
        (fault.File, fault.Line, fault.Column).ShouldBe(("test.nools", line, column));
        (fault.Found, fault.Expected).ShouldBe((found, expected));
    }

    [Fact]
    public void One_file_may_have_several_faults()
    {
        var faults = Given.FaultsOf(
            """
            define A { n: 0
              m: 1 }
            rule One { when { a : A a.n >; b : A b.n == ; } then { } }
            banana
            rule Two { salience: x; when { a : B; } }
            function f( { }
            rule Three { when { a : A a.n > limit; } then { a b } }
            """);
        faults.Select(fault => fault.Line).Order().ShouldBe([2, 3, 3, 4, 5, 6, 7]);
    }

    [Theory]
    [InlineData("define A {\n  n: 1,,\n}", 2, 8)]
    [InlineData("rule R {\n  then {\n    let a = ;\n  } }", 3, 13)]
    [InlineData("global X =\n  1 +;", 2, 6)]
    [InlineData("function f(a) {\n  return a b;\n}", 2, 12)]
    [InlineData("rule R { when { s : String s =~ /(/; } then { } }", 1, 33)]
    public void A_fault_of_a_JavaScript_part_has_its_place_in_the_file(string rules, int line, int column)
    {
        var fault = Given.FaultsOf(rules)[0];
        (fault.Line, fault.Column).ShouldBe((line, column), fault.Message);
    }

    [Theory]
    [InlineData("rule R { when { a : Nothing; } then { } }", RuleFaultCodes.Undeclared, "'Nothing'")]
    [InlineData("rule R { when { a : number; } then { } }", RuleFaultCodes.Undeclared, "'number'")]
    [InlineData("rule R { when { a : Number a > b; b : Number; } then { } }", RuleFaultCodes.Undeclared, "'b'")]
    [InlineData("rule R { when { a : Number Math.abs(a) > 1; } then { } }", RuleFaultCodes.Undeclared, "'Math'")]
    [InlineData("rule R { then { } } rule R { then { } }", RuleFaultCodes.Duplicate, "'R'")]
    [InlineData("define A { } define A { }", RuleFaultCodes.Duplicate, "'A'")]
    [InlineData("global A = 1; function A() { }", RuleFaultCodes.Duplicate, "'A'")]
    [InlineData("rule R { when { } when { } then { } }", RuleFaultCodes.Duplicate, "when")]
    [InlineData("rule R { when { } }", RuleFaultCodes.Syntax, "no 'then'")]
    [InlineData("import('missing.nools');", RuleFaultCodes.Undeclared, "'missing.nools'")]
    [InlineData("import('../secret.nools');", RuleFaultCodes.Undeclared, "leads out")]
    [InlineData("import('/etc/passwd');", RuleFaultCodes.Undeclared, "leads out")]
    public void What_is_not_declared_or_declared_twice_is_refused(string rules, string code, string part)
    {
        var fault = Given.FaultsOf(rules).ShouldHaveSingleItem();
        fault.Code.ShouldBe(code);
        fault.Message.ShouldContain(part);
    }

    [Fact]
    public void Files_that_import_each_other_are_refused()
    {
        var options = new RuleSetOptions
        {
            Import = path => path == "b.nools" ? "import('c.nools');" : "import('./b.nools');",
        };
        var fault = Given.FaultsOf("import('b.nools');", options).ShouldHaveSingleItem();
        fault.Code.ShouldBe(RuleFaultCodes.CyclicImport);
        fault.Message.ShouldContain("b.nools → c.nools → b.nools");
        fault.File.ShouldBe("c.nools");
    }

    [Theory]
    [InlineData("(")]
    [InlineData("!")]
    [InlineData("-")]
    [InlineData("[")]
    [InlineData("f(")]
    public void Deep_nesting_is_a_fault_and_no_overflow(string open)
    {
        var deep = string.Concat(Enumerable.Repeat(open, 100_000));
        Given.FaultsOf($"rule R {{ when {{ a : Number {deep}a; }} then {{ }} }}").ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(" + 1")]
    [InlineData(" && a > 0")]
    [InlineData(".b")]
    [InlineData("[1]")]
    [InlineData("()")]
    public void A_long_chain_is_a_fault_and_no_overflow(string link)
    {
        var chain = string.Concat(Enumerable.Repeat(link, 100_000));
        var fault = Given.FaultsOf($"rule R {{ when {{ a : Number a{chain}; }} then {{ }} }}").ShouldHaveSingleItem();
        fault.Message.ShouldContain("more than 500 operators");
    }

    [Fact]
    public void Templates_that_nest_too_deeply_are_a_fault_and_no_overflow()
    {
        var deep = string.Concat(Enumerable.Repeat("`${", 100_000));
        Given.FaultsOf($"rule R {{ then {{ x = {deep} }} }}").ShouldHaveSingleItem().Rule.ShouldBe("R");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("rule{")]
    [InlineData("/*")]
    [InlineData("/* ")]
    [InlineData("{`")]
    [InlineData("rule R { when { a : Nothing; } then { } } ")]
    public void A_text_full_of_faults_is_given_up(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, (1 << 20) / part.Length));
        Given.FaultsOf(text).Count.ShouldBeInRange(1, 50);
    }

    [Fact]
    public void A_file_that_is_too_long_is_refused() =>
        Given.FaultsOf(new string(' ', (1 << 20) + 1)).ShouldHaveSingleItem().Message.ShouldContain("1048576");

    [Fact]
    public void A_network_that_is_too_large_is_refused()
    {
        const string or = "or(a : Number a == 1, a : Number a == 2); ";
        var when = string.Concat(Enumerable.Repeat(or, 8));
        var rules = string.Concat(Enumerable.Range(0, 20).Select(i => $"rule R{i} {{ when {{ {when} }} then {{ }} }}\n"));
        var fault = Given.FaultsOf(rules).ShouldHaveSingleItem();
        fault.Message.ShouldContain("more than 20000 patterns");
        fault.Line.ShouldBe(10);
    }

    [Fact]
    public void Many_rules_on_one_long_line_are_read()
    {
        var rules = string.Concat(
            Enumerable.Range(0, 5000).Select(i => $"rule R{i} {{ when {{ n : Number n == {i}; }} then {{ }} }} "));
        RuleSet.Compile(rules).RuleNames.Count.ShouldBe(5000);
    }

    [Fact]
    public void Any_text_is_read_or_refused()
    {
        const string pieces =
            "rule R { when a : Number } then ; ( ) [ ] ' \" / * \\ ` $ from not or exists define A == && 1 \n";
        var random = new Random(7);
        var words = pieces.Split(' ');
        for (var i = 0; i < 3000; i++)
        {
            var count = random.Next(30);
            var text = string.Join(' ', Enumerable.Range(0, count).Select(_ => words[random.Next(words.Length)]));
            var isRead = RuleSet.TryCompile(new RuleSource("x", text), null, out _, out var faults);
            isRead.ShouldBe(faults.Count == 0, text);
        }
    }
}
