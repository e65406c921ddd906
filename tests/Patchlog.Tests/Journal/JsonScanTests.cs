using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using CsCheck;
using Patchlog.Journal;
using Patchlog.Json;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>A text is JSON exactly if a reader that is not ours says so, and it has one line.</summary>
public sealed class JsonScanTests
{
    static readonly string[] Texts =
    [
        """{"a":[1,-0.5e+10,{"b":null}],"c":"x\u00e9\n\"\\\/","d":{},"e":[],"f":[true,false],"":{"":[[[]]]}}""",
        """[{"op":"add","path":"/log/-","value":"2"},{"op":"test","path":"","value":-12.50E-3}]""",
        "\"ä\"", "0", "-1", "10.25", "1e5", "null", "[ 1 , 2 ]", " { \"a\" : 1 } ",
    ];

    static readonly Gen<byte[]> Harmed =
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 200], Gen.Char["{}[]:,\"\\0123456789-+.eEtrufalsn xu\t\u0001/"], Gen.Int[0, 3])
            .Select((text, at, with, how) => Harm(Encoding.UTF8.GetBytes(Texts[text]), at, (byte)with, how));

    [Fact]
    public void A_text_is_json_if_another_reader_says_so() =>
        Harmed.Sample(
            text => JsonScan.IsJson(text).ShouldBe(IsJson(text), Encoding.UTF8.GetString(text)), iter: 50_000);

    [Fact]
    public void A_text_is_one_line_and_no_deeper_than_documents_may_be()
    {
        foreach (var text in Texts)
            JsonScan.IsJson(Encoding.UTF8.GetBytes(text)).ShouldBeTrue(text);

        JsonScan.IsJson("[\n]"u8).ShouldBeFalse();
        JsonScan.IsJson("[1]\r"u8).ShouldBeFalse();
        JsonScan.IsJson(""u8).ShouldBeFalse();
        JsonScan.IsJson(Nested(JsonValue.MaxDepth)).ShouldBeTrue();
        JsonScan.IsJson(Nested(JsonValue.MaxDepth + 1)).ShouldBeFalse();
    }

    static byte[] Nested(int depth) => Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth));

    static byte[] Harm(byte[] text, int at, byte with, int how)
    {
        at %= text.Length;

        return how switch
        {
            0 => text,
            1 => [.. text[..at], with, .. text[(at + 1)..]],
            2 => [.. text[..at], with, .. text[at..]],
            _ => [.. text[..at], .. text[(at + 1)..]],
        };
    }

    static bool IsJson(byte[] text)
    {
        // What is no UTF-8 never gets there.
        if (!Utf8.IsValid(text))
            return JsonScan.IsJson(text);

        try
        {
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = JsonValue.MaxDepth });
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
