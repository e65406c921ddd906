using CsCheck;

namespace Patchlog.Server.Tests.Contracts;

/// <summary>JSON Patch documents as JSON text, good and bad in every way that RFC 6902 knows of.</summary>
static class PatchTexts
{
    static readonly Gen<string> Value = Gen.OneOf("null", "1", "1.10", "\"text\"", "[]", """{"deep":[{}]}""");

    static readonly Gen<string> Pointer = CommandTexts.Mostly(
        good: ["", "/", "/a", "/a/0", "/a/-", "//", "/a~0b~1c", "/ä 🌍", "/\\u0001", "/\\n", "/ "],
        bad: ["a", "#/a", "/a~", "/a~2", "/~/x", " /a", "a/b", "~"]);

    static readonly Gen<string> Operation = Gen.Frequency(
        (4, Kind("add", CommandTexts.Present("value", Value))),
        (4, Kind("replace", CommandTexts.Present("value", Value))),
        (4, Kind("test", CommandTexts.Present("value", Value))),
        (4, Kind("remove", CommandTexts.Rarely("value", Value))),
        (4, Kind("move", CommandTexts.Present("from", Pointer))),
        (4, Kind("copy", CommandTexts.Present("from", Pointer))),
        (1, Gen.OneOf(
            Kind("spam", CommandTexts.Maybe("value", Value)),
            Kind("Add", CommandTexts.Present("value", Value)),
            Kind("", CommandTexts.Maybe("value", Value)),
            Value)));

    /// <summary>Patches of a few operations, and some at the bound of a thousand.</summary>
    public static readonly Gen<string> All = Gen.Frequency(
        (60, Operation.List[0, 4].Select(operations => $"[{string.Join(',', operations)}]")),
        (1, Gen.OneOf(1_000, 1_001).Select(count =>
            $"[{string.Join(',', Enumerable.Repeat("""{"op":"remove","path":"/a"}""", count))}]")));

    static Gen<string> Kind(string name, Gen<string?> operand) => CommandTexts.Members(
        CommandTexts.Present("op", Gen.Const($"\"{name}\"")), CommandTexts.Present("path", Pointer), operand,
        CommandTexts.Rarely("unknown", Value));
}
