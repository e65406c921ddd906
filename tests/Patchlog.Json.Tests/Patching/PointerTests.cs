using CsCheck;
using Patchlog.Json.Tests.Generators;
using Shouldly;
using Xunit;

namespace Patchlog.Json.Tests.Patching;

public sealed class PointerTests
{
    /// <summary>The document of RFC 6901 §5.</summary>
    static readonly JsonValue Example = JsonValue.Parse(
        """{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}""");

    [Theory]
    [InlineData("/foo", "[\"bar\",\"baz\"]")]
    [InlineData("/foo/0", "\"bar\"")]
    [InlineData("/", "0")]
    [InlineData("/a~1b", "1")]
    [InlineData("/c%d", "2")]
    [InlineData("/e^f", "3")]
    [InlineData("/g|h", "4")]
    [InlineData("/i\\j", "5")]
    [InlineData("/k\"l", "6")]
    [InlineData("/ ", "7")]
    [InlineData("/m~0n", "8")]
    public void The_examples_of_the_rfc_hold(string pointer, string expected) =>
        Evaluate(Example, pointer).ShouldNotBeNull().ToString().ShouldBe(expected);

    [Fact]
    public void The_empty_pointer_is_the_whole_document() => Evaluate(Example, "").ShouldBeSameAs(Example);

    [Theory]
    [InlineData("/foo/2")]
    [InlineData("/foo/-")]
    [InlineData("/foo/00")]
    [InlineData("/foo/01")]
    [InlineData("/foo/-1")]
    [InlineData("/foo/+1")]
    [InlineData("/foo/1e0")]
    [InlineData("/foo/1.0")]
    [InlineData("/foo/ 1")]
    [InlineData("/foo/١")]
    [InlineData("/foo/")]
    [InlineData("/foo/4294967296")]
    [InlineData("/foo/99999999999999999999999")]
    [InlineData("/foo/0/0")]
    [InlineData("/bar")]
    [InlineData("/ /0")]
    public void What_is_not_there_is_null(string pointer) => Evaluate(Example, pointer).ShouldBeNull();

    [Theory]
    [InlineData("a")]
    [InlineData("#/a")]
    [InlineData(" /a")]
    [InlineData("/~")]
    [InlineData("/a~")]
    [InlineData("/a~2b")]
    [InlineData("/a~/b")]
    [InlineData("/~~0")]
    public void What_is_no_pointer_is_refused(string text) => JsonPointer.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("/~01", "~1")]
    [InlineData("/~10", "/0")]
    [InlineData("/~0~1", "~/")]
    public void Escapes_are_undone_in_the_right_order(string text, string token)
    {
        JsonPointer.TryParse(text, out var pointer).ShouldBeTrue();
        pointer.Tokens.ShouldBe([token]);
    }

    [Fact]
    public void Tokens_survive_escaping() =>
        Documents.Text.Array[0, 5].Sample(tokens =>
        {
            var built = tokens.Aggregate(JsonPointer.Root, (pointer, token) => pointer.Append(token));
            JsonPointer.TryParse(built.ToString(), out var parsed).ShouldBeTrue();
            parsed.Tokens.ShouldBe(tokens);
            parsed.ShouldBe(built);
            parsed.GetHashCode().ShouldBe(built.GetHashCode());
        });

    static JsonValue? Evaluate(JsonValue document, string text)
    {
        JsonPointer.TryParse(text, out var pointer).ShouldBeTrue();
        pointer.ToString().ShouldBe(text);
        return pointer.Evaluate(document);
    }
}
