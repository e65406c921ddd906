using System.Text;
using Shouldly;
using Xunit;

namespace Patchlog.Json.Tests.Values;

/// <summary>Where a value stands in the text that it was read from.</summary>
public sealed class LocationTests
{
    const string Text = """
        {
          "a": [ 1,
            { "b/c": true } ],
          "ä🎉": 0, "\u0064": 1
        }
        """;

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("/a", 2, 3)]
    [InlineData("/a/0", 2, 10)]
    [InlineData("/a/1", 3, 5)]
    [InlineData("/a/1/b~1c", 3, 7)]
    [InlineData("/ä🎉", 4, 3)]
    [InlineData("/d", 4, 12)]
    public void A_member_is_where_its_name_is_and_an_element_where_it_begins(string pointer, int line, int column) =>
        Locate(pointer).ShouldBe(new(line, column));

    [Theory]
    [InlineData("/none", 1, 1)]
    [InlineData("/a/2", 2, 3)]
    [InlineData("/a/x/y", 2, 3)]
    [InlineData("/a/0/deeper", 2, 10)]
    public void What_is_nowhere_is_where_its_way_ends(string pointer, int line, int column) =>
        Locate(pointer).ShouldBe(new(line, column));

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(2, 2, 1)]
    [InlineData(1_000, 5, 2)]
    public void A_byte_is_counted_in_lines_and_characters(long offset, int line, int column) =>
        JsonLocation.OfOffset(Encoding.UTF8.GetBytes(Text), offset).ShouldBe(new(line, column));

    static JsonLocation Locate(string pointer)
    {
        JsonPointer.TryParse(pointer, out var parsed).ShouldBeTrue();
        return JsonLocation.OfPointer(Encoding.UTF8.GetBytes(Text), parsed!);
    }
}
