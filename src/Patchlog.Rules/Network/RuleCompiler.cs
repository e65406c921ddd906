using Patchlog.Rules.Agendas;
using Patchlog.Rules.Matching;
using Patchlog.Rules.Syntax;

namespace Patchlog.Rules.Network;

/// <summary>Makes the plans of one rule.</summary>
sealed class RuleCompiler(Names names, FaultList faults)
{
    /// <summary>Names that an action may use besides what its patterns bind.</summary>
    static readonly string[] ActionNames = ["facts", "flow", "next"];

    /// <summary>The plan of a rule; null after a fault.</summary>
    public RulePlan? CompileRule(Declaration.Rule rule, int index, int group)
    {
        if (rule.Action is not { } action
            || ScriptParts.Prepare(action, "(function () {", "})", rule.Name, faults) is not { } script)
        {
            return null;
        }

        var bound = rule.Conditions.SelectMany(Singles).SelectMany(NamesOf).Concat(ActionNames).ToHashSet();
        string[] parameters = [.. script.FreeNames().Where(bound.Contains)];
        if (parameters.Length > 0)
        {
            var before = $"(function ({string.Join(", ", parameters)}) {{";
            if (ScriptParts.Prepare(action, before, "})", rule.Name, faults) is not { } withParameters)
                return null;
            script = withParameters;
        }

        return new RulePlan(index, rule, group, parameters, script);
    }

    /// <summary>The variants of a rule, each with its patterns.</summary>
    public IEnumerable<(VariantPlan Plan, CompiledPattern[] Patterns)> CompileVariants(RulePlan rule)
    {
        var variants = Combine(rule.Declaration);
        if (variants.Count > NetworkLimits.MaxVariants)
        {
            faults.Add(rule.Fault(
                RuleFaultCodes.Syntax,
                $"The 'or' of the rule '{rule.Name}' make more than {NetworkLimits.MaxVariants} variants."));
            yield break;
        }

        var patterns = new PatternCompiler(names, rule.Declaration, faults);
        foreach (var variant in variants)
        {
            var bindings = new Bindings();
            var compiled = new List<CompiledPattern>();
            foreach (var condition in variant)
            {
                if (patterns.Compile(condition, bindings, compiled.Count == 0) is not { } pattern)
                    yield break;
                compiled.Add(pattern);
                bindings.Add(condition);
            }

            var arguments = rule.Parameters.Select(bindings.Find).ToArray();
            var plan = new VariantPlan(rule, [.. compiled.Select(pattern => pattern.Node)], bindings.All, arguments);
            yield return (plan, [.. compiled]);
        }
    }

    /// <summary>One list of patterns for each combination of alternatives.</summary>
    static List<List<Condition.Single>> Combine(Declaration.Rule rule)
    {
        List<List<Condition.Single>> variants = [[]];
        foreach (var condition in rule.Conditions)
        {
            var alternatives = Singles(condition).ToList();
            variants = [.. variants.SelectMany(
                variant => alternatives.Select(alternative => (List<Condition.Single>)[.. variant, alternative]))];
            if (variants.Count > NetworkLimits.MaxVariants)
                break;
        }

        return variants;
    }

    static IEnumerable<Condition.Single> Singles(Condition condition) => condition switch
    {
        Condition.Single single => [single],
        Condition.Or or => or.Alternatives,
        _ => [],
    };

    static IEnumerable<string> NamesOf(Condition.Single condition) =>
        condition.Pattern.Bindings.Select(binding => binding.Name).Prepend(condition.Pattern.Alias);
}
