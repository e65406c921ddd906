using System.Buffers;
using System.Text;
using CsCheck;
using Patchlog.Json.Tests.Generators;
using Shouldly;
using Xunit;

namespace Patchlog.Json.Tests.Writing;

public sealed class WriterTests
{
    [Fact]
    public void A_frame_is_written_with_its_commas()
    {
        using var writer = new JsonWriter();
        writer.BeginObject()
            .Member("type", "ack").Member("version", 3).Member("new", false)
            .Name("events").BeginArray()
            .Value(JsonObject.Empty.With("n", 1)).Null().Raw("[1, 2]"u8).BeginObject().End().BeginArray().End()
            .End()
            .Name("é\n"u8).String("\""u8)
            .Member("last", JsonValue.True)
            .End();

        Text(writer).ShouldBe(
            """{"type":"ack","version":3,"new":false,"events":[{"n":1},null,[1, 2],{},[]],"é\n":"\"","last":true}""");
    }

    [Fact]
    public void Any_value_written_step_by_step_is_its_compact_text() =>
        Documents.Any.Sample(value =>
        {
            using var writer = new JsonWriter(capacity: 1);
            Write(writer, value);
            Text(writer).ShouldBe(value.ToString());
        });

    [Fact]
    public void An_output_gets_all_of_it_in_order() =>
        Documents.Any.Sample(
            value =>
            {
                var output = new ArrayBufferWriter<byte>();
                using (var writer = new JsonWriter(output))
                {
                    writer.BeginArray();
                    for (var i = 0; i < 2000; i++)
                        Write(writer, value);
                    writer.End();
                }

                JsonArray expected = [.. Enumerable.Repeat(value, 2000)];
                Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe(expected.ToString());
            },
            iter: 10);

    [Fact]
    public void A_large_value_goes_to_the_output_without_a_detour()
    {
        JsonArray large = [.. Enumerable.Repeat((JsonValue)"some text", 10_000)];
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new JsonWriter(output))
            writer.BeginArray().Number(1).Value(large).Number(2).End();
        JsonArray expected = [1, large, 2];
        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe(expected.ToString());
    }

    [Fact]
    public void A_string_is_escaped_alike_from_both_encodings() =>
        Documents.Text.Sample(text =>
        {
            using var writer = new JsonWriter();
            writer.BeginArray().String(text).String(Encoding.UTF8.GetBytes(text)).End();
            JsonArray expected = [text, text];
            Text(writer).ShouldBe(expected.ToString());
        });

    [Fact]
    public void A_lone_surrogate_becomes_the_replacement_character()
    {
        using var writer = new JsonWriter();
        writer.String("a\ud800\"\udc00");
        Text(writer).ShouldBe("\"a\uFFFD\\\"\uFFFD\"");
    }

    [Fact]
    public void A_cleared_writer_is_as_new()
    {
        using var writer = new JsonWriter();
        writer.BeginObject().Member("half", 1);
        writer.Clear();
        writer.BeginArray().Number(long.MinValue).Number(long.MaxValue).End();
        Text(writer).ShouldBe("[-9223372036854775808,9223372036854775807]");
    }

    [Fact]
    public void Closing_what_is_not_open_is_a_bug()
    {
        using var writer = new JsonWriter();
        Should.Throw<InvalidOperationException>(() => writer.BeginArray().End().End());
    }

    static void Write(JsonWriter writer, JsonValue value)
    {
        switch (value)
        {
            case JsonObject members:
                writer.BeginObject();
                foreach (var (name, member) in members)
                    Write(writer.Name(name), member);
                writer.End();
                break;
            case JsonArray items:
                writer.BeginArray();
                foreach (var item in items)
                    Write(writer, item);
                writer.End();
                break;
            case JsonString text:
                writer.String(text.Value);
                break;
            case JsonBoolean truth:
                writer.Boolean(truth.Value);
                break;
            case JsonNull:
                writer.Null();
                break;
            default:
                writer.Raw(((JsonNumber)value).Utf8Literal);
                break;
        }
    }

    static string Text(JsonWriter writer) => Encoding.UTF8.GetString(writer.Written.Span);
}
