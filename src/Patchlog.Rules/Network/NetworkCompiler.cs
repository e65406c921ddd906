using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Rules.Agendas;
using Patchlog.Rules.Matching;
using Patchlog.Rules.Syntax;
using Patchlog.Scripting;

namespace Patchlog.Rules.Network;

/// <summary>Makes a network of a rule file and what it imports.</summary>
sealed class NetworkCompiler
{
    readonly FaultList _faults = new();
    readonly Names _names;
    readonly RuleSetOptions _options;

    NetworkCompiler(RuleSetOptions options)
    {
        _options = options;
        _names = new Names(options.Functions.Keys.Append("console"));
    }

    public static bool TryCompile(
        RuleSource source,
        RuleSetOptions options,
        [NotNullWhen(true)] out RuleNetwork? network,
        out IReadOnlyList<RuleFault> faults)
    {
        var compiler = new NetworkCompiler(options);
        network = compiler.Compile(source);
        faults = compiler._faults.All;
        return network is not null;
    }

    RuleNetwork? Compile(RuleSource source)
    {
        var declarations = new FileLoader(_options.Import, _faults).Load(source);
        AddHostTypes(declarations);
        CheckNames(declarations);

        var scripts = CompileScripts(declarations);
        List<string> groups = [AgendaPlan.MainGroup];
        var rules = CompileRules([.. declarations.OfType<Declaration.Rule>()], groups);

        var order = new AlphaOrder();
        var variants = new List<VariantPlan>();
        var ways = new List<AlphaPlan>();
        var count = 0;
        foreach (var rule in rules)
        {
            foreach (var (variant, patterns) in new RuleCompiler(_names, _faults).CompileVariants(rule))
            {
                count += patterns.Length;
                if (count > NetworkLimits.MaxPatterns)
                    break;

                AddWays(patterns, variants.Count, order, ways);
                variants.Add(variant);
            }

            if (_faults.IsFull || !HasRoom(rule, count))
                break;
        }

        CheckSyntax([.. scripts.Select(script => script.Script), .. rules.Select(rule => rule.Action)]);
        if (_faults.Count > 0)
            return null;

        string[] types =
        [
            .. FactTypes.BuiltIn,
            .. scripts.Where(script => script.Kind == DeclaredKind.Type).Select(script => script.Name),
        ];
        AlphaPlan[][] routes =
        [
            .. Enumerable.Range(0, types.Length).Select(
                type => (AlphaPlan[])[.. order.PathsOf(type).Select(path => ways[path])]),
        ];
        return new RuleNetwork(
            [.. scripts.OrderBy(script => script.Kind)],
            types,
            [.. _names.Slots],
            [.. rules],
            [.. variants],
            routes,
            new AgendaPlan([.. groups], [.. _options.ConflictResolution]));
    }

    /// <summary>Whether a rule still fits; reports it otherwise.</summary>
    bool HasRoom(RulePlan rule, int patterns)
    {
        if (patterns <= NetworkLimits.MaxPatterns)
            return true;

        _faults.Add(rule.Fault(
            RuleFaultCodes.Syntax,
            $"The rules have more than {NetworkLimits.MaxPatterns} patterns, counted for each combination of 'or'."));
        return false;
    }

    /// <summary>A pattern's way is added from the last pattern to the first, as nools does.</summary>
    static void AddWays(CompiledPattern[] patterns, int variant, AlphaOrder order, List<AlphaPlan> ways)
    {
        for (var i = patterns.Length - 1; i >= 0; i--)
        {
            var pattern = patterns[i];
            if (pattern.Node.Source is not null)
                continue;

            order.Add(ways.Count, pattern.Type, pattern.Keys);
            ways.Add(new AlphaPlan(variant, i, pattern.Tests, pattern.Node.Bound));
        }
    }

    /// <summary>Adds the types of the host that no file defines: first, so that other names make way.</summary>
    void AddHostTypes(List<Declaration> declarations)
    {
        var defined = declarations.OfType<Declaration.Define>().Select(define => define.Name).ToHashSet();

        declarations.InsertRange(
            0, _options.HostTypes.Where(name => !defined.Contains(name)).Select(Declaration.Define.OfHost));
    }

    /// <summary>Reports what the engines could not bound.</summary>
    void CheckSyntax(IEnumerable<PreparedScript> scripts)
    {
        var limits = _options.Engines?.Limits ?? ScriptLimits.Default;
        foreach (var script in scripts)
        {
            if (script.FindForbidden(limits) is { } fault)
            {
                var line = fault.Line - ScriptParts.LineShift;
                _faults.Add(new(RuleFaultCodes.Syntax, fault.Message, fault.File, line, fault.Column));
            }
        }
    }

    void CheckNames(List<Declaration> declarations)
    {
        var rules = new HashSet<string>(StringComparer.Ordinal);
        foreach (var declaration in declarations)
        {
            var isNew = declaration is Declaration.Rule
                ? rules.Add(declaration.Name)
                : _names.TryDeclare(declaration);
            if (isNew)
                continue;

            var what = declaration is Declaration.Rule ? "A rule" : "Something else";
            var fault = declaration.File.FaultAt(
                declaration.Offset, RuleFaultCodes.Duplicate, $"{what} is called '{declaration.Name}' already.");
            _faults.Add(declaration is Declaration.Rule ? fault with { Rule = declaration.Name } : fault);
        }
    }

    /// <summary>The functions, types and globals, in the order of the files.</summary>
    List<DeclaredScript> CompileScripts(List<Declaration> declarations)
    {
        var scripts = new List<DeclaredScript>();
        foreach (var declaration in declarations)
        {
            var (kind, part) = declaration switch
            {
                Declaration.Define define => (DeclaredKind.Type, define.Body),
                Declaration.Function function => (DeclaredKind.Function, function.Text),
                Declaration.Global global => (DeclaredKind.Global, global.Value),
                Declaration.Import or Declaration.Rule => (default, null),
                _ => throw new UnreachableException($"There is no script of {declaration.GetType().Name}."),
            };
            if (part is not null && ScriptParts.Prepare(part, "(", ")", rule: null, _faults) is { } script)
                scripts.Add(new DeclaredScript(kind, declaration, script));
        }

        return scripts;
    }

    List<RulePlan> CompileRules(List<Declaration.Rule> declarations, List<string> groups)
    {
        var plans = new List<RulePlan>();
        var compiler = new RuleCompiler(_names, _faults);
        foreach (var rule in declarations)
        {
            var group = rule.AgendaGroup is null ? 0 : groups.IndexOf(rule.AgendaGroup);
            if (group < 0)
            {
                group = groups.Count;
                groups.Add(rule.AgendaGroup ?? AgendaPlan.MainGroup);
            }

            if (compiler.CompileRule(rule, plans.Count, group) is { } plan)
                plans.Add(plan);
        }

        return plans;
    }
}
