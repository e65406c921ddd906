using System.Text;
using CsCheck;
using Patchlog.Json.Tests.Generators;
using Shouldly;
using Xunit;

namespace Patchlog.Json.Tests.Reading;

public sealed class ReaderTests
{
    [Fact]
    public void What_is_written_reads_back_as_the_same_text() =>
        Documents.Any.Sample(value =>
        {
            var text = value.ToString();
            var read = JsonValue.Parse(text);
            read.ToString().ShouldBe(text);
            read.ShouldBe(value);
        });

    [Fact]
    public void White_space_and_escapes_do_not_matter() =>
        Documents.Any.Sample(value =>
        {
            var loose = System.Text.Json.JsonSerializer.Serialize(
                System.Text.Json.Nodes.JsonNode.Parse(value.ToString()), Loose); // Escapes whatever is not ASCII.
            JsonValue.Parse(loose).ToString().ShouldBe(value.ToString());
        });

    [Theory]
    [InlineData("9007199254740993")]
    [InlineData("1.10")]
    [InlineData("1E400")]
    [InlineData("-0")]
    [InlineData("-0.0e-7")]
    [InlineData("123456789012345678901234567890.123456789")]
    public void A_number_keeps_its_literal(string literal)
    {
        JsonValue.Parse($" [ {literal} , {literal}] ").ToString().ShouldBe($"[{literal},{literal}]");
        ((JsonNumber)JsonValue.Parse(literal)).Literal.ShouldBe(literal);
    }

    [Theory]
    [InlineData("\"\\u00e9\\u0041\"", "\"éA\"")]
    [InlineData("\"\\ud83d\\ude00\"", "\"😀\"")]
    [InlineData("\"\\/\\b\\f\\n\\r\\t\\\"\\\\\"", "\"/\\b\\f\\n\\r\\t\\\"\\\\\"")]
    [InlineData("\"\\u0022\\u005C\\u000A\\u001F\\u007f\"", "\"\\\"\\\\\\n\\u001f\u007f\"")]
    [InlineData("{\"\\u0061\":1}", "{\"a\":1}")]
    public void A_string_has_one_text_however_it_was_escaped(string json, string text) =>
        JsonValue.Parse(json).ToString().ShouldBe(text);

    [Theory]
    [InlineData("\uFFFE")]
    [InlineData("\uFFFF")]
    [InlineData("\uFDD0")]
    [InlineData("\U0010FFFF")]
    public void Noncharacters_are_characters(string text) =>
        ((JsonString)JsonValue.Parse($"\"{text}\"")).Value.ShouldBe(text);

    [Theory]
    [InlineData("", JsonFaultCodes.EmptyDocument, "", 0)]
    [InlineData(" \n\t ", JsonFaultCodes.EmptyDocument, "", 4)]
    [InlineData("nul", JsonFaultCodes.Syntax, "", 0)]
    [InlineData("True", JsonFaultCodes.Syntax, "", 0)]
    [InlineData("'a'", JsonFaultCodes.Syntax, "", 0)]
    [InlineData("[1,]", JsonFaultCodes.Syntax, "/1", 3)]
    [InlineData("[1 2]", JsonFaultCodes.Syntax, "", 3)]
    [InlineData("[1", JsonFaultCodes.Syntax, "", 2)]
    [InlineData("[", JsonFaultCodes.Syntax, "/0", 1)]
    [InlineData("{\"a\":[0,{\"b\":x}]}", JsonFaultCodes.Syntax, "/a/1/b", 13)]
    [InlineData("{\"a\":1,}", JsonFaultCodes.Syntax, "", 7)]
    [InlineData("{\"a\" 1}", JsonFaultCodes.Syntax, "", 5)]
    [InlineData("{a:1}", JsonFaultCodes.Syntax, "", 1)]
    [InlineData("{\"a/b~\":}", JsonFaultCodes.Syntax, "/a~1b~0", 8)]
    [InlineData("{", JsonFaultCodes.Syntax, "", 1)]
    [InlineData("[1]]", JsonFaultCodes.TrailingContent, "", 3)]
    [InlineData("{} {}", JsonFaultCodes.TrailingContent, "", 3)]
    [InlineData("1 /* one */", JsonFaultCodes.TrailingContent, "", 2)]
    [InlineData("\"a", JsonFaultCodes.Syntax, "", 2)]
    [InlineData("\"a\tb\"", JsonFaultCodes.Syntax, "", 2)]
    [InlineData("\"\\x\"", JsonFaultCodes.Syntax, "", 1)]
    [InlineData("\"\\", JsonFaultCodes.Syntax, "", 1)]
    [InlineData("\"\\u12\"", JsonFaultCodes.Syntax, "", 1)]
    [InlineData("\"\\u12 4\"", JsonFaultCodes.Syntax, "", 1)]
    [InlineData("\"\\u+123\"", JsonFaultCodes.Syntax, "", 1)]
    [InlineData("\"\\n\t\"", JsonFaultCodes.Syntax, "", 3)]
    [InlineData("\"a\\u0000\"", JsonFaultCodes.NulCharacter, "", 2)]
    [InlineData("{\"\\u0000\":1}", JsonFaultCodes.NulCharacter, "", 2)]
    [InlineData("\"\\ud800\"", JsonFaultCodes.LoneSurrogate, "", 1)]
    [InlineData("\"\\udc00\"", JsonFaultCodes.LoneSurrogate, "", 1)]
    [InlineData("\"\\ud800\\ud800\"", JsonFaultCodes.LoneSurrogate, "", 1)]
    [InlineData("\"\\ud800x\"", JsonFaultCodes.LoneSurrogate, "", 1)]
    [InlineData("01", JsonFaultCodes.Syntax, "", 2)]
    [InlineData("-01", JsonFaultCodes.Syntax, "", 3)]
    [InlineData("-", JsonFaultCodes.Syntax, "", 1)]
    [InlineData("+1", JsonFaultCodes.Syntax, "", 0)]
    [InlineData(".5", JsonFaultCodes.Syntax, "", 0)]
    [InlineData("1.", JsonFaultCodes.Syntax, "", 2)]
    [InlineData("1.e1", JsonFaultCodes.Syntax, "", 2)]
    [InlineData("1e", JsonFaultCodes.Syntax, "", 2)]
    [InlineData("1e+", JsonFaultCodes.Syntax, "", 3)]
    [InlineData("0x10", JsonFaultCodes.TrailingContent, "", 1)]
    [InlineData("NaN", JsonFaultCodes.Syntax, "", 0)]
    [InlineData("{\"a\":1,\"b\":2,\"a\":3}", JsonFaultCodes.DuplicateMember, "/a", 13)]
    [InlineData("{\"a\":1,\"\\u0061\":3}", JsonFaultCodes.DuplicateMember, "/a", 7)]
    [InlineData("[{\"\":1,\"\":3}]", JsonFaultCodes.DuplicateMember, "/0/", 7)]
    public void A_bad_text_is_refused_with_its_code_and_its_place(string json, string code, string pointer, int offset)
    {
        var fault = Given.FaultOf(json).ShouldNotBeNull();
        fault.Code.ShouldBe(code, fault.Detail);
        fault.Pointer.ShouldBe(pointer);
        fault.ByteOffset.ShouldBe(offset);
    }

    [Fact]
    public void A_fault_tells_line_and_column_in_characters()
    {
        var fault = Given.FaultOf("{\n  \"é\": 1,\n  \"日本\": }").ShouldNotBeNull();
        fault.Detail.ShouldBe("Line 3, column 9: expected a value, found '}'.");
        fault.Pointer.ShouldBe("/日本");
    }

    [Theory]
    [InlineData(new byte[] { (byte)'"', 0xFF, (byte)'"' }, 1)]
    [InlineData(new byte[] { (byte)'"', (byte)'a', 0xC0, 0x80, (byte)'"' }, 2)]
    [InlineData(new byte[] { (byte)'"', 0xED, 0xA0, 0x80, (byte)'"' }, 1)]
    [InlineData(new byte[] { (byte)'"', 0xE2, 0x82 }, 1)]
    [InlineData(new byte[] { (byte)'1', (byte)' ', 0x80 }, 2)]
    public void Bytes_that_are_not_utf8_are_refused(byte[] utf8, int offset)
    {
        var fault = Given.FaultOf(utf8).ShouldNotBeNull();
        fault.Code.ShouldBe(JsonFaultCodes.InvalidUtf8);
        fault.ByteOffset.ShouldBe(offset);
    }

    [Fact]
    public void The_place_of_a_bad_byte_is_found_far_into_a_text()
    {
        byte[] good = [.. Enumerable.Repeat("é😀"u8.ToArray(), 1000).SelectMany(bytes => bytes)];
        Given.FaultOf([(byte)'"', .. good, 0xFF, (byte)'"']).ShouldNotBeNull().ByteOffset.ShouldBe(1 + good.Length);
    }

    [Fact]
    public void A_byte_order_mark_is_refused() =>
        Given.FaultOf([0xEF, 0xBB, 0xBF, (byte)'1']).ShouldNotBeNull().Code.ShouldBe(JsonFaultCodes.ByteOrderMark);

    [Fact]
    public void A_dotnet_string_with_a_lone_surrogate_is_refused() =>
        Should.Throw<JsonFaultException>(() => JsonValue.Parse("[\"a\", \"\ud800\"]"))
            .Fault.Code.ShouldBe(JsonFaultCodes.LoneSurrogate);

    [Fact]
    public void Cutting_or_spoiling_a_text_anywhere_is_answered_and_never_suffered() =>
        Gen.Select(Documents.Container, Gen.Int[0, 10_000], Gen.Byte).Sample((value, place, spoiled) =>
        {
            var text = value.ToUtf8Bytes();
            var cut = text.AsSpan(0, place % text.Length);
            Given.FaultOf(cut).ShouldNotBeNull().ByteOffset.ShouldBeInRange(0, cut.Length);

            text[place % text.Length] = spoiled;
            if (JsonValue.TryParse(text, JsonLimits.Default, out var read, out var fault))
                JsonValue.Parse(read.ToString()).ShouldBe(read);
            else
                fault.Detail.ShouldMatch("^Line [12], column \\d+: ");
        });

    [Fact]
    public void What_is_accepted_is_what_a_strict_system_text_json_accepts() =>
        Gen.Select(Documents.Container, Gen.Int[0, 10_000], Gen.Char["\"{],:0-.e \\a\n"].Array[0, 1])
            .Sample(
                (value, place, spoilers) =>
                {
                    var text = value.ToString();
                    text = text.Remove(place % text.Length, 1).Insert(place % text.Length, new string(spoilers));
                    var utf8 = Encoding.UTF8.GetBytes(text); // Half a surrogate pair becomes U+FFFD.
                    var fault = Given.FaultOf(utf8);
                    if (fault?.Code is JsonFaultCodes.NumberTooLarge or JsonFaultCodes.NulCharacter)
                        return; // Bounds of ours, not of the grammar.

                    (fault is null).ShouldBe(IsAcceptedByTheFramework(utf8), $"{text}: {fault}");
                },
                iter: 1500);

    [Fact]
    public void A_short_text_that_is_kept_does_not_keep_its_document()
    {
        var filler = new string('x', 100_000);
        var kept = Enumerable.Range(0, 3000)
            .Select(i => ((JsonArray)JsonValue.Parse($"[\"{filler}\",\"text number {i}\",{i}.5]"))[1])
            .ToArray();
        GC.GetTotalMemory(forceFullCollection: true).ShouldBeLessThan(200_000_000); // All documents: 300,000,000.
        kept.Length.ShouldBe(3000);
    }

    [Fact]
    public void Objects_that_begin_alike_and_go_on_differently_are_read_as_they_are()
    {
        const string text = """
            [{"id":1,"a":1,"b":1},{"id":1,"a":1},{"id":1},{"id":1,"a":1,"c":1},{"id":1,"a":1,"b":1,"c":1},
             {"id":1,"b":1},{"a":1,"id":1},{"id":1,"a":1,"b":1},{"id" :1,"a" : 1,"b":1},{"\u0069d":1,"a":1,"b":1},
             {"ida":1},{"id":1,"a":1,"b":1}]
            """;
        var compact = string.Concat(text.Where(character => !char.IsWhiteSpace(character))).Replace("\\u0069", "i");
        for (var i = 0; i < 3; i++)
            JsonValue.Parse(text).ToString().ShouldBe(compact);

        Given.FaultOf("""[{"id":1,"a":1,"b":1},{"id":1,"a":1,"id":1}]""")
            .ShouldNotBeNull().Code.ShouldBe(JsonFaultCodes.DuplicateMember);
    }

    [Fact]
    public void Strings_of_every_length_and_alignment_are_read()
    {
        for (var length = 0; length < 70; length++)
        {
            for (var special = 0; special <= length; special++)
            {
                var plain = new string('x', length);
                var escaped = plain.Insert(special, "\\n");
                ((JsonString)JsonValue.Parse($"\"{escaped}\"")).Value.ShouldBe(plain.Insert(special, "\n"));
            }
        }
    }

    [Fact]
    public void Equal_names_of_different_texts_are_one_string()
    {
        var first = (JsonObject)JsonValue.Parse("{\"aName\":1}");
        var second = (JsonObject)JsonValue.Parse("{\"aN\\u0061me\":2}");
        ReferenceEquals(first.Members[0].Name, second.Members[0].Name).ShouldBeTrue();
    }

    static bool IsAcceptedByTheFramework(byte[] utf8)
    {
        try
        {
            using var document = System.Text.Json.JsonDocument.Parse(utf8, new() { AllowDuplicateProperties = false });
            return true;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    static readonly System.Text.Json.JsonSerializerOptions Loose = new() { WriteIndented = true };
}
