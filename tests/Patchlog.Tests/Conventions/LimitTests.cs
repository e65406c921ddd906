using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Patchlog.Tests.Conventions;

/// <summary>Every bound of a queue, loop, wait or text has a name in a limits class, where an operator finds it.</summary>
public sealed class LimitTests
{
    static readonly Regex LooksLikeALimit = new("^(Max|Min)[A-Z]|(Limit|Timeout|Patience|Interval|Pause)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    /// <summary>Constants that nobody would ever set otherwise, and why.</summary>
    static readonly FrozenDictionary<string, string> Exceptions = new Dictionary<string, string>
    {
        ["JsonValue.MaxDepth"] = "public, and what the stack of every recursive method was measured for",
        ["ArrayAlignment.MaxEdits"] = "how hard a diff tries before it takes a coarser patch: it refuses nothing",
        ["NameGrammar.MaxNameLength"] = "part of the grammar of names, which the tables rely on",
        ["NameGrammar.MaxIdLength"] = "part of the grammar of ids, which the tables rely on",
        ["ValueKey.MaxText"] = "part of the format of keys, which the declared indexes rely on",
    }.ToFrozenDictionary();

    [Fact]
    public void Every_limit_is_in_a_limits_class() => (
        from constant in Constants()
        where !constant.File.Name.EndsWith("Limits.cs", StringComparison.Ordinal)
        where LooksLikeALimit.IsMatch(constant.Field) && !Exceptions.ContainsKey(constant.Name)
        select $"{constant.Place} {constant.Name} is a limit: move it to the limits class of its folder.").ShouldBeKept();

    [Fact]
    public void Every_exception_is_needed() => (
        from name in Exceptions.Keys.Except(Constants().Select(constant => constant.Name))
        select $"There is no {name} any more: take the exception away.").ShouldBeKept();

    static IEnumerable<(SourceFile File, string Name, string Field, string Place)> Constants() =>
        from file in SourceTree.Product
        from field in file.Syntax.DescendantNodes().OfType<FieldDeclarationSyntax>()
        where IsConstant(field) && field.Declaration.Type.ToString() is ("int" or "long" or "double" or "TimeSpan")
        from variable in field.Declaration.Variables
        let type = (field.Parent as TypeDeclarationSyntax)?.Identifier.Text
        select (file, $"{type}.{variable.Identifier.Text}", variable.Identifier.Text, file.Locate(variable));

    static bool IsConstant(FieldDeclarationSyntax field) =>
        field.Modifiers.Any(SyntaxKind.ConstKeyword)
        || (field.Modifiers.Any(SyntaxKind.StaticKeyword) && field.Modifiers.Any(SyntaxKind.ReadOnlyKeyword));
}
