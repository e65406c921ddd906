using System.Net.WebSockets;
using System.Text;
using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.WebSockets;

/// <summary>What a connection survives, and what it does not.</summary>
public abstract class BadFrameTests(Backend backend) : ServerFixture(backend)
{
    const int Mebibyte = 1 << 20;

    [Theory]
    [MemberData(nameof(BadJson.Texts), MemberType = typeof(BadJson))]
    public async Task Text_that_is_not_strict_json_is_answered_without_an_id(string text, string code)
    {
        await using var client = await ConnectAsync();

        await client.SendAsync(text);

        var nack = await client.NextAsync("nack");
        nack.ShouldBeNack(400, "invalid-json").TextAt("errors/0/code").ShouldBe(code);
        nack.Has("id").ShouldBeFalse();
        await ShouldBeUnharmedAsync(client);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"ping\"")]
    [InlineData("{}")]
    [InlineData("""{"type":7}""")]
    [InlineData("""{"type":"shout"}""")]
    [InlineData("""{"type":"Ping"}""")]
    [InlineData("""{"type":"ack"}""")]
    public async Task A_frame_of_no_known_shape_is_answered_without_an_id_where_it_has_none(string frame)
    {
        await using var client = await ConnectAsync();

        await client.SendAsync(frame);

        var nack = await client.NextAsync("nack");
        nack.ShouldBeNack(400, "invalid-frame");
        nack.Has("id").ShouldBeFalse();
        await ShouldBeUnharmedAsync(client);
    }

    [Theory]
    [InlineData("""{"type":"shout","id":"1"}""")]
    [InlineData("""{"type":"command","id":"1"}""")]
    [InlineData("""{"type":"batch","id":"1"}""")]
    [InlineData("""{"type":"batch","id":"1","commands":{}}""")]
    public async Task A_frame_of_no_known_shape_is_answered_under_its_id(string frame)
    {
        await using var client = await ConnectAsync();

        (await client.RequestAsync(frame)).ShouldBeNack(400, "invalid-frame");

        await ShouldBeUnharmedAsync(client);
    }

    [Theory]
    [InlineData("7", "")]
    [InlineData("""{"type":"spin"}""", "/type")]
    [InlineData("""{"type":"create","tenant":"t","targetName":"orders","body":[]}""", "/body")]
    [InlineData("""{"type":"create","tenant":"t","targetName":"orders","body":{},"color":"red"}""", "/color")]
    public async Task A_bad_command_in_a_good_frame_is_answered_with_a_pointer_into_the_command(
        string command, string pointer)
    {
        await using var client = await ConnectAsync();

        var problem = (await client.RequestAsync(Frames.Command("1", command))).ShouldBeNack(400, "invalid-command");

        problem.At("errors").EnumerateArray().ShouldContain(error => error.TextAt("pointer") == pointer);
        await ShouldBeUnharmedAsync(client);
    }

    [Fact]
    public async Task A_bad_bare_command_is_answered_under_its_id()
    {
        await using var client = await ConnectAsync();

        var nack = await client.RequestAsync(
            """{"type":"create","id":"1","tenant":"a b","targetName":"orders","body":{}}""");

        nack.ShouldBeNack(400, "invalid-command").TextAt("errors/0/pointer").ShouldBe("/tenant");
    }

    [Fact]
    public async Task A_binary_message_ends_the_connection()
    {
        await using var client = await ConnectAsync();

        await client.SendAsync("{}"u8.ToArray(), WebSocketMessageType.Binary);

        (await client.ClosedAsync()).ShouldBe(1003);
        await ShouldBeUnharmedAsync();
    }

    [Theory]
    [MemberData(nameof(BadJson.NotUtf8), MemberType = typeof(BadJson))]
    public async Task Bytes_that_are_not_utf_8_end_the_connection(byte[] bytes)
    {
        await using var client = await ConnectAsync();

        await client.SendAsync(bytes, WebSocketMessageType.Text);

        (await client.ClosedAsync()).ShouldBe(1007);
        await ShouldBeUnharmedAsync();
    }

    [Fact]
    public async Task A_message_up_to_a_mebibyte_is_taken()
    {
        await using var client = await ConnectAsync();
        var empty = Frames.Command("1", Command.Create("""{"id":"42","text":""}"""));

        var ack = await client.RequestAsync(empty.Replace(
            "\"text\":\"\"", $"\"text\":\"{new string('x', Mebibyte - empty.Length)}\"", StringComparison.Ordinal));

        ack.ShouldBeAck(version: 1);
    }

    [Fact]
    public async Task A_larger_message_ends_the_connection()
    {
        await using var client = await ConnectAsync();

        await client.SendAsync(new string(' ', Mebibyte + 1));

        (await client.ClosedAsync()).ShouldBe(1009);
        await ShouldBeUnharmedAsync();
    }

    [Fact]
    public async Task A_message_without_end_ends_the_connection_at_the_limit()
    {
        await using var client = await ConnectAsync();
        var part = Encoding.UTF8.GetBytes(new string(' ', Mebibyte / 4));

        for (var parts = 0; parts < 5; parts++) await client.SendAsync(part, WebSocketMessageType.Text, isEnd: false);

        (await client.ClosedAsync()).ShouldBe(1009);
    }

    async Task ShouldBeUnharmedAsync(WebSocketClient? client = null)
    {
        await using var other = client is null ? await ConnectAsync() : null;
        var ack = await (client ?? other!).RequestAsync(Frames.Command("after", Command.Create("""{"id":"after"}""")));
        ack.ShouldBeAck(version: 1).TextAt("position").ShouldBe("1");
    }
}

public sealed class BadFrameTestsOnSqlite(SqliteBackend backend) : BadFrameTests(backend);

public sealed class BadFrameTestsOnPostgreSql(PostgresBackend backend) : BadFrameTests(backend);
