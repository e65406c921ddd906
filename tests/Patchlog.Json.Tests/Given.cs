using System.Text;
using Shouldly;

namespace Patchlog.Json.Tests;

/// <summary>What tests begin with, from its text.</summary>
static class Given
{
    public static JsonPatch Patch(string text) => Patch(JsonValue.Parse(text));

    public static JsonPatch Patch(JsonValue document)
    {
        JsonPatch.TryRead(document, PatchLimits.Default, out var patch, out var fault).ShouldBeTrue(fault?.Detail);
        return patch.ShouldNotBeNull();
    }

    /// <summary>The fault of a text, or null if it is read.</summary>
    public static JsonFault? FaultOf(string text, JsonLimits? limits = null) =>
        FaultOf(Encoding.UTF8.GetBytes(text), limits);

    /// <summary>The fault of a text, or null if it is read.</summary>
    public static JsonFault? FaultOf(ReadOnlySpan<byte> text, JsonLimits? limits = null)
    {
        var isRead = JsonValue.TryParse(text, limits ?? JsonLimits.Default, out var value, out var fault);
        (value is not null).ShouldBe(isRead);
        (fault is null).ShouldBe(isRead);
        return fault;
    }

    /// <summary>Applies a patch that must succeed.</summary>
    public static JsonValue ApplyTo(this JsonPatch patch, JsonValue target, PatchLimits? limits = null)
    {
        var isApplied = patch.TryApply(target, limits ?? PatchLimits.Default, out var result, out var fault);
        isApplied.ShouldBeTrue(fault?.Detail);
        return result.ShouldNotBeNull();
    }

    /// <summary>Everything that a value knows about its size.</summary>
    public static (int, long, long, int) Size(this JsonValue value) =>
        (value.NodeCount, value.Utf8Length, value.ExpandedNumberLength, value.Depth);
}
