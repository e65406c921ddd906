using System.Collections.Frozen;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Patchlog.Tests.Conventions;

/// <summary>
/// Tests don't know the time: what is about time gets a clock of the test's own, and what takes time is waited for, by
/// <see cref="Testing.Eventually"/> and its one deadline.
/// </summary>
public sealed class TimingTests
{
    static readonly string[] Timed = ["Task.Delay", "Thread.Sleep", "Stopwatch.StartNew", "Stopwatch.GetTimestamp"];

    /// <summary>Files that may, and what for: none of it can make a test fail by being late.</summary>
    static readonly FrozenDictionary<string, string> Exceptions = new Dictionary<string, string>
    {
        ["Eventually.cs"] = "it is the one that waits",
        ["SlowNetwork.cs"] = "a client that takes a byte a second",
        ["TcpProxy.cs"] = "a network that takes its time",
        ["Load.cs"] = "a client that is told to try again does so after a while",
        ["BadClients.cs"] = "how often others are served beside a client that never reads",
        ["BadClientTests.cs"] = "the same",
    }.ToFrozenDictionary();

    [Fact]
    public void No_test_sleeps_or_measures_how_long_something_took() => (
        from file in SourceTree.CSharp
        where file.IsBelow("tests") && !Exceptions.ContainsKey(file.Name)
        from call in file.Syntax.DescendantNodes().OfType<InvocationExpressionSyntax>()
        where Timed.Contains(call.Expression.ToString())
        select $"{file.Locate(call)} calls {call.Expression}: wait with Eventually, or inject a clock.").ShouldBeKept();

    [Fact]
    public void No_test_has_a_deadline_of_its_own() => (
        from file in SourceTree.CSharp
        where file.IsBelow("tests") && !Exceptions.ContainsKey(file.Name)
        from node in file.Syntax.DescendantNodes()
        where IsDeadline(node)
        select $"{file.Locate(node)} has a deadline: wait with Eventually, which has one for all.").ShouldBeKept();

    static bool IsDeadline(Microsoft.CodeAnalysis.SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: var name } } call =>
            name == "CancelAfter"
            || (name == "WaitAsync" && call.ArgumentList.Arguments.FirstOrDefault()?.ToString() is { } first
                && (first.Contains("TimeSpan", StringComparison.Ordinal) || first.Contains("Patience", StringComparison.Ordinal))),
        ObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: > 0 } created =>
            created.Type.ToString() == "CancellationTokenSource",
        AttributeArgumentSyntax { NameEquals.Name.Identifier.Text: "Timeout" } => true,
        _ => false,
    };
}
