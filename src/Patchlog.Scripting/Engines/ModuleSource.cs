using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Acornima;
using Acornima.Ast;

namespace Patchlog.Scripting.Engines;

/// <summary>What a module takes from another one.</summary>
/// <param name="Specifier">The other, as it is named in the text.</param>
/// <param name="Names">Which of its exports must be there; none for all.</param>
/// <param name="Line">Where it is named, from 1.</param>
/// <param name="Column">The column there, from 1.</param>
sealed record ModuleImport(string Specifier, ImmutableArray<string> Names, int Line, int Column);

/// <summary>
/// A module of ECMAScript, rewritten as a function: it takes the exports of what it imports, and answers its own. So it
/// can be run again from its first line for each use, which an engine does not do with modules. Lines stay where they
/// were, and columns, too, behind the first line. Immutable.
/// </summary>
sealed class ModuleSource
{
    // With "const " and "=" exactly as long as "export default ": what stands behind it keeps its column.
    const string Default = "$default";

    ModuleSource(PreparedScript function, ImmutableArray<ModuleImport> imports, Rewriting rewriting)
    {
        (Function, Imports) = (function, imports);
        (Exports, Forwarded) = ([.. rewriting.Exports.Keys], [.. rewriting.Forwarded]);
        Prefix = rewriting.Prefix.Length;
    }

    /// <summary>What it calls; see <see cref="ModuleFacts.FindCalls"/>.</summary>
    public required ImmutableHashSet<(string Name, string? Text)> Calls { get; init; }

    /// <summary>Arrays that it exports; see <see cref="ModuleFacts.FindTexts"/>.</summary>
    public required ImmutableDictionary<string, ImmutableArray<string>?> Texts { get; init; }

    /// <summary>A script whose value is the function.</summary>
    public PreparedScript Function { get; }

    /// <summary>What it imports: the arguments of the function, in order.</summary>
    public ImmutableArray<ModuleImport> Imports { get; }

    /// <summary>The names that it exports itself.</summary>
    public ImmutableHashSet<string> Exports { get; }

    /// <summary>Those of its imports all of whose exports, but the default, it exports, too.</summary>
    public ImmutableArray<int> Forwarded { get; }

    /// <summary>How many columns the first line was moved by.</summary>
    public int Prefix { get; }

    /// <summary>Reads a module; the fault says what is wrong, and where.</summary>
    public static bool TryRead(
        string text, string file,
        [NotNullWhen(true)] out ModuleSource? module, [NotNullWhen(false)] out ScriptFault? fault)
    {
        module = null;
        if (!TryParse(text, file, out var program, out fault))
            return false;

        var rewriting = new Rewriting(text);
        foreach (var statement in program.Body)
            rewriting.Add(statement);

        if (!PreparedScript.TryPrepare(rewriting.ToFunction(), file, line: 1, out var function, out fault))
        {
            fault = Moved(fault, rewriting.Prefix.Length);
            return false;
        }

        module = new(function, [.. rewriting.Imports], rewriting)
        {
            Calls = ModuleFacts.FindCalls(program),
            Texts = ModuleFacts.FindTexts(program),
        };
        return true;
    }

    /// <summary>A fault at the place where it is in the module.</summary>
    public static ScriptFault Moved(ScriptFault fault, int prefix) =>
        fault.Line == 1 ? fault with { Column = Math.Max(1, fault.Column - prefix) } : fault;

    static bool TryParse(
        string text, string file,
        [NotNullWhen(true)] out Module? program, [NotNullWhen(false)] out ScriptFault? fault)
    {
        (program, fault) = (null, null);
        try
        {
            program = new Parser().ParseModule(text, file);
            fault = ModuleFacts.FindForbidden(program, file);

            return fault is null;
        }
        catch (ParseErrorException failure)
        {
            fault = new(
                ScriptFaultCodes.Syntax, failure.Description, file, failure.LineNumber, failure.Column + 1);
        }
        catch (InsufficientExecutionStackException)
        {
            fault = new(ScriptFaultCodes.Syntax, "The module nests too deeply.", file, 1, 1);
        }

        return false;
    }

    /// <summary>The text of a module on its way to that of a function. Used by one caller.</summary>
    sealed class Rewriting(string text)
    {
        readonly List<(int Start, int End, string Text)> _edits = [];
        readonly StringBuilder _bindings = new();

        public List<ModuleImport> Imports { get; } = [];

        /// <summary>What is exported: by name, the expression that has it.</summary>
        public Dictionary<string, string> Exports { get; } = new(StringComparer.Ordinal);

        public List<int> Forwarded { get; } = [];

        public string Prefix { get; private set; } = "";

        public void Add(Statement statement)
        {
            switch (statement)
            {
                case ImportDeclaration import:
                    AddImport(import);
                    break;
                case ExportAllDeclaration all:
                    AddAll(all);
                    break;
                case ExportNamedDeclaration { Source: { } source } named:
                    AddForwarded(named, source);
                    break;
                case ExportNamedDeclaration named:
                    AddNamed(named);
                    break;
                case ExportDefaultDeclaration declaration:
                    AddDefault(declaration);
                    break;
            }
        }

        public string ToFunction()
        {
            var parameters = string.Join(',', Imports.Select((_, at) => NameOf(at)));
            var forwarded = string.Concat(Forwarded.Select(at => $"...{NameOf(at)},"));
            var exports = string.Join(',', Exports.Select(export => $"{Quote(export.Key)}:{export.Value}"));
            Prefix = $"(function({parameters}){{'use strict';{_bindings}";

            // What is forwarded comes first: the module's own exports win, and only they have a default.
            return $"{Prefix}{Edited()}\nreturn{{__proto__:null,{forwarded}default:undefined,{exports}}};}})";
        }

        void AddImport(ImportDeclaration import)
        {
            var names = ImmutableArray.CreateBuilder<string>();
            var at = Imports.Count;
            foreach (var specifier in import.Specifiers)
            {
                if (specifier is ImportNamespaceSpecifier)
                {
                    _bindings.Append($"const {specifier.Local.Name}={NameOf(at)};");
                    continue;
                }

                var name = specifier is ImportSpecifier named ? NameOf(named.Imported) : "default";
                names.Add(name);
                _bindings.Append($"const {specifier.Local.Name}={NameOf(at)}[{Quote(name)}];");
            }

            Imports.Add(Import(import.Source, names.ToImmutable()));
            Blank(import.Start, import.End);
        }

        void AddAll(ExportAllDeclaration all)
        {
            if (all.Exported is { } exported)
                Exports[NameOf(exported)] = NameOf(Imports.Count);
            else
                Forwarded.Add(Imports.Count);

            Imports.Add(Import(all.Source, []));
            Blank(all.Start, all.End);
        }

        void AddForwarded(ExportNamedDeclaration named, StringLiteral source)
        {
            foreach (var specifier in named.Specifiers)
                Exports[NameOf(specifier.Exported)] = $"{NameOf(Imports.Count)}[{Quote(NameOf(specifier.Local))}]";

            Imports.Add(Import(source, [.. named.Specifiers.Select(specifier => NameOf(specifier.Local))]));
            Blank(named.Start, named.End);
        }

        void AddNamed(ExportNamedDeclaration named)
        {
            foreach (var specifier in named.Specifiers)
                Exports[NameOf(specifier.Exported)] = NameOf(specifier.Local);

            switch (named.Declaration)
            {
                case null:
                    Blank(named.Start, named.End);
                    return;
                case VariableDeclaration variables:
                    foreach (var identifier in variables.Declarations.SelectMany(one => NamesIn(one.Id)))
                        Exports[identifier] = identifier;

                    break;
                case FunctionDeclaration { Id: { } id }:
                    Exports[id.Name] = id.Name;
                    break;
                case ClassDeclaration { Id: { } id }:
                    Exports[id.Name] = id.Name;
                    break;
            }

            Blank(named.Start, named.Declaration.Start);
        }

        void AddDefault(ExportDefaultDeclaration declaration)
        {
            var name = declaration.Declaration switch
            {
                FunctionDeclaration { Id: { } id } => id.Name,
                ClassDeclaration { Id: { } id } => id.Name,
                _ => null,
            };

            Exports["default"] = name ?? Default;
            var start = declaration.Start;
            var end = text.IndexOf("default", start, StringComparison.Ordinal) + "default".Length;
            if (name is not null)
            {
                Blank(start, end);
                return;
            }

            // With the blank that follows, both have the same length.
            end += text[end] is ' ' or '\t' ? 1 : 0;
            _edits.Add((start, end, $"const {Default}="));

            // As an expression it would go on with what stands behind.
            if (declaration.Declaration is FunctionDeclaration or ClassDeclaration)
                _edits.Add((declaration.End, declaration.End, ";"));
        }

        void Blank(int start, int end) => _edits.Add((start, end, Blanks(start, end)));

        // Line breaks stay.
        string Blanks(int start, int end) => string.Create(end - start, (text, start), static (blanks, from) =>
        {
            for (var at = 0; at < blanks.Length; at++)
                blanks[at] = from.text[from.start + at] is '\n' or '\r' ? from.text[from.start + at] : ' ';
        });

        string Edited()
        {
            var edited = new StringBuilder();
            var at = 0;
            foreach (var (start, end, replacement) in _edits)
            {
                edited.Append(text, at, start - at).Append(replacement);
                at = end;
            }

            return edited.Append(text, at, text.Length - at).ToString();
        }

        static ModuleImport Import(StringLiteral source, ImmutableArray<string> names) =>
            new(source.Value, names, source.Location.Start.Line, source.Location.Start.Column + 1);

        static IEnumerable<string> NamesIn(Node pattern) => pattern switch
        {
            Identifier identifier => [identifier.Name],
            AssignmentPattern assignment => NamesIn(assignment.Left),
            RestElement rest => NamesIn(rest.Argument),
            Property property => NamesIn(property.Value),
            _ => pattern.ChildNodes.SelectMany(NamesIn),
        };

        static string NameOf(int import) => $"$import{import}";

        static string NameOf(Expression name) => name switch
        {
            Identifier identifier => identifier.Name,
            StringLiteral text => text.Value,
            _ => throw new InvalidOperationException($"The grammar has no export called {name.TypeText}."),
        };

        static string Quote(string name) => System.Text.Json.JsonSerializer.Serialize(name);
    }
}
