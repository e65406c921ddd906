using Shouldly;
using Xunit;

namespace Patchlog.Tests.Deciding.Handlers;

/// <summary>Numbers that JavaScript would round stay as they were written, or can't be read; none is rounded.</summary>
public sealed class HandlerNumberTests
{
    const string Big = "9007199254740993";

    [Theory]
    [InlineData(Big)]
    [InlineData("1E400")]
    [InlineData("0.1000000000000000055511151231257827")]
    [InlineData("-12345678901234567890.25")]
    public void What_a_handler_does_not_touch_stays_as_it_was_written(string number)
    {
        var document = $$"""{"id":"o-1","n":{{number}},"deep":[{"n":{{number}}},{{number}}],"s":1.10}""";
        var accepted = DecisionCase.Ship("state.touched = true; state.deep.push('x')").Accept(document);

        accepted.BodyAfter!.ToString().ShouldBe(
            $$"""{"id":"o-1","n":{{number}},"deep":[{"n":{{number}}},{{number}},"x"],"s":1.10,"touched":true}""");
        accepted.Events[0].Body!.ToString().ShouldNotContain(number);
    }

    [Fact]
    public void It_may_be_called_like_a_method() =>
        DecisionCase.Ship("state.touched = 1").Accept($$"""{"id":"o-1","toJSON":{{Big}}}""").BodyAfter!.ToString()
            .ShouldBe($$"""{"id":"o-1","toJSON":{{Big}},"touched":1}""");

    [Theory]
    [InlineData("return [{ name: 'a', body: state }]")]
    [InlineData("state.moved = state.deep; delete state.deep")]
    [InlineData("return [{ name: 'a', data: state.deep }]")]
    public void It_goes_where_the_object_around_it_goes(string body) =>
        DecisionCase.Ship(body).Decide($$"""{"id":"o-1","deep":{"n":{{Big}} } }""").ShouldNotBeNull().ToString()
            .ShouldNotContain("Reject");

    [Theory]
    [InlineData("state.copy = state.n")]
    [InlineData("if (state.n > 1) state.x = 1")]
    [InlineData("JSON.stringify(state)")]
    [InlineData("state.copy = { ...state }")]
    [InlineData("state.list.map(one => one)")]
    [InlineData("Math.max(...state.list)")]
    public void To_read_it_is_an_error_that_names_it(string body)
    {
        var problem = DecisionCase.Ship(body).Refuse($$"""{"id":"o-1","n":{{Big}},"list":[1,{{Big}}]}""");

        problem.Code.ShouldBe(ProblemCode.HandlerFailed);
        problem.Detail.ShouldStartWith("handlers/orders/ship.js:2:");
        problem.Detail.ShouldContain(Big);
    }

    [Theory]
    [InlineData("state.n = 5", "5")]
    [InlineData("state['n'] = '9007199254740994'", "\"9007199254740994\"")]
    [InlineData("Object.assign(state, { n: 5 })", "5")]
    [InlineData("Object.defineProperty(state, 'n', { value: 5, enumerable: true })", "5")]
    [InlineData("delete state.n", null)]
    [InlineData("if ('n' in state) delete state.n", null)]
    public void It_may_be_replaced_and_removed(string body, string? expected)
    {
        var after = DecisionCase.Ship(body).Accept($$"""{"id":"o-1","n":{{Big}}}""").BodyAfter;

        after!["n"]?.ToString().ShouldBe(expected);
    }

    [Fact]
    public void Arguments_are_no_exception()
    {
        var ship = DecisionCase.Ship("state.given = command.body");

        ship.Accept("""{"id":"o-1"}""", $$""" "body": {"n":{{Big}}} """).BodyAfter!["given"]!.ToString()
            .ShouldBe($$"""{"n":{{Big}}}""");
    }

    [Theory]
    [InlineData("0.1", "0.1")]
    [InlineData("1e21", "1e21")]
    [InlineData("-0.0", "-0.0")]
    [InlineData("1.10", "1.10")]
    [InlineData("123456789012345680000", "123456789012345680000")]
    public void What_a_double_holds_is_a_number(string number, string expected)
    {
        var accepted = DecisionCase.Ship("state.kind = typeof state.n").Accept($$"""{"id":"o-1","n":{{number}}}""");

        accepted.BodyAfter!["kind"].ShouldBe("number");
        accepted.BodyAfter["n"]!.ToString().ShouldBe(expected);
    }
}
