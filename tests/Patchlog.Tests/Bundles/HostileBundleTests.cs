using System.Globalization;
using Patchlog.Bundles;
using Patchlog.Journal;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Bundles;

/// <summary>Bundles within the bounds of their files, made to cost as much as they can, end with an answer.</summary>
public sealed class HostileBundleTests
{
    const int Count = 1000;

    [Fact]
    public void A_large_schema_that_every_other_refers_to_is_a_fault_before_memory_ends()
    {
        var parts = string.Join(',', Enumerable.Repeat("{}", 90_000));

        BundleTexts.Faults([("schemas/_large.json", $$"""{ "allOf": [{{parts}}] }"""), .. Types("""{ "$ref": "_large.json" }""")])
            .ShouldContain(fault => fault.Contains("memory", StringComparison.Ordinal));
    }

    [Fact]
    public void A_large_enumeration_that_every_other_refers_to_is_a_fault_before_memory_ends()
    {
        var values = string.Join(',', Enumerable.Range(0, 90_000));

        BundleTexts.Faults([("schemas/_large.json", $$"""{ "enum": [{{values}}] }"""), .. Types("""{ "$ref": "_large.json" }""")])
            .ShouldContain(fault => fault.Contains("memory", StringComparison.Ordinal));
    }

    [Fact]
    public void Long_names_around_many_schemas_are_a_fault_before_memory_ends()
    {
        var parts = string.Join(',', Enumerable.Repeat("{}", 90_000));

        BundleTexts.Faults(("schemas/orders.json", $$"""{ "properties": { "{{new string('x', 1 << 20)}}": { "anyOf": [{{parts}}] } } }"""))
            .ShouldContain(fault => fault.Contains("memory", StringComparison.Ordinal));
    }

    [Fact]
    public void A_large_faulty_schema_that_every_other_refers_to_is_not_compiled_for_each()
    {
        var parts = string.Join(',', Enumerable.Repeat("{}", 90_000));

        var faults = BundleTexts.Faults(
            [("schemas/_large.json", $$"""{ "type": 7, "allOf": [{{parts}}] }"""), .. Types("""{ "$ref": "_large.json" }""")]);

        faults.ShouldContain(fault => fault.StartsWith("schemas/_large.json:1:3: 'type' is 7", StringComparison.Ordinal));
        faults.ShouldContain(fault => fault.Contains("All schemas together", StringComparison.Ordinal));
    }

    [Fact]
    public void A_reference_of_many_folders_is_a_fault_at_once() =>
        BundleTexts.Faults(
            ("schemas/home.json", """{ "$id": "https://example.org/home.json" }"""),
            ("schemas/orders.json", $$"""{ "$ref": "{{string.Concat(Enumerable.Repeat("a/", 1 << 20))}}" }"""))
            .ShouldHaveSingleItem().ShouldContain("A reference has at most");

    [Fact]
    public void As_many_schemas_as_there_may_be_each_with_a_home_of_its_own_find_each_other()
    {
        var files = Enumerable.Range(0, Count).Select(at => (
            string.Create(CultureInfo.InvariantCulture, $"schemas/t{at}.json"),
            string.Create(CultureInfo.InvariantCulture,
                $$"""{ "$id": "https://{{at}}.example.org/s/t", "items": { "$ref": "t{{(at + 1) % 10}}.json" } }""")));

        BundleTexts.Compile(files).Types.Length.ShouldBe(Count);
    }

    [Fact]
    public void Of_many_faults_the_first_are_told() =>
        BundleTexts.Faults(Types("""{ "type": 1, "minLength": 1.5, "pattern": "(" }""")).Count
            .ShouldBe(BundleLimits.MaxFaults);

    [Fact]
    public void More_unique_keys_than_a_bundle_may_have_are_a_fault() =>
        BundleTexts.Faults(Types("""{ "x-unique": ["/a", "/b", "/c", "/d", "/e", "/f", "/g", "/h"] }"""))
            .ShouldContain(fault => fault.Contains("a bundle has at most 512", StringComparison.Ordinal));

    [Fact]
    public void Two_bundles_have_room_in_a_database_while_one_replaces_the_other()
    {
        (2 * BundleLimits.MaxUniqueKeys).ShouldBeLessThanOrEqualTo(UniquenessLimits.MaxDeclarationsPerType);
        (2 * BundleLimits.MaxAllUniqueKeys).ShouldBeLessThanOrEqualTo(UniquenessLimits.MaxDeclarations);
        BundleLimits.MaxPathsPerUniqueKey.ShouldBe(UniquenessLimits.MaxPaths);
        BundleLimits.MaxUniquePathLength.ShouldBe(UniquenessLimits.MaxPathLength);
    }

    static IEnumerable<(string Path, string Text)> Types(string text) =>
        Enumerable.Range(0, Count).Select(at => (string.Create(CultureInfo.InvariantCulture, $"schemas/t{at}.json"), text));
}
