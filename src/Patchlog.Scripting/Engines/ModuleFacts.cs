using System.Collections.Immutable;
using Acornima.Ast;

namespace Patchlog.Scripting.Engines;

/// <summary>What can be read of a module without running it.</summary>
static class ModuleFacts
{
    /// <summary>
    /// The calls of functions and methods by their names, each with the text that it is given first; null for
    /// something else than the text itself. Each once.
    /// </summary>
    public static ImmutableHashSet<(string Name, string? Text)> FindCalls(Module program)
    {
        var calls = ImmutableHashSet.CreateBuilder<(string, string?)>();
        foreach (var call in program.DescendantNodes().OfType<CallExpression>())
        {
            var name = call.Callee switch
            {
                MemberExpression { Computed: false, Property: Identifier method } => method.Name,
                Identifier function => function.Name,
                _ => null,
            };

            if (name is not null)
                calls.Add((name, call.Arguments.Count > 0 ? TextOf(call.Arguments[0]) : null));
        }

        return calls.ToImmutable();
    }

    /// <summary>
    /// The constants that it exports and that are arrays, by name; null in place of one that has something else in it
    /// than texts.
    /// </summary>
    public static ImmutableDictionary<string, ImmutableArray<string>?> FindTexts(Module program)
    {
        var texts = ImmutableDictionary.CreateBuilder<string, ImmutableArray<string>?>(StringComparer.Ordinal);
        foreach (var exported in program.Body.OfType<ExportNamedDeclaration>())
        {
            if (exported.Declaration is not VariableDeclaration { Kind: VariableDeclarationKind.Const } constants)
                continue;

            foreach (var constant in constants.Declarations)
            {
                if (constant is { Id: Identifier { Name: var name }, Init: ArrayExpression { Elements: var elements } })
                    texts[name] = TextsOf(elements);
            }
        }

        return texts.ToImmutable();
    }

    /// <summary>The fault of a module that has a literal whose work can't be bounded; null if it has none.</summary>
    public static ScriptFault? FindForbidden(Module program, string file)
    {
        foreach (var node in program.DescendantNodes())
        {
            var message = node switch
            {
                IFunction { Generator: true } => ForbiddenSyntax.Generators,
                IFunction { Async: true } => "Modules have no async functions: nobody would wait for them.",
                BigIntLiteral => ForbiddenSyntax.BigInts,
                RegExpLiteral { RegExp.Pattern.Length: > EngineLimits.MaxPatternLength } =>
                    $"A regular expression has at most {EngineLimits.MaxPatternLength} characters.",
                _ => null,
            };

            if (message is not null)
            {
                var start = node.Location.Start;
                return new(ScriptFaultCodes.Syntax, message, file, start.Line, start.Column + 1);
            }
        }

        return null;
    }

    static ImmutableArray<string>? TextsOf(in NodeList<Expression?> elements)
    {
        var texts = ImmutableArray.CreateBuilder<string>(elements.Count);
        foreach (var element in elements)
        {
            if (TextOf(element) is not { } text)
                return null;

            texts.Add(text);
        }

        return texts.MoveToImmutable();
    }

    static string? TextOf(Node? node) => node switch
    {
        StringLiteral literal => literal.Value,
        TemplateLiteral { Expressions.Count: 0, Quasis: [var only] } => only.Value.Cooked,
        _ => null,
    };
}
