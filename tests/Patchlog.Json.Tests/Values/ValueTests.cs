using System.Buffers;
using CsCheck;
using Patchlog.Json.Tests.Generators;
using Shouldly;
using Xunit;

namespace Patchlog.Json.Tests.Values;

public sealed class ValueTests
{
    [Fact]
    public void A_value_knows_its_size() =>
        Documents.Any.Sample(value =>
        {
            value.Utf8Length.ShouldBe(value.ToUtf8Bytes().Length);
            value.Utf8Length.ShouldBe(System.Text.Encoding.UTF8.GetByteCount(value.ToString()));
            value.NodeCount.ShouldBe(CountNodes(value));
            value.Depth.ShouldBe(MeasureDepth(value));
        });

    [Fact]
    public void Setting_a_member_replaces_it_in_place_or_appends_it() =>
        Gen.Select(Documents.Container, Documents.Name, Documents.Any).Sample((value, name, added) =>
        {
            if (value is not JsonObject members)
                return;
            var before = members.ToString();
            var result = members.With(name, added);

            members.ToString().ShouldBe(before);
            ShouldBeAsGoodAsRead(result);
            result[name].ShouldBe(added);
            var names = Names(members);
            Names(result).ShouldBe(names.Contains(name) ? names : [.. names, name]);
        });

    [Fact]
    public void Removing_a_member_leaves_the_others_in_order() =>
        Gen.Select(Documents.Container, Documents.Name).Sample((value, name) =>
        {
            if (value is not JsonObject members)
                return;
            var result = members.Without(name);
            ShouldBeAsGoodAsRead(result);
            Names(result).ShouldBe(Names(members).Where(other => other != name));
            if (members[name] is null)
                result.ShouldBeSameAs(members);
        });

    [Fact]
    public void Versions_share_what_did_not_change()
    {
        var first = (JsonObject)JsonValue.Parse("{\"big\":{\"a\":[1,2,3]},\"n\":1}");
        var second = first.With("n", 2);
        second["big"].ShouldBeSameAs(first["big"]);
        second.ToString().ShouldBe("{\"big\":{\"a\":[1,2,3]},\"n\":2}");
    }

    [Fact]
    public void Members_of_a_large_object_are_found_in_every_version()
    {
        var value = JsonObject.Of([.. Enumerable.Range(0, 500).Select(i => new JsonMember($"m{i}", i))]);
        for (var i = 0; i < 500; i++)
            value[$"m{i}"].ShouldBe(i);

        value = value.With("m250", "new").Without("m100").With("m500", 500).With("m100", "back");
        value["m250"].ShouldBe("new");
        value["m100"].ShouldBe("back");
        value["m500"].ShouldBe(500);
        value["m501"].ShouldBeNull();
        value.Members[^1].Name.ShouldBe("m100");
        ShouldBeAsGoodAsRead(value);
    }

    [Fact]
    public void A_builder_collects_members()
    {
        var builder = new JsonObject.Builder();
        for (var i = 0; i < 100; i++)
            builder.Set($"m{i}", i).Set("m0", "last wins");
        var value = builder.Build();

        value.Count.ShouldBe(100);
        value["m0"].ShouldBe("last wins");
        ShouldBeAsGoodAsRead(value);
        Should.Throw<ObjectDisposedException>(() => builder.Set("late", 1));
    }

    [Fact]
    public void An_array_is_a_collection_expression()
    {
        JsonArray items = [1, "two", true, JsonValue.Null, JsonArray.Empty];
        items.ToString().ShouldBe("[1,\"two\",true,null,[]]");
        JsonArray copy = [.. items];
        copy.ShouldBe(items);
    }

    [Fact]
    public void What_can_not_be_stored_can_not_be_said()
    {
        foreach (var text in (string[])["\ud800", "a\udc00b", "a\0b"])
        {
            Should.Throw<ArgumentException>(() => JsonString.From(text));
            Should.Throw<ArgumentException>(() => JsonObject.Empty.With(text, 1));
            Should.Throw<ArgumentException>(() => JsonObject.Of(new JsonMember(text, 1)));
            JsonString.TryFrom(text, out _).ShouldBeFalse();
        }
    }

    [Fact]
    public void Two_members_of_one_name_can_not_be_said() =>
        Should.Throw<ArgumentException>(() => JsonObject.Of(new("a", 1), new("a", 2)));

    [Fact]
    public void A_string_comes_back() =>
        Documents.Text.Sample(text =>
        {
            JsonString.From(text).Value.ShouldBe(text);
            var read = (JsonString)JsonValue.Parse(JsonString.From(text).ToString());
            read.Value.ShouldBe(text);
            read.ShouldBe(JsonString.From(text));
        });

    [Fact]
    public void A_large_value_is_written_part_by_part_to_the_same_text() =>
        Documents.Container.Sample(
            value =>
            {
                JsonArray list = [.. Enumerable.Repeat(value, 2000)];
                JsonArray large = [JsonObject.Of(new("list", list), new("x", new string('x', 70_000))), value];
                var output = new ArrayBufferWriter<byte>();
                large.WriteTo(output);
                output.WrittenSpan.SequenceEqual(large.ToUtf8Bytes()).ShouldBeTrue();
            },
            iter: 10);

    static void ShouldBeAsGoodAsRead(JsonValue value)
    {
        var read = JsonValue.Parse(value.ToString());
        value.ShouldBe(read);
        value.Size().ShouldBe(read.Size());
    }

    static string[] Names(JsonObject members) => [.. members.Members.ToArray().Select(member => member.Name)];

    static int CountNodes(JsonValue value) => value switch
    {
        JsonObject members => 1 + members.Members.ToArray().Sum(member => CountNodes(member.Value)),
        JsonArray items => 1 + items.Items.ToArray().Sum(CountNodes),
        _ => 1,
    };

    static int MeasureDepth(JsonValue value) => value switch
    {
        JsonObject members => 1 + members.Members.ToArray().Max(member => (int?)MeasureDepth(member.Value)) ?? 1,
        JsonArray items => 1 + items.Items.ToArray().Max(item => (int?)MeasureDepth(item)) ?? 1,
        _ => 0,
    };
}
