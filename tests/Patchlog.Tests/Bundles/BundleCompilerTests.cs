using System.Globalization;
using Patchlog.Bundles;
using Patchlog.Json;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Bundles;

/// <summary>What a bundle says once it is compiled, and where its faults are.</summary>
public sealed class BundleCompilerTests
{
    [Fact]
    public void A_file_is_the_schema_of_a_type_or_of_a_commands_arguments()
    {
        var bundle = BundleTexts.Compile(
            ("schemas/orders.json", """{"required":["n"]}"""),
            ("schemas/orders.ship.json", """{"required":["carrier"]}"""),
            ("schemas/customers.block.json", "true"));

        bundle.Types.Select(type => type.Name.Value).ShouldBe(["customers", "orders"]);
        var orders = Find(bundle, "orders");
        orders.Schema!.IsValid(JsonValue.Parse("""{"n":1}""")).ShouldBeTrue();
        orders.Schema.IsValid(JsonValue.Parse("{}")).ShouldBeFalse();
        orders.Commands.ShouldHaveSingleItem().Name.ShouldBe("ship");
        Find(bundle, "customers").Schema.ShouldBeNull();
        bundle.Find(TargetName.Trusted("invoices")).ShouldBeNull();
    }

    [Theory]
    [InlineData("_address.json", """{"$ref":"_address.json"}""", "{}")]
    [InlineData("common/address.json", """{"$ref":"common/address.json"}""", "{}")]
    [InlineData("_address.json", """{"$ref":"urn:address"}""", """{"$id":"urn:address"}""")]
    [InlineData("_address.json", """{"$id":"https://example.org/s/orders","$ref":"_address.json"}""", "{}")]
    [InlineData(
        "_address.json", """{"$id":"https://example.org/s/orders","$ref":"https://example.org/a"}""",
        """{"$id":"https://example.org/a"}""")]
    public void Schemas_find_each_other_by_file_name_and_by_id(string path, string schema, string address)
    {
        var strict = JsonObject.Empty.With("required", JsonArray.Of("street"));
        foreach (var (name, value) in (JsonObject)JsonValue.Parse(address))
            strict = strict.With(name, value);

        var bundle = BundleTexts.Compile(("schemas/orders.json", schema), ("schemas/" + path, strict.ToString()));

        bundle.Types.ShouldHaveSingleItem();
        Find(bundle, "orders").Schema!.IsValid(JsonObject.Empty).ShouldBeFalse();
        Find(bundle, "orders").Schema!.IsValid(JsonObject.Empty.With("street", 1)).ShouldBeTrue();
    }

    [Fact]
    public void A_format_asserts()
    {
        var orders = Find(BundleTexts.Compile(("schemas/orders.json", """{"format":"email"}""")), "orders");

        orders.Schema!.IsValid("nobody").ShouldBeFalse();
        orders.Schema.IsValid("somebody@example.org").ShouldBeTrue();
    }

    [Theory]
    [InlineData("{\n  \"type\": \"object\",\n  \"requierd\" []\n}", "schemas/orders.json:3:14: ")]
    [InlineData("{\n  \"properties\": { \"a\": { \"type\": \"objekt\" } }\n}", "schemas/orders.json:2:26: ")]
    [InlineData("{\n  \"anyOf\": [\n    true,\n    { \"$ref\": \"none.json\" }]}", "schemas/orders.json:4:7: ")]
    [InlineData("{ \"pattern\": \"(\" }", "schemas/orders.json:1:3: ")]
    [InlineData("{ \"é\": 0, \"pattern\": \"(\" }", "schemas/orders.json:1:11: ")]
    [InlineData("{ \"$ref\": \"#\" }", "schemas/orders.json:1:3: ")]
    [InlineData("", "schemas/orders.json:1:1: ")]
    [InlineData("[]", "schemas/orders.json:1:1: ")]
    public void A_fault_names_file_line_and_column(string schema, string expected) =>
        BundleTexts.Faults(("schemas/orders.json", schema)).ShouldHaveSingleItem().ShouldStartWith(expected);

    [Fact]
    public void All_faults_are_named_and_one_that_two_schemas_share_once()
    {
        var faults = BundleTexts.Faults(
            ("schemas/_shared.json", """{"minimum":"one"}"""),
            ("schemas/a.json", """{"$ref":"_shared.json"}"""),
            ("schemas/b.json", """{"$ref":"_shared.json"}"""),
            ("schemas/c.json", """{"type":7}"""));

        faults.Select(fault => fault[..fault.IndexOf(':', StringComparison.Ordinal)])
            .ShouldBe(["schemas/_shared.json", "schemas/c.json"]);
    }

    [Theory]
    [InlineData("schemas/orders.txt", "must be JSON")]
    [InlineData("schemas/orders.ship.now.json", "TYPE.json")]
    [InlineData("schemas/-orders.json", "TYPE.json")]
    [InlineData("schemas/bundle.json", "reserved")]
    public void A_file_that_names_nothing_is_a_fault(string path, string reason) =>
        BundleTexts.Faults((path, "{}")).ShouldHaveSingleItem().ShouldContain(reason);

    [Theory]
    [InlineData("schemas/Orders.ship.json", "schemas/orders.json", "schemas/orders.json")]
    [InlineData("schemas/Orders.json", "schemas/orders.ship.json", "schemas/orders.ship.json")]
    [InlineData("schemas/orders.cancel.json", "schemas/ORDERS.ship.json", "schemas/orders.cancel.json")]
    public void Types_that_differ_only_in_case_are_a_fault_of_the_second_file(string one, string other, string faulty) =>
        BundleTexts.Faults((one, "{}"), (other, "{}")).ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(
                fault => fault.ShouldStartWith($"{faulty}:1:1: "), fault => fault.ShouldContain("only in case"));

    [Theory]
    [InlineData("schemas/Orders.json", "schemas/orders.json")]
    [InlineData("schemas/orders.Ship.json", "schemas/orders.ship.json")]
    public void Files_that_differ_only_in_case_are_no_bundle(string one, string other)
    {
        BundleFiles.TryCreate(
            [BundleFile.Trusted(one, "{}"), BundleFile.Trusted(other, "{}")], out _, out var faults).ShouldBeFalse();

        faults.ShouldHaveSingleItem().File.ShouldBe(other);
    }

    [Fact]
    public void Unique_keys_are_read()
    {
        var bundle = BundleTexts.Compile(
            ("schemas/orders.json", """{"x-unique":["/number",["/country","/vat~1id"]]}"""));

        Find(bundle, "orders").UniqueKeys.Select(key => string.Join(' ', key.Paths))
            .ShouldBe(["/number", "/country /vat~1id"]);
    }

    [Theory]
    [InlineData("7", "1:3")]
    [InlineData("[]", "1:3")]
    [InlineData("[7]", "1:16")]
    [InlineData("""["number"]""", "1:16")]
    [InlineData("""[""]""", "1:16")]
    [InlineData("""["/id"]""", "1:16")]
    [InlineData("""[[]]""", "1:16")]
    [InlineData("""["/a","/a"]""", "1:21")]
    [InlineData("""[["/a","/b","/a"]]""", "1:16")]
    [InlineData("""["/1","/2","/3","/4","/5","/6","/7","/8","/9"]""", "1:3")]
    public void A_faulty_unique_key_names_its_place(string keys, string place) =>
        BundleTexts.Faults(("schemas/orders.json", $$"""{ "x-unique": {{keys}} }"""))
            .ShouldHaveSingleItem().ShouldStartWith($"schemas/orders.json:{place}: ");

    [Fact]
    public void A_path_that_no_index_can_hold_is_a_fault() =>
        BundleTexts.Faults(("schemas/orders.json", $$"""{ "x-unique": ["/{{new string('a', 255)}}"] }"""))
            .ShouldHaveSingleItem().ShouldContain("255 characters");

    [Fact]
    public void A_fault_in_a_schema_that_was_found_by_its_identifier_is_told_of_its_file() =>
        BundleTexts.Faults(
            ("schemas/orders.json", """{ "$id": "https://example.org/s/orders", "$ref": "_address.json" }"""),
            ("schemas/_address.json", """{ "type": "objekt" }"""))
            .ShouldHaveSingleItem().ShouldStartWith("schemas/_address.json:1:3: ");

    [Fact]
    public void Schemas_that_double_or_descend_without_end_end()
    {
        var doublings = string.Join(',', Enumerable.Range(0, 40).Select(at => string.Create(CultureInfo.InvariantCulture,
            $$"""
            "d{{at}}":{"allOf":[{"$ref":"#/$defs/d{{at + 1}}"},{"$ref":"#/$defs/d{{at + 1}}"}]}
            """)));
        var members = string.Join(',', Enumerable.Range(0, 10_000).Select(at => $$"""
            "p{{at}}":{"type":"string"}
            """));
        var bundle = BundleTexts.Compile(
            ("schemas/doubling.json", $$"""{ "$ref": "#/$defs/d0", "$defs": { {{doublings}}, "d40": { "minimum": 1 } } }"""),
            ("schemas/wide.json", $$"""{ "properties": { {{members}} } }"""));

        var errors = Find(bundle, "doubling").Schema!.Validate(JsonValue.Parse("7"));
        errors.ShouldAllBe(error => error.IsLimit);
        Find(bundle, "wide").Schema!.IsValid(JsonObject.Empty.With("p9999", 1)).ShouldBeFalse();
    }

    [Fact]
    public void A_schema_that_is_nested_too_deep_is_a_fault() =>
        BundleTexts.Faults(("schemas/deep.json",
                string.Concat(Enumerable.Repeat("""{"not":""", 10_000)) + "true" + new string('}', 10_000)))
            .ShouldHaveSingleItem().ShouldStartWith("schemas/deep.json:1:");

    static AggregateDefinition Find(Bundle bundle, string type) => bundle.Find(TargetName.Trusted(type)).ShouldNotBeNull();
}
