using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Bundles;

/// <summary>Which modules decide or name what, and what is wrong with others.</summary>
public sealed class ScriptFoldersTests
{
    const string Handler = "export default function () { }";

    [Fact]
    public void A_module_decides_the_command_that_it_is_called_after()
    {
        var bundle = BundleTexts.Compile(
            ("schemas/orders.ship.json", "true"), ("schemas/orders.z.json", "true"),
            ("handlers/orders/ship.js", Handler), ("handlers/orders/cancel.js", Handler),
            ("handlers/orders/create.js", Handler), ("handlers/customers/block.js", Handler));

        bundle.Types.Select(type => type.Name.Value).ShouldBe(["customers", "orders"]);
        bundle.Types[1].Commands.Select(command => (command.Name, command.Handler?.File, command.Arguments is null)).ShouldBe(
        [
            ("cancel", "handlers/orders/cancel.js", true),
            ("ship", "handlers/orders/ship.js", false),
            ("z", null, false),
        ]);
        bundle.Types[1].Overrides.ShouldHaveSingleItem().Key.ShouldBe(CommandType.Create);
    }

    [Fact]
    public void What_a_type_reads_stands_in_one_file()
    {
        var bundle = BundleTexts.Compile(
            ("reads/orders.js", Handler), ("reads/notes.js", Handler), ("handlers/orders/ship.js", Handler));

        bundle.Types.Select(type => (type.Name.Value, type.Reads?.File, type.Commands.Length)).ShouldBe(
            [("notes", "reads/notes.js", 0), ("orders", "reads/orders.js", 1)]);
    }

    [Theory]
    [InlineData("reads/_money.js")]
    [InlineData("reads/lib/money.js")]
    [InlineData("handlers/money.js")]
    [InlineData("handlers/_lib/money.js")]
    [InlineData("handlers/orders/_money.js")]
    [InlineData("handlers/orders/lib/money.js")]
    public void Other_modules_are_there_to_be_imported(string path) =>
        BundleTexts.Compile((path, "export const cents = 100"), ("handlers/orders/ship.js", Handler))
            .Types.ShouldHaveSingleItem().Commands.ShouldHaveSingleItem().Name.ShouldBe("ship");

    [Theory]
    [InlineData("handlers/orders/ship.js", "export default function () {\n  retur 1 }", "handlers/orders/ship.js:2:9: ")]
    [InlineData("handlers/orders/ship.js", "export const ship = 1", "handlers/orders/ship.js:1:1: A handler must have a def")]
    [InlineData("handlers/orders/ship.js", "\nimport './none.js'; export default 1", "handlers/orders/ship.js:2:8: There is no")]
    [InlineData("handlers/orders/ship.js", "export default\n  async () => { }", "handlers/orders/ship.js:2:3: Modules have no async")]
    [InlineData("handlers/orders/ship.ts", Handler, "handlers/orders/ship.ts: A file of handlers/ must be")]
    [InlineData("handlers/orders/a.b.js", Handler, "handlers/orders/a.b.js: A handler must be called")]
    [InlineData("handlers/events/ship.js", Handler, "handlers/events/ship.js: The type \"events\" is reserved.")]
    [InlineData("reads/events.js", Handler, "reads/events.js: The type \"events\" is reserved.")]
    [InlineData("reads/a.b.js", Handler, "reads/a.b.js: What names the reads of a type must be called TYPE.js")]
    [InlineData("reads/notes.js", "export const a = 1", "reads/notes.js:1:1: It must have a default export")]
    [InlineData("reads/Notes.js", Handler, "reads/Notes.js: The name Notes differs from notes only in case.")]
    [InlineData("reads/notes.json", "{}", "reads/notes.json: A file of reads/ must be")]
    [InlineData("handlers/Notes/ship.js", Handler, "handlers/Notes/ship.js: The name Notes differs from notes only in case.")]
    [InlineData("handlers/notes/Pin.js", Handler, "handlers/notes/Pin.js: The name Pin differs from pin only in case.")]
    public void A_fault_names_the_file_and_the_place(string path, string text, string expected) =>
        BundleTexts.Faults(("schemas/notes.pin.json", "true"), ("schemas/notes.json", "true"), (path, text))
            .ShouldHaveSingleItem().ShouldStartWith(expected);
}
