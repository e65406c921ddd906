using System.Text;
using Xunit;

namespace Patchlog.Server.Tests.Harness;

/// <summary>What the strict intake refuses (RFC 8259 in the profile of RFC 7493, and the limits), and why.</summary>
static class BadJson
{
    /// <summary>Texts in good UTF-8, with the code of the fault in each.</summary>
    public static TheoryData<string, string> Texts => new()
    {
        { "", "empty-document" },
        { " \n\t", "empty-document" },
        { "{", "syntax" },
        { "}", "syntax" },
        { """{"a":1,}""", "syntax" },
        { """{"a" 1}""", "syntax" },
        { """{'a':1}""", "syntax" },
        { """{"a":01}""", "syntax" },
        { """{"a":.5}""", "syntax" },
        { """{"a":1.}""", "syntax" },
        { """{"a":+1}""", "syntax" },
        { """{"a":NaN}""", "syntax" },
        { """{"a":True}""", "syntax" },
        { """{"a":1} // why""", "trailing-content" },
        { """{"a":"\x41"}""", "syntax" },
        { "{\"a\":\"\n\"}", "syntax" },
        { """{"a":1}{"b":2}""", "trailing-content" },
        { """{"a":1} x""", "trailing-content" },
        { "\uFEFF{}", "byte-order-mark" },
        { """{"a":1,"a":2}""", "duplicate-member" },
        { """{"a":1,"\u0061":1}""", "duplicate-member" },
        { """{"x":[{"deep":{"a":1,"b":2,"a":3}}]}""", "duplicate-member" },
        { """{"a":"\ud800"}""", "lone-surrogate" },
        { """{"a":"\udc00\ud800"}""", "lone-surrogate" },
        { """{"\ud83d":1}""", "lone-surrogate" },
        { """{"a":"\u0000"}""", "nul-character" },
        { """{"\u0000":1}""", "nul-character" },
        { $$"""{"a":{{new string('[', 1_000)}}{{new string(']', 1_000)}}}""", "too-deep" },
        { new string('[', 500_000), "too-deep" },
        { string.Concat(Enumerable.Repeat("{\"a\":", 100_000)), "too-deep" },
        { $$"""{"a":{{new string('1', 257)}}}""", "number-too-long" },
        { $$"""{"a":0.{{new string('1', 500_000)}}}""", "number-too-long" },
        { """{"a":1e1001}""", "number-too-large" },
        { """{"a":1e-1001}""", "number-too-large" },
        { """{"a":1e99999999999999999999}""", "number-too-large" },
        { $$"""{"a":[{{string.Join(',', Enumerable.Repeat("0", 450_000))}}]}""", "too-many-values" },
    };

    /// <summary>Bytes that are no UTF-8, inside a string.</summary>
    public static TheoryData<byte[]> NotUtf8 =>
    [
        Wrapped(0xFF),
        Wrapped(0xC0, 0x80),
        Wrapped(0xC3),
        Wrapped(0xED, 0xA0, 0x80),
        Wrapped(0xF5, 0x80, 0x80, 0x80),
        Wrapped(0xE2, 0x82),
        Encoding.Latin1.GetBytes("{\"ä\":1}"),
    ];

    static byte[] Wrapped(params byte[] bytes) => [.. Encoding.UTF8.GetBytes("{\"a\":\""), .. bytes, .. "\"}"u8];
}
