using System.Text;
using Shouldly;
using Xunit;

namespace Patchlog.Json.Tests.Reading;

public sealed class LimitTests
{
    [Fact]
    public void A_text_may_have_so_many_bytes_and_no_more()
    {
        var limits = new JsonLimits { MaxBytes = 10 };
        Read("[123456789", limits).ShouldBe(JsonFaultCodes.Syntax);
        Read("[12345678]", limits).ShouldBeNull();
        Read("[12345678] ", limits).ShouldBe(JsonFaultCodes.TooManyBytes);
        Should.Throw<JsonFaultException>(() => JsonValue.Parse("\"ééééé\"", limits))
            .Fault.Code.ShouldBe(JsonFaultCodes.TooManyBytes);
    }

    [Fact]
    public void Containers_may_nest_so_deep_and_no_deeper()
    {
        var limits = new JsonLimits { MaxDepth = 3 };
        Read("[[{}]]", limits).ShouldBeNull();
        Read("[[[[]]]]", limits).ShouldBe(JsonFaultCodes.TooDeep);
        Read("[[],[[]],{\"a\":{\"b\":1}}]", limits).ShouldBeNull();
        Read("1", limits with { MaxDepth = 0 }).ShouldBeNull();
        Read("[]", limits with { MaxDepth = 0 }).ShouldBe(JsonFaultCodes.TooDeep);
        Should.Throw<ArgumentOutOfRangeException>(() => limits with { MaxDepth = JsonValue.MaxDepth + 1 });
    }

    [Fact]
    public void The_deepest_value_allowed_survives_every_algorithm()
    {
        var limits = new JsonLimits { MaxDepth = JsonValue.MaxDepth };
        var text = new string('[', JsonValue.MaxDepth - 1) + "{\"a\":0}" + new string(']', JsonValue.MaxDepth - 1);
        var value = JsonValue.Parse(text, limits);
        var other = JsonValue.Parse(text.Replace('0', '1'), limits);

        // A third of the stack that a thread has by default.
        var thread = new Thread(
            () =>
            {
                value.Depth.ShouldBe(JsonValue.MaxDepth);
                value.ToString().ShouldBe(text);
                value.ShouldBe(JsonValue.Parse(text, limits));
                value.GetHashCode().ShouldNotBe(other.GetHashCode());
                value.WriteCanonicalTo(new System.Buffers.ArrayBufferWriter<byte>());
                JsonDiff.Compute(value, other).ApplyTo(value, new() { MaxDepth = JsonValue.MaxDepth }).ShouldBe(other);
                Should.Throw<InvalidOperationException>(() => JsonArray.Of(value));
            },
            maxStackSize: 512 * 1024);
        thread.Start();
        thread.Join();
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    public void A_million_brackets_are_refused_at_the_depth_limit(string opening)
    {
        var bomb = new StringBuilder().Insert(0, opening, 1_000_000).ToString();
        var limits = new JsonLimits { MaxBytes = int.MaxValue, MaxDepth = JsonValue.MaxDepth };
        var fault = Given.FaultOf(bomb, limits).ShouldNotBeNull();
        fault.Code.ShouldBe(JsonFaultCodes.TooDeep);
        fault.ByteOffset.ShouldBe(JsonValue.MaxDepth * opening.Length);
    }

    [Fact]
    public void A_text_may_have_so_many_values_and_no_more()
    {
        var limits = new JsonLimits { MaxValues = 4 };
        Read("[1,{\"a\":2}]", limits).ShouldBeNull();
        Read("[1,{\"a\":2},3]", limits).ShouldBe(JsonFaultCodes.TooManyValues);
    }

    [Fact]
    public void A_number_may_have_so_many_characters_and_no_more()
    {
        var limits = new JsonLimits { MaxNumberLength = 5 };
        Read("-1e10", limits).ShouldBeNull();
        Read("-1e100", limits).ShouldBe(JsonFaultCodes.NumberTooLong);
        Read(new string('9', 256), JsonLimits.Default).ShouldBeNull();
        Read(new string('9', 257), JsonLimits.Default).ShouldBe(JsonFaultCodes.NumberTooLong);
    }

    [Theory]
    [InlineData("1e1000", null)]
    [InlineData("1e-01000", null)]
    [InlineData("1e1001", JsonFaultCodes.NumberTooLarge)]
    [InlineData("1e-1001", JsonFaultCodes.NumberTooLarge)]
    [InlineData("0e99999999999999999999999999", JsonFaultCodes.NumberTooLarge)]
    public void An_exponent_may_be_so_large_and_no_larger(string literal, string? code) =>
        Read(literal, JsonLimits.Default).ShouldBe(code);

    [Theory]
    [InlineData("[1e9]", 10)]
    [InlineData("[-1e9]", 11)]
    [InlineData("[1e-3]", 5)]
    [InlineData("[1.25e1]", 4)]
    [InlineData("[12.5,3]", 5)]
    [InlineData("[1.5e3,\"1e1000\"]", 4)]
    public void Numbers_count_as_long_as_they_are_without_exponents(string json, int length)
    {
        JsonValue.Parse(json).ExpandedNumberLength.ShouldBe(length);
        Read(json, new JsonLimits { MaxExpandedNumberBytes = length }).ShouldBeNull();
        Read(json, new JsonLimits { MaxExpandedNumberBytes = length - 1 }).ShouldBe(JsonFaultCodes.NumberTooLarge);
    }

    [Fact]
    public void A_hundred_thousand_members_that_look_alike_are_read_and_found_quickly()
    {
        var names = Enumerable.Range(0, 100_000).Select(i => $"member-that-begins-and-{i:D6}-ends-like-all-the-others");
        var text = "{" + string.Join(",", names.Select(name => $"\"{name}\":0")) + "}";
        var limits = new JsonLimits { MaxBytes = 16 * 1024 * 1024 };

        var value = (JsonObject)JsonValue.Parse(text, limits);
        value.Count.ShouldBe(100_000);
        value["member-that-begins-and-099999-ends-like-all-the-others"].ShouldBe(0);
        value.ShouldBe(JsonValue.Parse(text, limits));
        Read(text[..^1] + ",\"member-that-begins-and-050000-ends-like-all-the-others\":1}", limits)
            .ShouldBe(JsonFaultCodes.DuplicateMember);
    }

    static string? Read(string json, JsonLimits limits) => Given.FaultOf(json, limits)?.Code;
}
