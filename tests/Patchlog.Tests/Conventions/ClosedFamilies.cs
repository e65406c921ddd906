using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Patchlog.Tests.Conventions;

/// <summary>
/// The switches over closed families in some sources, read with the types of all of them at once: over enums, and over
/// abstract classes whose cases are all there.
/// </summary>
sealed class ClosedFamilies
{
    // What the SDK writes beside the sources.
    const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    readonly ILookup<INamedTypeSymbol, INamedTypeSymbol> _cases;

    public ClosedFamilies(IEnumerable<SourceFile> sources)
    {
        SourceFile[] files = [.. sources];
        var compilation = CSharpCompilation.Create(
            "Sources",
            [
                CSharpSyntaxTree.ParseText(ImplicitUsings, (CSharpParseOptions)files[0].Syntax.SyntaxTree.Options),
                .. files.Select(file => file.Syntax.SyntaxTree),
            ],
            Platform());

        _cases = compilation.GetSymbolsWithName(_ => true, SymbolFilter.Type)
            .OfType<INamedTypeSymbol>()
            .Where(type => type is { TypeKind: TypeKind.Class, IsAbstract: false })
            .SelectMany(type => BasesOf(type), (type, family) => (family, type))
            .ToLookup(item => item.family, item => item.type, NamedTypes);

        Choices = [.. files.SelectMany(file => ChoicesOf(file, compilation.GetSemanticModel(file.Syntax.SyntaxTree)))];
    }

    /// <summary>The switches, of both forms.</summary>
    public IReadOnlyList<Choice> Choices { get; }

    static IEqualityComparer<INamedTypeSymbol> NamedTypes => SymbolEqualityComparer.Default;

    // Those of the tests: the web server's are not among them, and nothing that is looked for here is of a type of its.
    static IEnumerable<MetadataReference> Platform() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("Patchlog", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));

    static IEnumerable<INamedTypeSymbol> BasesOf(INamedTypeSymbol type)
    {
        for (var family = type.BaseType; family is not null; family = family.BaseType)
            yield return family.OriginalDefinition;
    }

    IEnumerable<Choice> ChoicesOf(SourceFile file, SemanticModel types)
    {
        foreach (var node in file.Syntax.DescendantNodes())
        {
            var (governing, arms) = node switch
            {
                SwitchExpressionSyntax choice => (choice.GoverningExpression, choice.Arms.Select(Arm.Of)),
                SwitchStatementSyntax choice => (choice.Expression, choice.Sections.SelectMany(Arm.Of)),
                _ => (null, []),
            };

            if (governing is not null && FamilyOf(types.GetTypeInfo(governing).Type) is { } family)
                yield return new(file.Locate(node), family, CasesOf(family), [.. arms], types);
        }
    }

    IEnumerable<ISymbol> CasesOf(INamedTypeSymbol family) => family.TypeKind == TypeKind.Enum
        ? family.GetMembers().OfType<IFieldSymbol>().Where(member => member.HasConstantValue)
        : _cases[family];

    static INamedTypeSymbol? FamilyOf(ITypeSymbol? type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            type = nullable.TypeArguments[0];

        return type is INamedTypeSymbol { Locations: [{ IsInSource: true }, ..] } named && IsFamily(named)
            ? named.OriginalDefinition
            : null;
    }

    // Flags have combinations, which are no cases; and JSON has no kind of value beside those of RFC 8259.
    static bool IsFamily(INamedTypeSymbol type) => type.TypeKind == TypeKind.Enum
        ? !type.GetAttributes().Any(mark => mark.AttributeClass?.Name == nameof(FlagsAttribute)) && type.Name != "JsonKind"
        : type is { TypeKind: TypeKind.Class, IsAbstract: true } && type.Name != "JsonValue";
}

/// <summary>An arm of a switch.</summary>
/// <param name="Taken">A pattern or a value; null for the rest.</param>
/// <param name="IsConditional">Whether it takes only some of that.</param>
/// <param name="Body">What it does.</param>
sealed record Arm(SyntaxNode? Taken, bool IsConditional, SyntaxNode Body)
{
    public static Arm Of(SwitchExpressionArmSyntax arm) => new(
        arm.Pattern is DiscardPatternSyntax or VarPatternSyntax ? null : arm.Pattern, arm.WhenClause is not null,
        arm.Expression);

    public static IEnumerable<Arm> Of(SwitchSectionSyntax section) => section.Labels.Select(label => label switch
    {
        CasePatternSwitchLabelSyntax matching =>
            new(matching.Pattern is VarPatternSyntax ? null : matching.Pattern, matching.WhenClause is not null, section),
        CaseSwitchLabelSyntax single => new(single.Value, false, section),
        _ => new Arm(null, false, section),
    });
}

/// <summary>A switch over a closed family.</summary>
/// <param name="Place">Its path and line.</param>
/// <param name="Family">What it chooses by.</param>
/// <param name="Cases">What the family has.</param>
/// <param name="Arms">What the switch has.</param>
/// <param name="Types">The types of its file.</param>
sealed record Choice(
    string Place, INamedTypeSymbol Family, IEnumerable<ISymbol> Cases, IReadOnlyList<Arm> Arms, SemanticModel Types)
{
    /// <summary>The arm for what has none; null without one.</summary>
    public Arm? Rest => Arms.FirstOrDefault(arm => arm is { Taken: null, IsConditional: false });

    /// <summary>Whether that arm says of itself that it can't be reached.</summary>
    public bool IsRestUnreachable => Rest?.Body.DescendantNodesAndSelf()
        .OfType<ObjectCreationExpressionSyntax>()
        .Any(creation => creation.Type.ToString().EndsWith("UnreachableException", StringComparison.Ordinal)) == true;

    /// <summary>The cases that no arm names.</summary>
    public IEnumerable<string> Missing
    {
        get
        {
            var named = Arms.Where(arm => !arm.IsConditional && arm.Taken is not null)
                .SelectMany(arm => NamedBy(arm.Taken!))
                .ToHashSet(SymbolEqualityComparer.Default);

            return Cases.Where(one => !LineageOf(one).Any(named.Contains)).Select(one => one.Name);
        }
    }

    static IEnumerable<ISymbol> LineageOf(ISymbol one)
    {
        yield return one;
        for (var type = (one as INamedTypeSymbol)?.BaseType; type is not null; type = type.BaseType)
            yield return type.OriginalDefinition;
    }

    IEnumerable<ISymbol> NamedBy(SyntaxNode taken) => taken switch
    {
        BinaryPatternSyntax both when both.IsKind(SyntaxKind.OrPattern) => NamedBy(both.Left).Concat(NamedBy(both.Right)),
        ParenthesizedPatternSyntax inner => NamedBy(inner.Pattern),
        ConstantPatternSyntax constant => NamedBy(constant.Expression),
        TypePatternSyntax type => NamedBy(type.Type),
        DeclarationPatternSyntax declaration => NamedBy(declaration.Type),
        RecursivePatternSyntax { Type: { } type } parts when TakesAll(parts) => NamedBy(type),
        ExpressionSyntax name when Types.GetSymbolInfo(name).Symbol is { } symbol => [symbol.OriginalDefinition],
        _ => [],
    };

    // Such as "Some(var value)".
    static bool TakesAll(RecursivePatternSyntax pattern) =>
        (pattern.PositionalPatternClause?.Subpatterns ?? default)
        .Concat(pattern.PropertyPatternClause?.Subpatterns ?? default)
        .All(part => part.Pattern is VarPatternSyntax or DiscardPatternSyntax);
}
