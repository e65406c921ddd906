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
            var isApplied = Given.Patch(document).TryApply(target, PatchLimits.Default, out var result, out var fault);

            var expected = NaivePatch.Apply(JsonValue.Parse(before), document);
            isApplied.ShouldBe(expected is not null, fault?.Detail);
            target.ToString().ShouldBe(before);
            if (isApplied)
            {
                result!.ToString().ShouldBe(expected!.ToString());
                result.Size().ShouldBe(expected.Size());
            }
        });

    [Fact]
    public void The_result_of_a_patch_is_as_good_as_read_from_its_text() =>
        Patches.WithTarget.Sample((target, document) =>
        {
            if (!Given.Patch(document).TryApply(target, PatchLimits.Default, out var result, out _))
                return;

            var read = JsonValue.Parse(result.ToString());
            result.ShouldBe(read);
            result.GetHashCode().ShouldBe(read.GetHashCode());
            result.Size().ShouldBe(read.Size());
        });

    [Fact]
    public void Applying_a_concatenation_is_applying_one_after_the_other() =>
        Gen.Select(Patches.WithTarget, Patches.WithTarget).Sample((first, second) =>
        {
            var (one, other) = (Given.Patch(first.Patch), Given.Patch(second.Patch));
            var isBoth = JsonPatch.Concat(one, other).TryApply(first.Target, PatchLimits.Default, out var both, out _);
            JsonValue? last = null;
            var isLast = one.TryApply(first.Target, PatchLimits.Default, out var middle, out _)
                && other.TryApply(middle, PatchLimits.Default, out last, out _);

            isBoth.ShouldBe(isLast);
            both.ShouldBe(last);
        });
}
