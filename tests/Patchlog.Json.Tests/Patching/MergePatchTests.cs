using CsCheck;
using Patchlog.Json.Tests.Generators;
using Patchlog.Json.Tests.Models;
using Shouldly;
using Xunit;

namespace Patchlog.Json.Tests.Patching;

public sealed class MergePatchTests
{
    /// <summary>RFC 7396, appendix A, row by row.</summary>
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", "null", "null")]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("""[1,2]""", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("""{}""", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void The_examples_of_the_rfc_hold(string target, string patch, string expected) =>
        JsonMergePatch.Apply(JsonValue.Parse(target), JsonValue.Parse(patch)).ToString().ShouldBe(expected);

    [Fact]
    public void A_merge_does_what_the_pseudo_code_of_the_rfc_does() =>
        Gen.Select(Documents.Any, Documents.Any).Sample(
            (target, patch) =>
            {
                var before = target.ToString();
                var result = JsonMergePatch.Apply(target, patch);

                result.ToString().ShouldBe(NaiveMergePatch.MergePatch(target, patch).ToString());
                target.ToString().ShouldBe(before);
                result.Size().ShouldBe(JsonValue.Parse(result.ToString()).Size());
            },
            iter: 1000);

    [Fact]
    public void What_the_patch_does_not_name_is_shared()
    {
        var target = (JsonObject)JsonValue.Parse("""{"kept":{"deep":[1]},"changed":{"a":1,"b":{"c":[2]}}}""");
        var result = (JsonObject)JsonMergePatch.Apply(target, JsonValue.Parse("""{"changed":{"a":2}}"""));
        result["kept"].ShouldBeSameAs(target["kept"]);
        ((JsonObject)result["changed"]!)["b"].ShouldBeSameAs(((JsonObject)target["changed"]!)["b"]);
    }

    [Fact]
    public void A_merge_that_changes_nothing_equals_the_target() =>
        Documents.Any.Sample(target => JsonMergePatch.Apply(target, JsonObject.Empty)
            .ShouldBe(target is JsonObject ? target : JsonObject.Empty));
}
