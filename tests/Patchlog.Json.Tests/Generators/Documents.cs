using System.Text;
using CsCheck;

namespace Patchlog.Json.Tests.Generators;

/// <summary>Small documents of every kind, with a taste for names and numbers that need care.</summary>
static class Documents
{
    const int Deepest = 4;

    public static readonly Gen<string> Name = Gen.OneOf(
        "a", "b", "c", "name", "", "0", "-", "a/b", "m~n", "~1", "é", "日本", "😀", "q\"t", "b\\s", "new\nline", "\u0001");

    public static readonly Gen<string> Text = Gen.OneOf(
        Name,
        Gen.Char.AlphaNumeric.Array[0, 40].Select(characters => new string(characters)),
        Gen.Int[1, 0x10FFFF].Where(Rune.IsValid).Array[0, 12].Select(Join));

    public static readonly Gen<string> NumberLiteral = Gen.OneOf(
        Gen.OneOf(
            "0", "-0", "0.0", "-0e5", "1", "1.0", "1.10", "10e-1", "100", "1e2", "1E+2", "0.1", "1e-1",
            "1E400", "1E401", "-1e400", "1e-400",
            "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808"),
        Gen.Select(
            Gen.OneOf("", "-"),
            Gen.Int[0, 2000],
            Gen.OneOf("", ".0", ".5", ".50", ".05", ".125"),
            Gen.OneOf("", "e0", "e1", "E-1", "e+2", "e-20"),
            (sign, integer, fraction, exponent) => $"{sign}{integer}{fraction}{exponent}"));

    public static readonly Gen<JsonValue> Scalar = Gen.Frequency(
        (1, Gen.OneOf(JsonValue.Null, JsonValue.True, JsonValue.False)),
        (2, Text.Select(text => (JsonValue)text)),
        (2, NumberLiteral.Select(literal => JsonValue.Parse(literal))));

    public static readonly Gen<JsonValue> Any = OfDepth(Deepest);

    public static readonly Gen<JsonValue> Container = Gen.OneOf(MembersOf(Any), ItemsOf(Any));

    /// <summary>A document and what became of it: some edits, or another document altogether.</summary>
    public static readonly Gen<(JsonValue From, JsonValue To)> Versions = Gen.Frequency(
        (5, Gen.Select(Container, Any.Array[0, 4], Gen.Int, Edit)),
        (1, Gen.Select(Any, Any)));

    static (JsonValue From, JsonValue To) Edit(JsonValue from, JsonValue[] material, int seed) =>
        (from, Edits.Apply(from, material, seed));

    static Gen<JsonValue> OfDepth(int depth) => depth == 0
        ? Scalar
        : Gen.Frequency((2, Scalar), (3, MembersOf(OfDepth(depth - 1))), (2, ItemsOf(OfDepth(depth - 1))));

    static Gen<JsonValue> MembersOf(Gen<JsonValue> value) =>
        Gen.Select(Name, value, (name, member) => new JsonMember(name, member))
            .Array[0, 6]
            .Select(members => (JsonValue)JsonObject.Of([.. members.DistinctBy(member => member.Name)]));

    static Gen<JsonValue> ItemsOf(Gen<JsonValue> value) =>
        value.Array[0, 8].Select(items => (JsonValue)JsonArray.Of(items));

    static string Join(int[] scalars)
    {
        var text = new StringBuilder();
        foreach (var scalar in scalars)
            text.Append(new Rune(scalar));
        return text.ToString();
    }
}
