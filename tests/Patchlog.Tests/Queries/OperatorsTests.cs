using Patchlog.Json;
using Patchlog.Queries;
using Patchlog.Searching;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Queries;

/// <summary>The operators of filters, and the operands that each of them takes.</summary>
public sealed class OperatorsTests
{
    [Theory]
    [InlineData("eq", "1", Comparison.OneOf)]
    [InlineData("in", """["a",1,null]""", Comparison.OneOf)]
    [InlineData("lt", "1", Comparison.Less)]
    [InlineData("lte", "\"a\"", Comparison.AtMost)]
    [InlineData("gt", "1", Comparison.Greater)]
    [InlineData("gte", "1", Comparison.AtLeast)]
    [InlineData("exists", "true", Comparison.Exists)]
    [InlineData("prefix", "\"a\"", Comparison.Prefix)]
    [InlineData("contains", "null", Comparison.Contains)]
    public void An_operator_makes_its_comparison(string name, string operand, Comparison comparison)
    {
        Operators.TryMake(PathOf("a"), name, JsonValue.Parse(operand), out var filter, out _).ShouldBeTrue();

        filter.ShouldBeOfType<Filter.Compare>().Comparison.ShouldBe(comparison);
    }

    [Theory]
    [InlineData("ne", "1")]
    [InlineData("exists", "false")]
    public void A_negative_operator_makes_a_negated_comparison(string name, string operand)
    {
        Operators.TryMake(PathOf("a"), name, JsonValue.Parse(operand), out var filter, out _).ShouldBeTrue();

        filter.ShouldBeOfType<Filter.Not>();
    }

    [Theory]
    [InlineData("a", "eq", "[]", "\"eq\" takes")]
    [InlineData("a", "in", "1", "\"in\" takes")]
    [InlineData("a", "in", "[{}]", "\"in\" takes")]
    [InlineData("a", "lt", "true", "\"lt\" takes")]
    [InlineData("a", "exists", "1", "\"exists\" takes")]
    [InlineData("a", "prefix", "1", "\"prefix\" takes")]
    [InlineData("$version", "prefix", "\"1\"", "$version has no \"prefix\"")]
    [InlineData("$version", "gt", "1.5", "$version is compared")]
    [InlineData("$createdAt", "gt", "\"2026-01-01\"", "$createdAt is compared")]
    public void An_operand_that_does_not_fit_is_refused_with_what_the_operator_takes(
        string path, string name, string operand, string detail)
    {
        Operators.TryMake(PathOf(path), name, JsonValue.Parse(operand), out _, out var problem).ShouldBeFalse();

        problem!.Code.ShouldBe(ProblemCode.InvalidRequest);
        problem.Detail.ShouldStartWith(detail);
    }

    static QueryPath PathOf(string text) => QueryPath.TryParse(text, out var path, out var problem)
        ? path
        : throw new InvalidOperationException(problem.Detail);
}
