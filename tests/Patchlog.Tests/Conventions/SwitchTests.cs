using Microsoft.CodeAnalysis;
using Xunit;

namespace Patchlog.Tests.Conventions;

/// <summary>
/// A switch over a closed family, an enum or an abstract class of the product, has no arm that hides a case which was
/// forgotten. The compiler sees that for expressions over enums only, and only while they have no arm for the rest.
/// </summary>
public sealed class SwitchTests
{
    static readonly Lazy<ClosedFamilies> Families = new(() => new(SourceTree.Product));

    [Fact]
    public void No_switch_over_an_enum_has_an_arm_for_the_rest() => (
        from choice in Families.Value.Choices
        where choice.Family.TypeKind == TypeKind.Enum && choice.Rest is not null
        select $"{choice.Place}: name the cases of {choice.Family.Name} in place of the arm for the rest.").ShouldBeKept();

    [Fact]
    public void An_arm_for_the_rest_of_a_family_can_t_be_reached() => (
        from choice in Families.Value.Choices
        where choice.Family.TypeKind == TypeKind.Class && choice.Rest is not null && !choice.IsRestUnreachable
        select $"{choice.Place}: name the cases of {choice.Family.Name}; the arm for the rest throws UnreachableException.")
        .ShouldBeKept();

    [Fact]
    public void Every_case_of_a_family_is_named() => (
        from choice in Families.Value.Choices
        let missing = choice.Missing.ToArray()
        where missing.Length > 0 && (choice.Rest is null || choice.IsRestUnreachable)
        select $"{choice.Place}: there is no arm for {string.Join(", ", missing)} of {choice.Family.Name}.").ShouldBeKept();

    [Fact]
    public void Switches_over_enums_and_over_classes_are_found()
    {
        var kinds = Families.Value.Choices.Select(choice => choice.Family.TypeKind).Distinct().Order();

        Assert.Equal([TypeKind.Class, TypeKind.Enum], kinds);
        Assert.DoesNotContain(Families.Value.Choices, choice => !choice.Cases.Any());
    }
}
