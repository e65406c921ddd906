using CsCheck;
using Patchlog.Json.Tests.Generators;
using Patchlog.Json.Tests.Models;
using Shouldly;
using Xunit;

namespace Patchlog.Json.Tests.Patching;

public sealed class PatchLawTests
{
    [Fact]
    public void A_patch_does_what_the_naive_model_does_and_leaves_the_target_alone() =>
        Patches.WithTarget.Sample((target, document) =>
        {
            var before = target.ToString();
            JsonPatch.TryRead(document, PatchLimits.Default, out var patch, out var fault).ShouldBeTrue(fault?.Detail);
            var isApplied = patch.TryApply(target, PatchLimits.Default, out var result, out fault);

            var expected = NaivePatch.Apply(JsonValue.Parse(before), document);
            isApplied.ShouldBe(expected is not null, fault?.Detail);
            target.ToString().ShouldBe(before);
            if (isApplied)
            {
                result!.ToString().ShouldBe(expected!.ToString());
                (result.NodeCount, result.Utf8Length, result.Depth, result.ExpandedNumberLength)
                    .ShouldBe((expected.NodeCount, expected.Utf8Length, expected.Depth, expected.ExpandedNumberLength));
            }
        });

    [Fact]
    public void The_result_of_a_patch_is_as_good_as_read_from_its_text() =>
        Patches.WithTarget.Sample((target, document) =>
        {
            JsonPatch.TryRead(document, PatchLimits.Default, out var patch, out _).ShouldBeTrue();
            if (!patch.TryApply(target, PatchLimits.Default, out var result, out _))
                return;

            var read = JsonValue.Parse(result.ToString());
            result.ShouldBe(read);
            result.GetHashCode().ShouldBe(read.GetHashCode());
            (result.NodeCount, result.Utf8Length, result.Depth, result.ExpandedNumberLength)
                .ShouldBe((read.NodeCount, read.Utf8Length, read.Depth, read.ExpandedNumberLength));
        });

    [Fact]
    public void Applying_a_concatenation_is_applying_one_after_the_other() =>
        Gen.Select(Patches.WithTarget, Patches.WithTarget).Sample((first, second) =>
        {
            JsonPatch.TryRead(first.Patch, PatchLimits.Default, out var one, out _).ShouldBeTrue();
            JsonPatch.TryRead(second.Patch, PatchLimits.Default, out var other, out _).ShouldBeTrue();

            var isBoth = JsonPatch.Concat(one, other).TryApply(first.Target, PatchLimits.Default, out var both, out _);
            JsonValue? last = null;
            var isLast = one.TryApply(first.Target, PatchLimits.Default, out var middle, out _)
                && other.TryApply(middle, PatchLimits.Default, out last, out _);

            isBoth.ShouldBe(isLast);
            both.ShouldBe(last);
        });
}
