using CsCheck;
using Patchlog.Json.Tests.Generators;
using Shouldly;
using Xunit;

namespace Patchlog.Json.Tests.Differencing;

public sealed class DiffLawTests
{
    [Fact]
    public void Applying_the_difference_makes_one_document_of_the_other() =>
        Documents.Versions.Sample((from, to) => JsonDiff.Compute(from, to).ApplyTo(from).ShouldBe(to), iter: 1000);

    [Fact]
    public void The_difference_is_empty_exactly_if_the_documents_are_equal() =>
        Documents.Versions.Sample((from, to) => JsonDiff.Compute(from, to).Operations.IsEmpty.ShouldBe(from == to));

    [Fact]
    public void The_difference_only_adds_removes_and_replaces() =>
        Documents.Versions.Sample((from, to) => JsonDiff.Compute(from, to).Operations.ShouldAllBe(operation =>
            operation.Kind == PatchOperationKind.Add
            || operation.Kind == PatchOperationKind.Remove
            || operation.Kind == PatchOperationKind.Replace));

    [Fact]
    public void The_difference_is_never_longer_than_replacing_a_document_of_which_nothing_stays() =>
        Documents.Versions.Where((from, to) => !KeepsSomething(from, to)).Sample((from, to) =>
        {
            var replaced = JsonPatch.Of(PatchOperation.Replace(JsonPointer.Root, to)).ToJson();
            JsonDiff.Compute(from, to).ToJson().Utf8Length.ShouldBeLessThanOrEqualTo(replaced.Utf8Length);
        });

    [Fact]
    public void An_object_of_which_a_member_stays_is_never_replaced_whole() =>
        Documents.Versions.Where((from, to) => KeepsSomething(from, to, depth: 1)).Sample((from, to) =>
            JsonDiff.Compute(from, to).Operations.ShouldAllBe(operation => !operation.Path.Tokens.IsEmpty));

    [Fact]
    public void A_difference_survives_its_text() =>
        Documents.Versions.Sample((from, to) =>
        {
            var text = JsonDiff.Compute(from, to).ToJson().ToString();
            Given.Patch(text).ApplyTo(from).ShouldBe(to);
        });

    static bool KeepsSomething(JsonValue from, JsonValue to, int depth = int.MaxValue) =>
        depth > 0 && from is JsonObject before && to is JsonObject after
        && Enumerable.Range(0, before.Count).Any(i => before.Members[i] is var (name, value)
            && after[name] is { } other && (value.Equals(other) || KeepsSomething(value, other, depth - 1)));
}
