using Patchlog.Bundles;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Bundles;

/// <summary>Which files of <c>rules/</c> are whose rules, and what is wrong with them.</summary>
public sealed class RuleFolderTests
{
    const string Rule = "rule r { when { a : Aggregate; } then { } }";

    static readonly TargetName Orders = TargetName.Trusted("orders");

    [Fact]
    public void A_file_is_for_its_type_and_one_for_all()
    {
        var bundle = BundleTexts.Compile(
            ("rules/orders.nools", "import('_common.nools'); import('parts/more.nools');" + Rule),
            ("rules/_all.nools", "import('./_common.nools'); rule all { when { } then { } }"),
            ("rules/_common.nools", "rule common { when { c : Command; } then { } }"),
            ("rules/parts/more.nools", "import('../_common.nools'); rule more { when { b : Before; } then { } }"));

        bundle.Find(Orders)!.Rules!.Rules.RuleNames.ShouldBe(["common", "more", "r"]);
        bundle.Rules!.Rules.RuleNames.ShouldBe(["common", "all"]);
        bundle.Types.Select(type => type.Name).ShouldBe([Orders]);
    }

    [Theory]
    [InlineData("orders", "Order")]
    [InlineData("line-items", "LineItem")]
    [InlineData("line_items", "LINEITEMS")]
    [InlineData("order", "Orders")]
    [InlineData("news", "New")]
    [InlineData("bills", null)]
    public void A_type_is_found_by_its_name_however_it_is_written(string name, string? expected)
    {
        const string types = "LineItem LINEITEMS Order Orders New Other";
        var defines = types.Split(' ').Where(type => type == expected || !Alike(type, expected))
            .Select(type => $"define {type} {{ }}\n");
        var rules = BundleTexts.Compile(("rules/a.nools", string.Concat(defines) + Rule)).Find(TargetName.Trusted("a"))!.Rules!;

        rules.FindType(TargetName.Trusted(name)).ShouldBe(expected);

        static bool Alike(string one, string? other) =>
            one.TrimEnd('s', 'S').Equals(other?.TrimEnd('s', 'S'), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_first_of_several_that_are_alike_counts()
    {
        var rules = BundleTexts.Compile(("rules/orders.nools", "define Orders { } define Order { }" + Rule)).Find(Orders)!.Rules!;

        rules.FindType(Orders).ShouldBe("Orders");
    }

    [Theory]
    [InlineData("rules/orders.nools", "rule a { when { x : Nothing; } then { } }", ":1:21")]
    [InlineData("rules/orders.nools", "\nrule a { when { o : Aggregate o.total > ; } then { } }", ":2:")]
    [InlineData("rules/orders.nools", "rule a { when { } then { } } rule a { when { } then { } }", ":1:")]
    [InlineData("rules/orders.nools", "define A { } define A { }", ":1:")]
    [InlineData("rules/orders.nools", "function reject() { }", ":1:")]
    [InlineData("rules/orders.nools", "function Command() { }", ":1:")]
    [InlineData("rules/orders.nools", "import('./none.nools');", ":1:")]
    [InlineData("rules/orders.nools", "import('../handlers/orders/a.js');", ":1:")]
    [InlineData("rules/orders.nools", "import('../../etc/passwd');", ":1:")]
    [InlineData("rules/orders.nools", "import('orders.nools');", ":1:")]
    [InlineData("rules/orders.nools", "rule a { when { o : Aggregate; } then { if ( } }", ":1:")]
    [InlineData("rules/orders.nools", "rule a { when { } then {\n var b = 10n; } }", ":2:10")]
    [InlineData("rules/orders.nools", "function f() {\n return function* () { }; }", ":2:9")]
    [InlineData("rules/orders.nools", "rule 'a\tb' { when { } then { } }", "")]
    [InlineData("rules/orders.js", "", "")]
    [InlineData("rules/events.nools", Rule, "")]
    [InlineData("rules/or.ders.nools", Rule, "")]
    public void What_is_wrong_is_a_fault_of_the_bundle_with_its_place(string path, string text, string place)
    {
        BundleCompiler.TryCompile(BundleTexts.Files((path, text)), out var bundle, out var faults).ShouldBeFalse();

        bundle.ShouldBeNull();
        faults[0].ToString().ShouldStartWith(path + place);
    }

    [Fact]
    public void Names_that_differ_only_in_case_are_a_fault()
    {
        BundleCompiler.TryCompile(
            BundleTexts.Files(("schemas/Orders.json", "{}"), ("rules/orders.nools", Rule)), out _, out var faults)
            .ShouldBeFalse();

        faults.ShouldHaveSingleItem().Detail.ShouldContain("differs from Orders only in case");
    }

    [Fact]
    public void A_name_that_events_could_not_keep_is_a_fault()
    {
        var name = new string('x', BundleLimits.MaxRuleNameLength + 1);
        BundleCompiler.TryCompile(
            BundleTexts.Files(("rules/orders.nools", Rule.Replace("rule r", $"rule {name}"))), out _, out var faults)
            .ShouldBeFalse();

        faults.ShouldHaveSingleItem().Detail.ShouldContain("has 201 characters");
    }
}
