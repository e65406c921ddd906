using Jint.Native;
using Patchlog.Rules.Agendas;

namespace Patchlog.Rules.Matching;

/// <summary>
/// The patterns of a rule, one after another. A rule with <c>or</c> has a variant for each combination of
/// alternatives. Immutable and shared by all sessions.
/// </summary>
/// <param name="Rule">The rule.</param>
/// <param name="Nodes">Its patterns.</param>
/// <param name="Names">What its activations call their facts and values.</param>
/// <param name="Arguments">For each parameter of the action what it is, or null where this variant has no such.</param>
sealed record VariantPlan(RulePlan Rule, NodePlan[] Nodes, BoundName[] Names, BoundName?[] Arguments);

/// <summary>Where an activation has a value.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Steps">How many patterns before the last.</param>
/// <param name="Binding">Which binding of that pattern, or −1 for its fact.</param>
sealed record BoundName(string Name, int Steps, int Binding)
{
    public JsValue Read(Token activation)
    {
        var token = activation;
        for (var i = 0; i < Steps; i++)
            token = token.Parent ?? throw new InvalidOperationException("A name stands before the first pattern.");
        return Binding < 0 ? token.Value : token.BindingAt(Binding);
    }
}
